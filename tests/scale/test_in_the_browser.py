"""A page in Chromium, behind nginx, while the servers restart in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.frontend import build_if_stale
from tests.browser.people import sessions
from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.proof import expect_exact
from tests.chromium import chromium
from tests.provider.script import script_text
from tests.scale.fleet import Fleet
from tests.scale.proxies import nginx


@pytest.fixture
def problems() -> Iterator[Problems]:
    problems = Problems()
    problems.expect(*UNREACHABLE)
    yield problems
    assert problems.unexpected == []


@pytest.fixture
def owner(fleet: Fleet, problems: Problems, tmp_path: Path) -> Iterator[Person]:
    """Somebody whose browser knows nothing but the proxy."""
    build_if_stale()
    (session,) = sessions(fleet.here, ["somebody"])
    with nginx(tmp_path, fleet.here, fleet.there) as address, chromium() as browser:
        yield Person.with_browser(fleet.here, session, browser, problems, base_url=address)


def test_its_answer_goes_on_and_is_exact(owner: Person, fleet: Fleet) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=61&tokens=9000&rate=40"))
    tab.expect_words(10)
    for server in (fleet.here, fleet.there):
        shown = tab.words_shown
        server.terminate()
        server.start()
        tab.expect_connected()
        tab.expect_words(shown + 10)
    expect(tab.banner).to_be_hidden()
    tab.button("Stop").click()
    tab.expect_status("stopped")
    stored = fleet.here.answer(tab.message_id).text
    assert script_text(61, 9000).startswith(stored)
    expect_exact(tab, stored, "stopped")
