"""Going on from a partial answer."""

import random
from dataclasses import replace
from typing import Literal

import pytest

from palaver.llm import Client, Provider
from tests.llm.reading import asking, read
from tests.provider import ScriptedProvider, script_text

TOKENS = 120


@pytest.mark.parametrize("continuation", ["instruction", "prefill"])
async def test_a_continued_answer_is_the_script_wherever_it_broke_off(
    client: Client,
    provider: Provider,
    scripted: ScriptedProvider,
    continuation: Literal["instruction", "prefill"],
) -> None:
    whole = script_text(3, TOKENS)
    provider = replace(provider, continuation=continuation)
    for cut in random.Random(1).sample(range(1, len(whole)), 25):
        request = asking(f"scripted?seed=3&tokens={TOKENS}", partial=whole[:cut])
        outcome = await read(client, provider, request)
        assert whole[:cut] + outcome.text == whole
    assert not any(record.diverged for record in scripted.requests)


@pytest.mark.parametrize("overlap", [10, 25, 200])
async def test_a_repeated_end_is_taken_off(
    client: Client, provider: Provider, overlap: int
) -> None:
    whole = script_text(3, TOKENS)
    model = f"scripted?seed=3&tokens={TOKENS}&overlap={overlap}&rate=5000"
    outcome = await read(client, provider, asking(model, partial=whole[:500]))
    assert whole[:500] + outcome.text == whole


async def test_an_answer_that_was_whole_ends_at_once(client: Client, provider: Provider) -> None:
    outcome = await read(client, provider, asking("scripted", partial=script_text(1, 200)))
    assert outcome.text == ""
    assert outcome.finish is not None


async def test_a_broken_answer_is_continued_to_the_whole_script(
    client: Client, provider: Provider
) -> None:
    model = "scripted?fault=cut_at:30"
    first = await read(client, provider, asking(model))
    assert first.error is not None
    second = await read(client, provider, asking(model, partial=first.text))
    assert first.text + second.text == script_text(1, 200)
