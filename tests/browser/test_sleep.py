"""A laptop that was asleep: its timers stood still, and its connection died unnoticed."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Welcome
from tests.browser.line import Line, line_to
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.provider import script_text
from tests.running import Palaver

HOUR = 3_600_000  # ms
SILENCE = 46_000  # ms, longer than any page waits for a sign of life
WAKE_UP = """
(ms) => {
  const now = Date.now;
  Date.now = () => now() + ms;
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}
"""


@pytest.fixture
def line(palaver: Palaver) -> Iterator[Line]:
    with line_to(palaver.port) as line:
        yield line


@pytest.fixture
def tab(welcome: Welcome, line: Line, problems: Problems) -> Tab:
    problems.expect(*UNREACHABLE)
    owner = welcome(base_url=line.address)
    tab = Tab(owner.context.new_page(), owner.palaver)
    tab.page.clock.install()
    tab.open(owner.ask(model="openai/scripted?seed=121&tokens=300&rate=100"))
    tab.expect_words(10)
    return tab


def test_the_page_comes_back_as_soon_as_it_is_looked_at_again(tab: Tab, line: Line) -> None:
    line.fall_silent()
    tab.page.evaluate(WAKE_UP, HOUR)
    tab.expect_words(100)
    expect_exact(tab, script_text(121, 300))


def test_a_connection_that_falls_silent_is_replaced(tab: Tab, line: Line) -> None:
    line.fall_silent()
    tab.page.clock.fast_forward(SILENCE)
    tab.page.clock.resume()
    tab.expect_words(100)
    expect_exact(tab, script_text(121, 300))
