"""The guards can fail: each kind of waste is seen by the guard that is there for it."""

import pytest

from palaver.accounts.models import User
from tests.cost import wastes
from tests.cost.bounds import ANSWER, BLOCKS_LEFT, MEMORY, PAGES, STATEMENTS, breaches
from tests.cost.memory import memory_of
from tests.cost.site import Site
from tests.cost.test_growth import too_steep
from tests.cost.test_pages import FEW, a_chat, statements
from tests.cost.test_questions import steps_of_a_question
from tests.cost.texts import mixed, prose
from tests.cost.wastes import Waste
from tests.web.conftest import signed_in

SEEN: dict[Waste, set[str]] = {
    wastes.another_statement: {"statements"},
    wastes.the_text_saved_again: {"statements", "characters given to the database"},
    wastes.another_read: {"reads"},
    wastes.another_hint: {"hints"},
    wastes.a_whole_render: {"renders", "characters rendered", "cleanings", "characters cleaned"},
    wastes.a_whole_frame: {"bytes"},
    wastes.a_task_for_each_delta: {"tasks"},
    wastes.a_thread_for_each_delta: {"calls in threads"},
    wastes.a_shorter_tick: set(ANSWER),
}


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("waste", SEEN)
def test_waste_is_seen(site: Site, waste: Waste, monkeypatch: pytest.MonkeyPatch) -> None:
    waste(monkeypatch)
    counts = site.run(lambda: site.counted(mixed(1000)))
    assert breaches(counts, ANSWER).keys() >= SEEN[waste]


def test_what_is_no_longer_counted_is_seen() -> None:
    assert breaches({}, ANSWER).keys() == ANSWER.keys()


@pytest.mark.usefixtures("busy")
def test_a_cost_that_grows_with_the_square_is_seen(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    wastes.a_whole_render(monkeypatch)
    assert too_steep(site, prose).keys() >= {"characters rendered", "characters cleaned"}


def test_another_statement_of_a_step_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wastes.another_look(monkeypatch)
    assert breaches(steps_of_a_question(site), STATEMENTS).keys() == {"claim"}


def test_a_statement_for_each_message_of_a_page_is_seen(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wastes.a_statement_for_each_message(monkeypatch)
    counts = statements(signed_in(owner), a_chat(owner, FEW))
    assert breaches(counts, PAGES).keys() == {"a chat", "its earlier messages"}


@pytest.mark.usefixtures("busy")
def test_memory_that_is_kept_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wastes.a_leak(monkeypatch)
    memory = site.run(lambda: memory_of(lambda: site.counted(mixed(1000))))
    assert memory.blocks > BLOCKS_LEFT


@pytest.mark.usefixtures("busy")
def test_memory_that_is_hoarded_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wastes.a_hoard(monkeypatch)
    memory = site.run(lambda: memory_of(lambda: site.counted(mixed(1000))))
    assert breaches({"peak": memory.peak}, MEMORY).keys() == {"peak"}
