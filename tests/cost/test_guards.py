"""The guards of answers can fail: each kind of waste is seen by the guard that is there for it."""

import pytest

from tests.cost import wastes
from tests.cost.bounds import (
    ANSWER,
    BYTES,
    STATEMENTS,
    TEN_ANSWERS,
    breaches,
)
from tests.cost.site import Site
from tests.cost.test_answers import (
    SHARED,
    a_thousand_tokens,
    bytes_of_an_answer,
    shown_by,
    ten_answers,
)
from tests.cost.test_growth import too_steep
from tests.cost.test_questions import steps_of_a_question
from tests.cost.texts import prose
from tests.cost.wastes import Waste

SEEN: dict[Waste, set[str]] = {
    wastes.another_statement: {"statements", "transactions"},
    wastes.the_text_saved_again: {"statements", "characters given to the database"},
    wastes.another_read: {"reads"},
    wastes.another_hint: {"hints", "characters in hints"},
    wastes.a_whole_render: {"renders", "characters rendered", "cleanings", "characters cleaned"},
    wastes.a_whole_frame: {"bytes"},
    wastes.a_task_for_each_delta: {"tasks"},
    wastes.a_thread_for_each_delta: {"calls in threads"},
    wastes.a_shorter_tick: {"frames", "function calls"},
}


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("waste", SEEN)
def test_waste_is_seen(site: Site, waste: Waste, monkeypatch: pytest.MonkeyPatch) -> None:
    waste(monkeypatch)
    assert breaches(a_thousand_tokens(site), ANSWER).keys() >= SEEN[waste]


def test_every_guard_of_an_answer_sees_some_waste() -> None:
    assert set().union(*SEEN.values()) == ANSWER.keys()


def test_what_is_no_longer_counted_is_seen() -> None:
    assert breaches({}, ANSWER).keys() == ANSWER.keys()


@pytest.mark.usefixtures("busy")
def test_answers_that_share_nothing_are_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wastes.a_commit_for_each_answer(monkeypatch)
    wastes.a_thread_for_each_delta(monkeypatch)
    wastes.a_shorter_tick(monkeypatch)
    assert breaches(ten_answers(site), TEN_ANSWERS).keys() == TEN_ANSWERS.keys()


@pytest.mark.usefixtures("busy")
def test_pages_that_share_no_rendering_are_seen(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    wastes.a_render_for_each_page(monkeypatch)
    one, three = (shown_by(site, pages)[SHARED[0]] for pages in (1, 3))
    assert three > 2 * one


def test_bytes_that_are_sent_again_are_seen(
    site: Site, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    wastes.a_whole_frame(monkeypatch)
    alone = bytes_of_an_answer(site)
    request.getfixturevalue("busy")
    sizes = {"alone": alone, "on a busy server": bytes_of_an_answer(site)}
    assert breaches(sizes, BYTES).keys() == BYTES.keys()


@pytest.mark.usefixtures("busy")
def test_a_cost_that_grows_with_the_square_is_seen(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    wastes.a_whole_render(monkeypatch)
    assert too_steep(site, prose).keys() >= {"characters rendered", "characters cleaned"}


def test_another_statement_of_a_step_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wastes.another_look(monkeypatch)
    assert breaches(steps_of_a_question(site), STATEMENTS).keys() == {"claim"}
