"""The demo model."""

import pytest

from palaver.llm import DEMO, Client
from palaver.llm.demo import TEXTS
from tests.llm.reading import asking, read


@pytest.mark.parametrize("model", TEXTS)
async def test_it_streams_its_text_word_by_word(
    client: Client, naps: list[float], model: str
) -> None:
    outcome = await read(client, DEMO, asking(model))
    assert outcome.text == TEXTS[model]
    assert outcome.finish is not None
    assert len(outcome.events) > 300
    assert 0.02 < sum(naps) / len(naps) < 0.06


@pytest.mark.parametrize(
    "feature",
    ["not a real model", "```python", "```mermaid", "$$\n", "| ---", "- [x]", "1. ", "[^1]:", "> "],
)
def test_it_says_what_it_is_and_shows_what_can_be_rendered(feature: str) -> None:
    assert feature in TEXTS["demo"].replace("|:---", "| ---")


async def test_it_goes_on_from_a_partial_answer(client: Client) -> None:
    text = TEXTS["demo"]
    for cut in range(1, len(text), 97):
        outcome = await read(client, DEMO, asking("demo", partial=text[:cut]))
        assert text[:cut] + outcome.text == text


async def test_it_stops_at_max_tokens(client: Client) -> None:
    outcome = await read(client, DEMO, asking("demo", max_tokens=5))
    assert len(outcome.text.split()) == 5
    assert outcome.finish is not None
    assert outcome.finish.reason == "length"
