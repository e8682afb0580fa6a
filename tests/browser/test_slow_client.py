"""A reader whose line is slower than the answer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Welcome
from tests.browser.line import Line, line_to
from tests.browser.person import Person
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.provider import script_text
from tests.running import Palaver

SLOW = 1_000  # bytes per second


@pytest.fixture
def line(palaver: Palaver) -> Iterator[Line]:
    with line_to(palaver.port) as line:
        yield line


def test_a_slow_client_skips_states_and_ends_exact(welcome: Welcome, line: Line) -> None:
    owner = welcome()
    path = owner.ask(model="openai/scripted?seed=41&tokens=1800&rate=300&first=1")
    slow, quick = _watching(welcome(owner.session, base_url=line.address)), _watching(owner)
    for tab in (slow, quick):
        tab.open(path).expect_connected()
    line.rate = SLOW
    quick.expect_status("done")
    slow.expect_words(1)
    assert slow.words_shown < quick.words_shown / 2
    line.rate = 0
    for tab in (quick, slow):
        expect_exact(tab, script_text(41, 1800))
    assert len(slow.frames) < len(quick.frames) / 2


def test_a_slow_client_can_still_say_stop(welcome: Welcome, line: Line) -> None:
    owner = welcome(base_url=line.address)
    tab = owner.tab(owner.ask(model="openai/scripted?seed=42&tokens=5000&rate=500&first=1"))
    tab.expect_connected()
    line.rate = SLOW
    tab.expect_words(3)
    tab.button("Stop").click()
    expect(tab.page.locator("main[data-running=no]")).to_be_attached(timeout=15_000)
    stored = tab.palaver.answer(tab.message_id)
    assert len(stored.text) < len(script_text(42, 5000))
    line.rate = 0
    expect_exact(tab, stored.text, status="stopped")


def test_a_slow_client_does_not_slow_the_others(welcome: Welcome, line: Line) -> None:
    owner = welcome()
    path = owner.ask(model="openai/scripted?seed=43&tokens=1200&rate=400&first=1")
    slow, quick = welcome(owner.session, base_url=line.address).tab(path), owner.tab(path)
    slow.expect_connected()
    line.rate = SLOW
    quick.expect_status("done")
    assert slow.words_shown < quick.words_shown
    line.rate = 0
    for tab in (quick, slow):
        expect_exact(tab, script_text(43, 1200))


def _watching(person: Person) -> "CountingTab":
    return CountingTab(person.context.new_page(), person.palaver)


class CountingTab(Tab):
    """A tab that keeps what its socket receives."""

    def __init__(self, page: Page, palaver: Palaver) -> None:
        super().__init__(page, palaver)
        self.frames: list[str | bytes] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._keep))

    def _keep(self, frame: str | bytes) -> None:
        self.frames.append(frame)
