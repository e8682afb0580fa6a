"""The guards of pages and of memory can fail, too."""

import pytest

from palaver.accounts.models import User
from tests.cost import wastes
from tests.cost.bounds import BLOCKS_LEFT, IDLE_MINUTE, IDLE_PAGE, MEMORY, PAGES, breaches
from tests.cost.site import Site
from tests.cost.test_idle import NOTHING_EACH, a_minute, size_of_a_page
from tests.cost.test_memory import memory_of_an_answer
from tests.cost.test_pages import FEW, a_chat, statements
from tests.web.conftest import signed_in


def test_a_statement_for_each_message_of_a_page_is_seen(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wastes.a_statement_for_each_message(monkeypatch)
    counts = statements(signed_in(owner), a_chat(owner, FEW))
    assert breaches(counts, PAGES).keys() == {"a chat", "its earlier messages"}


def test_idle_pages_that_ask_are_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wastes.a_question_of_each_page(monkeypatch)
    one, many = (a_minute(site, pages) for pages in (1, 20))
    assert breaches(many, IDLE_MINUTE).keys() == IDLE_MINUTE.keys()
    assert [many[name] > one[name] for name in NOTHING_EACH] == [True, True, False, False]


def test_idle_pages_that_hold_much_are_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wastes.a_page_that_keeps_much(monkeypatch)
    assert breaches({"size": size_of_a_page(site)}, IDLE_PAGE).keys() == IDLE_PAGE.keys()


@pytest.mark.usefixtures("busy")
def test_memory_that_is_kept_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wastes.a_leak(monkeypatch)
    assert memory_of_an_answer(site).blocks > BLOCKS_LEFT


@pytest.mark.usefixtures("busy")
def test_memory_that_is_hoarded_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wastes.a_hoard(monkeypatch)
    peak = memory_of_an_answer(site).peak
    assert breaches({"peak": peak}, MEMORY).keys() == {"peak"}
