"""Which models a provider offers."""

from dataclasses import replace

from palaver.llm import DEMO, Client, Model, Provider
from palaver.llm.reported import read_models
from tests.provider import ScriptedProvider
from tests.provider.parameters import READY_MADE


async def test_all_that_the_provider_reports_is_offered(client: Client, provider: Provider) -> None:
    catalogue = await client.models(provider)
    assert [model.id for model in catalogue] == [f"acme/{name}" for name in READY_MADE]
    assert catalogue.error is None


async def test_an_allow_list_narrows_it(client: Client, provider: Provider) -> None:
    catalogue = await client.models(replace(provider, models=("scripted",)))
    assert catalogue.models == (Model("acme", "scripted"),)


async def test_where_asking_fails_the_allow_list_serves_and_the_failure_is_told(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    broken = replace(provider, base_url=scripted.broken_url, models=("scripted",))
    catalogue = await client.models(broken)
    assert catalogue.models == (Model("acme", "scripted"),)
    assert catalogue.error is not None
    assert catalogue.error.kind == "server_error"


async def test_a_wrong_key_is_told(client: Client, provider: Provider) -> None:
    async with ScriptedProvider(key="sk-right") as locked:
        catalogue = await client.models(replace(provider, base_url=locked.base_url))
    assert len(catalogue) == 0
    assert catalogue.error is not None
    assert catalogue.error.kind == "wrong_key"


async def test_the_demo_needs_no_network(client: Client) -> None:
    assert [model.id for model in await client.models(DEMO)] == ["demo/demo", "demo/demo-long"]


def test_the_newest_come_first_and_what_cannot_chat_is_left_out() -> None:
    body = b"""{"data": [
        {"id": "old", "created": 1}, {"id": "new", "created": 2, "x": 1}, {"id": "whisper-1"},
        {"id": "text-embedding-3"}, {"id": "undated"}, {"id": "null", "created": null}]}"""
    assert [model.name for model in read_models(body, "acme")] == ["new", "old", "undated", "null"]
