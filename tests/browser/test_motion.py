"""Who asks their system for less motion gets none: nothing pulses, slides or scrolls by itself."""

from pathlib import Path

import pytest

import palaver
from tests.browser.conftest import Welcome
from tests.browser.tab import Tab

SCRIPTS = Path(palaver.__file__).parents[1] / "frontend/src"
LONGEST = """
() => {
  const one = (text) => parseFloat(text) * (text.includes("ms") ? 1 : 1000);
  const seconds = (text) => text.split(",").map(one);
  const times = [...document.querySelectorAll("*")].flatMap((element) =>
    ["", "::before", "::after"].flatMap((part) => {
      const style = getComputedStyle(element, part);
      const repeats = style.animationIterationCount.includes("infinite") ? 1000 : 1;
      return [
        ...seconds(style.transitionDuration),
        ...seconds(style.animationDuration).map((time) => time * repeats),
      ];
    }),
  );
  return Math.max(...times);
}
"""


@pytest.fixture(params=["a running answer", "the list of a phone", "a new chat"])
def show(request: pytest.FixtureRequest, welcome: Welcome) -> "Show":
    return Show(welcome, request.param)


class Show:
    """A state of the page, for somebody with this wish."""

    def __init__(self, welcome: Welcome, state: str) -> None:
        self._welcome = welcome
        self._state = state

    def tab(self, wish: str) -> Tab:
        width = 390 if "phone" in self._state else 1280
        owner = self._welcome(viewport={"width": width, "height": 800}, reduced_motion=wish)
        if "answer" in self._state:
            tab = owner.tab(owner.ask(model="openai/scripted?tokens=2000&rate=20"))
            tab.expect_words(1)
            return tab
        tab = owner.tab("/")
        if "phone" in self._state:
            tab.button("Open chats").click()
        return tab


def test_nothing_takes_longer_than_a_moment(show: Show) -> None:
    assert _longest(show.tab("no-preference")) >= 100, "else this proves nothing"
    assert _longest(show.tab("reduce")) <= 1


def test_no_script_scrolls_smoothly_or_moves_anything() -> None:
    moving = ('behavior: "smooth"', ".animate(")
    found = [
        script.name
        for script in SCRIPTS.rglob("*.js")
        if any(call in script.read_text() for call in moving)
    ]
    assert found == []


def _longest(tab: Tab) -> float:
    """In milliseconds."""
    longest: float = tab.page.evaluate(LONGEST)
    return longest
