"""The client against the scripted server: what a stream gives when all goes well."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from palaver.llm import (
    PARAMETERS,
    Client,
    Delta,
    Finish,
    Omitted,
    Provider,
    Request,
    Turn,
    Usage,
)
from tests.llm.reading import asking, read
from tests.provider import ScriptedProvider, script_text


@pytest.mark.parametrize("seed", range(1, 6))
async def test_a_stream_is_the_script_byte_by_byte(
    client: Client, provider: Provider, seed: int
) -> None:
    outcome = await read(client, provider, asking(f"scripted?seed={seed}&tokens=2000"))
    assert outcome.text == script_text(seed, 2000)
    assert outcome.finish == Finish("stop")


async def test_utf8_sequences_split_over_reads_come_out_whole(
    client: Client, provider: Provider
) -> None:
    outcome = await read(client, provider, asking("scripted?fault=split&tokens=80"))
    assert outcome.text == script_text(1, 80)


async def test_deltas_of_one_read_come_as_one(client: Client, provider: Provider) -> None:
    outcome = await read(client, provider, asking("scripted?tokens=3000"))
    assert sum(isinstance(event, Delta) for event in outcome.events) < 100


async def test_what_arrives_between_two_reads_comes_as_one(
    client: Client, provider: Provider
) -> None:
    paces: list[float] = []

    async def pace() -> None:
        paces.append(0.1)
        await asyncio.sleep(paces[-1])

    request = asking("scripted?tokens=100&rate=200")
    async with aclosing(client.stream(provider, request, pace)) as events:
        deltas = [event.text async for event in events if isinstance(event, Delta)]
    assert "".join(deltas) == script_text(1, 100)
    assert len(deltas) <= len(paces) + 2 < 40


async def test_usage_comes_before_the_end(client: Client, provider: Provider) -> None:
    outcome = await read(client, provider, asking("scripted?tokens=30&reasoning=7"))
    assert outcome.events[-2:] == [Usage(1, 37, 7), Finish("stop")]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
async def test_reasoning_is_kept_apart_from_the_answer(
    client: Client, provider: Provider, field: str
) -> None:
    model = f"scripted?tokens=20&reasoning=9&field={field}"
    outcome = await read(client, provider, asking(model))
    assert outcome.reasoning == script_text(2, 9)
    assert outcome.text == script_text(1, 20)


@pytest.mark.parametrize("reason", ["length", "content_filter", "tool_calls"])
async def test_another_finish_reason_has_a_notice_for_the_reader(
    client: Client, provider: Provider, reason: str
) -> None:
    finish = (await read(client, provider, asking(f"scripted?finish={reason}"))).finish
    assert finish is not None
    assert finish.reason == reason
    assert finish.notice.endswith(".")


@pytest.mark.parametrize("fault", ["no_done", "no_finish", "whole"])
async def test_an_answer_may_end_in_several_ways(
    client: Client, provider: Provider, fault: str
) -> None:
    outcome = await read(client, provider, asking(f"scripted?fault={fault}"))
    assert outcome.error is None
    assert outcome.text == script_text(1, 200)
    assert outcome.finish == Finish("stop")


async def test_the_key_and_the_headers_are_sent(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    await read(client, provider, asking("scripted"))
    assert scripted.requests[0].authorization == "Bearer sk-1"
    other = replace(provider, headers={"Authorization": "Token 2"})
    await read(client, other, asking("scripted"))
    assert scripted.requests[1].authorization == "Token 2"


async def test_options_and_extras_stand_in_the_body(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    request = asking("scripted", max_tokens=5, temperature=0.5, extra={"top_p": 0.9})
    await read(client, provider, request)
    body = scripted.requests[0].body
    assert (body["max_tokens"], body["temperature"], body["top_p"]) == (5, 0.5, 0.9)


async def test_images_stand_beside_the_text(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    images = ("data:image/png;base64,iVBOR", "https://a.example/b.png")
    turns = (Turn("system", "Be brief."), Turn("user", "What is\0 it?", images))
    await read(client, provider, Request("scripted?tokens=1", turns))
    plain, shown = scripted.requests[0].messages
    assert plain["content"] == "Be brief."
    assert shown["content"] == [
        {"type": "text", "text": "What is\ufffd it?"},
        *({"type": "image_url", "image_url": {"url": url}} for url in images),
    ]


async def test_all_parameters_stand_in_the_body(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    chosen: dict[str, Any] = {
        "temperature": 0.5,
        "top_p": 0.9,
        "max_tokens": 5,
        "stop": ("END", "\n\n"),
        "seed": 7,
        "reasoning_effort": "low",
        "response_format": {"type": "json_object"},
    }
    assert set(chosen) == set(PARAMETERS)
    await read(client, provider, asking("scripted", **chosen))
    body = scripted.requests[0].body
    assert {name: body[name] for name in PARAMETERS} == chosen | {"stop": ["END", "\n\n"]}
    await read(client, provider, asking("scripted"))
    assert not set(scripted.requests[1].body) & set(PARAMETERS)


async def test_what_the_server_refuses_is_told_before_the_answer_each_time(
    client: Client, provider: Provider
) -> None:
    request = asking("scripted?fault=refuses:seed&tokens=5", seed=7, stop=("END",))
    for _ in range(2):
        outcome = await read(client, provider, request)
        assert outcome.events[0] == Omitted(("seed",))
        assert outcome.text == script_text(1, 5)
    outcome = await read(client, provider, asking("scripted?fault=refuses:seed&tokens=5"))
    assert not any(isinstance(event, Omitted) for event in outcome.events)


async def test_another_value_of_what_was_refused_is_tried(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    model = "scripted?fault=refuses:seed=7&tokens=5"
    for seed, omitted in ((7, True), (8, False), (7, True)):
        outcome = await read(client, provider, asking(model, seed=seed))
        assert (outcome.events[0] == Omitted(("seed",))) is omitted
    assert [record.body.get("seed") for record in scripted.requests] == [7, None, 8, None]


async def test_a_limit_that_is_refused_is_not_sent_by_a_name_that_nobody_gave(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    request = asking("scripted?fault=refuses:max_tokens=90000&tokens=5", max_tokens=90_000)
    outcome = await read(client, provider, request)
    assert outcome.events[0] == Omitted(("max_tokens",))
    assert "max_completion_tokens" not in scripted.requests[-1].body


async def test_a_parameter_that_goes_by_another_name_is_not_left_out(
    client: Client, provider: Provider
) -> None:
    request = asking("scripted?fault=refuses:max_tokens&tokens=5", max_tokens=9)
    outcome = await read(client, provider, request)
    assert not any(isinstance(event, Omitted) for event in outcome.events)


@pytest.mark.parametrize("parameter", ["stream_options", "temperature", "max_tokens"])
async def test_a_parameter_that_the_server_refuses_is_left_out_from_then_on(
    client: Client, provider: Provider, scripted: ScriptedProvider, parameter: str
) -> None:
    request = asking(f"scripted?fault=refuses:{parameter}", max_tokens=5, temperature=0.5)
    for _ in range(2):
        outcome = await read(client, provider, request)
        assert outcome.text == script_text(1, 200)
    refused = [parameter in record.body for record in scripted.requests]
    assert refused == [True, False, False]


async def test_max_tokens_is_sent_under_its_newer_name_where_refused(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    await read(client, provider, asking("scripted?fault=refuses:max_tokens", max_tokens=5))
    assert scripted.requests[-1].body["max_completion_tokens"] == 5


async def test_the_connection_is_used_again(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    for _ in range(3):
        await read(client, provider, asking("scripted"))
    assert scripted.connections == 1


async def test_hundreds_of_streams_run_at_once(client: Client, provider: Provider) -> None:
    request = asking("scripted?tokens=20&rate=100")
    async with asyncio.timeout(10):
        outcomes = await asyncio.gather(*(read(client, provider, request) for _ in range(300)))
    assert {outcome.text for outcome in outcomes} == {script_text(1, 20)}


async def test_closing_the_iterator_closes_the_connection(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    events = client.stream(provider, asking("scripted?rate=200&tokens=100000"))
    await anext(events)
    assert not scripted.requests[0].over.is_set()
    await events.aclose()
    await asyncio.wait_for(scripted.requests[0].over.wait(), 2)
    assert scripted.requests[0].closed_by_client


@pytest.mark.parametrize("fault", ["hang", "stall_at:0", "stall_at:5"])
async def test_cancelling_the_reader_closes_the_connection(
    client: Client, provider: Provider, scripted: ScriptedProvider, fault: str
) -> None:
    reader = asyncio.create_task(read(client, provider, asking(f"scripted?fault={fault}")))
    await scripted.asked.wait()
    reader.cancel()
    await asyncio.wait([reader])
    await asyncio.wait_for(scripted.requests[0].over.wait(), 2)
    assert scripted.requests[0].closed_by_client


async def test_leaving_the_loop_with_aclosing_closes_the_connection(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    async with aclosing(client.stream(provider, asking("scripted?rate=200&tokens=9999"))) as events:
        async for _ in events:
            break
    await asyncio.wait_for(scripted.requests[0].over.wait(), 2)
    assert scripted.requests[0].closed_by_client


async def test_a_completion_is_the_whole_answer(client: Client, provider: Provider) -> None:
    completion = await client.complete(provider, asking("scripted?tokens=12"))
    assert completion.text == script_text(1, 12)
    assert completion.usage == Usage(1, 12)


async def test_a_proxy_of_the_environment_is_used_except_for_this_machine(
    client: Client,
    provider: Provider,
    scripted: ScriptedProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{scripted.port}")
    far = replace(provider, base_url="http://provider.invalid/v1")
    assert (await read(client, far, asking("scripted"))).text == script_text(1, 200)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert (await read(client, far, asking("scripted"))).error is not None
    assert (await read(client, provider, asking("scripted"))).text == script_text(1, 200)
