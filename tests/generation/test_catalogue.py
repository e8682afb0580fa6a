import asyncio
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from palaver.generation import catalogue as catalogue_module
from palaver.generation.catalogue import Catalogue, configured_providers
from palaver.llm import DEMO, Client, ConfigurationError, Provider, ProviderError
from tests.provider import ScriptedProvider
from tests.waiting import eventually

PROVIDERS = """
[[provider]]
name = "one"
base_url = "{working}"

[[provider]]
name = "two"
base_url = "{broken}"
models = ["only"]
"""


@pytest.fixture
def _nothing_configured(settings: Settings, tmp_path: Path) -> None:
    settings.PALAVER_ENVIRON = {}
    settings.PALAVER_PROVIDERS = tmp_path / "providers.toml"


@pytest.fixture
def configured(_nothing_configured: None, settings: Settings, scripted: ScriptedProvider) -> None:
    text = PROVIDERS.format(working=scripted.base_url, broken=scripted.broken_url)
    settings.PALAVER_PROVIDERS.write_text(text)


@pytest.mark.parametrize(
    ("model", "provider", "name"),
    [("one/gpt", "one", "gpt"), ("two/meta/llama:8b", "two", "meta/llama:8b")],
)
def test_a_model_is_found_at_its_provider(model: str, provider: str, name: str) -> None:
    found, its_name = _of("one", "two").find(model)
    assert (found.name, its_name) == (provider, name)


@pytest.mark.parametrize("model", ["", "/", "one", "one/", "/gpt", "three/gpt", "ONE/gpt"])
def test_what_no_provider_has_is_an_error_with_a_sentence(model: str) -> None:
    with pytest.raises(ProviderError) as error:
        _of("one", "two").find(model)
    assert error.value.kind == "unknown_model"
    assert error.value.sentence


@pytest.mark.usefixtures("configured")
async def test_what_a_broken_provider_names_in_its_configuration_is_offered() -> None:
    catalogue = Catalogue()
    async with Client() as client:
        await catalogue.refresh(client)
    ids = [model.id for model in catalogue.models]
    assert "one/scripted" in ids
    assert "two/only" in ids
    assert catalogue.default == ids[0]


@pytest.mark.usefixtures("_nothing_configured")
async def test_with_nothing_configured_and_nothing_found_the_demo_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def nothing() -> list[Provider]:
        return []

    monkeypatch.setattr(catalogue_module, "discover_local", nothing)
    catalogue = Catalogue()
    async with Client() as client:
        await catalogue.refresh(client)
    assert list(catalogue.providers) == [DEMO]
    assert catalogue.default.startswith(f"{DEMO.name}/")


@pytest.mark.usefixtures("_nothing_configured")
def test_the_environment_comes_before_the_file(settings: Settings) -> None:
    settings.PALAVER_ENVIRON = {"OPENAI_API_KEY": "sk-1"}
    settings.PALAVER_PROVIDERS.write_text(
        PROVIDERS.format(working="http://a/v1", broken="http://b")
    )
    names = [provider.name for provider in configured_providers()]
    assert names[1:] == ["one", "two"]
    assert len(names) == 3


@pytest.mark.usefixtures("_nothing_configured")
async def test_a_file_that_becomes_wrong_while_serving_changes_nothing(
    settings: Settings,
    scripted: ScriptedProvider,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(catalogue_module, "EMPTY_REFRESH_INTERVAL", 0.01)
    monkeypatch.setattr(catalogue_module, "REFRESH_INTERVAL", 0.01)
    text = PROVIDERS.format(working=scripted.base_url, broken=scripted.broken_url)
    settings.PALAVER_PROVIDERS.write_text(text)
    catalogue = Catalogue()
    async with Client() as client:
        refreshing = asyncio.create_task(catalogue.keep_fresh(client))
        await eventually(lambda: catalogue.models)
        settings.PALAVER_PROVIDERS.write_text("[[provider]]\nbase_url = 7\n")
        with pytest.raises(ConfigurationError):
            configured_providers()
        await eventually(lambda: "could not be listed" in caplog.text)
        assert catalogue.find("one/scripted")
        refreshing.cancel()


def _of(*names: str, **options: Any) -> Catalogue:
    catalogue = Catalogue()
    catalogue.providers = [Provider(name, "http://127.0.0.1:9/v1", **options) for name in names]
    return catalogue
