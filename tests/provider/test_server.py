"""The scripted server against the protocol's reference client, and that one against Palaver's."""

import json

import openai
import pytest
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionMessageParam

from palaver.llm import Client, Provider
from tests.llm.reading import asking, read
from tests.provider import ScriptedProvider, script_text
from tests.provider.process import ProviderProcess

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hello?"}]


async def streamed(sdk: AsyncOpenAI, model: str) -> str:
    stream = await sdk.chat.completions.create(model=model, messages=HELLO, stream=True)
    deltas = [chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices]
    return "".join(deltas)


async def test_the_reference_client_streams_the_script(sdk: AsyncOpenAI) -> None:
    assert await streamed(sdk, "scripted?seed=9&tokens=400") == script_text(9, 400)


@pytest.mark.parametrize("fault", ["", "split", "nul_at:3", "split_pair_at:3", "no_done"])
async def test_both_clients_read_the_same(
    sdk: AsyncOpenAI, scripted: ScriptedProvider, fault: str
) -> None:
    model = f"scripted?tokens=300&fault={fault}"
    async with Client() as client:
        outcome = await read(client, Provider("acme", scripted.base_url), asking(model))
    theirs = await streamed(sdk, model)
    joined = theirs.encode("utf-16", "surrogatepass").decode("utf-16")
    assert outcome.text == joined.replace("\0", "\ufffd")


async def test_usage_figures_come_where_they_are_asked_for(sdk: AsyncOpenAI) -> None:
    stream = await sdk.chat.completions.create(
        model="scripted?tokens=5&reasoning=2",
        messages=HELLO,
        stream=True,
        stream_options={"include_usage": True},
    )
    last = [chunk async for chunk in stream][-1]
    assert last.usage is not None
    assert (last.usage.prompt_tokens, last.usage.completion_tokens) == (1, 7)


async def test_an_answer_may_come_without_streaming(sdk: AsyncOpenAI) -> None:
    answer = await sdk.chat.completions.create(model="scripted?tokens=5", messages=HELLO)
    assert answer.choices[0].message.content == script_text(1, 5)


async def test_models_are_listed(sdk: AsyncOpenAI) -> None:
    assert "scripted-cut" in [model.id async for model in sdk.models.list()]


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("scripted-401", openai.AuthenticationError),
        ("scripted-404", openai.NotFoundError),
        ("unheard-of", openai.NotFoundError),
        ("scripted-429", openai.RateLimitError),
        ("scripted-context", openai.BadRequestError),
        ("scripted-500", openai.InternalServerError),
        ("scripted?fault=error_at:3", openai.APIError),
        ("scripted?fault=cut_at:3", openai.APIError),
    ],
)
async def test_faults_are_what_the_reference_client_takes_them_for(
    sdk: AsyncOpenAI, model: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await streamed(sdk, model)


async def test_a_fault_may_pass(sdk: AsyncOpenAI) -> None:
    model = "scripted?tokens=5&fault=500&times=1"
    with pytest.raises(openai.InternalServerError):
        await streamed(sdk, model)
    assert await streamed(sdk, model) == script_text(1, 5)


async def test_the_last_message_overrides_the_name(sdk: AsyncOpenAI) -> None:
    content = json.dumps({"text": "<script>alert(1)</script>", "size": 2})
    answer = await sdk.chat.completions.create(
        model="scripted?tokens=5", messages=[{"role": "user", "content": content}]
    )
    assert answer.choices[0].message.content == "<script>alert(1)</script>"


async def test_a_partial_answer_that_is_not_the_script_is_noticed(
    sdk: AsyncOpenAI, scripted: ScriptedProvider
) -> None:
    await sdk.chat.completions.create(
        model="scripted",
        messages=[*HELLO, {"role": "assistant", "content": "something else"}],
        stream=True,
    )
    await scripted.requests[0].over.wait()
    assert scripted.requests[0].diverged


def test_it_runs_as_a_process_and_shows_what_it_was_asked() -> None:
    with (
        ProviderProcess(rate=0, key="sk-1") as process,
        openai.OpenAI(api_key="sk-1", base_url=process.base_url) as sdk,
    ):
        sdk.chat.completions.create(model="scripted?tokens=5", messages=HELLO)
        (record,) = process.requests()
    assert record["authorization"] == "Bearer sk-1"
    assert record["finished"]
    assert not record["closed_by_client"]
