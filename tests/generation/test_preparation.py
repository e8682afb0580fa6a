"""What a prompt waits for before a provider is asked."""

from typing import Any

import pytest

from palaver.generation.models import Generation
from palaver.llm import Model
from palaver.llm.provider import Kind
from tests.generation.engines import Palaver

NAME = "scripted?tokens=5"
LONG = "long " * 400  # 444 tokens by the estimate, 1,000 by the scripted server


def serving(palaver: Palaver, window: int, kind: Kind = "llamacpp", **options: Any) -> None:
    described = (Model("scripted", NAME, window=window),)
    palaver.impatient(kind=kind, described=described, **options)


async def test_a_prompt_that_may_be_too_long_is_counted_first(palaver: Palaver) -> None:
    serving(palaver, 1_200)
    generation = await palaver.answered(NAME, LONG)
    assert generation.error_kind == "question_too_long"
    assert [body["content"] for body in palaver.scripted.counted] == [LONG]
    assert palaver.scripted.requests == []


@pytest.mark.parametrize("kind", ["openai", "ollama"])
async def test_where_nobody_counts_the_estimate_has_to_do(palaver: Palaver, kind: Kind) -> None:
    serving(palaver, 1_200, kind)
    assert _went_well(await palaver.answered(NAME, LONG))
    assert palaver.scripted.counted == []


async def test_a_server_that_fails_to_count_is_asked_all_the_same(palaver: Palaver) -> None:
    serving(palaver, 1_200, base_url=palaver.scripted.broken_url)
    assert _went_well(await palaver.answered(NAME, LONG))
    assert len(palaver.scripted.counted) == 1


async def test_a_short_prompt_is_not_counted(palaver: Palaver) -> None:
    serving(palaver, 1_200)
    assert _went_well(await palaver.answered(NAME, "Why?"))
    assert palaver.scripted.counted == []


async def test_what_was_counted_with_an_answer_is_not_counted_again(palaver: Palaver) -> None:
    serving(palaver, 1_700)
    assert _went_well(await palaver.answered(NAME, LONG))
    assert _went_well(await palaver.answered(NAME, "And now?"))
    assert len(palaver.scripted.counted) == 1


def _went_well(generation: Generation) -> bool:
    return generation.status == "done"
