"""The view follows the answer while the reader is at its end, and nowhere else."""

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.tab import Tab

# What has just come is below the view until the layout is known.
AT_END = """
() => {
  const { scrollHeight, scrollTop, clientHeight } = document.querySelector("[role=log]");
  return scrollHeight - scrollTop - clientHeight < 60;
}
"""

# What Chromium does not draw is not found where it would be, though it counts as visible.
DRAWN = """
(button) => {
  const { left, top } = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint(left + 5, top + 5));
}
"""
GROWS_WHILE_A_FRAME_IS_LOADED = """
() => document.addEventListener("turbo:before-frame-render", () => {
  document.querySelector(".answer").style.paddingBlockEnd = "300px";
})
"""


@pytest.fixture
def tab(owner: Person) -> Tab:
    """A long answer that is still being written."""
    tab = owner.tab(owner.ask(model="openai/scripted?seed=101&tokens=2500&rate=150"))
    tab.expect_words(100)
    return tab


def test_the_view_follows_the_answer(tab: Tab) -> None:
    for words in (150, 250, 350):
        tab.expect_words(words)
        _expect_end(tab)
    expect(tab.button("To the end")).to_be_hidden()


def test_a_reader_who_scrolls_up_is_left_alone(tab: Tab) -> None:
    tab.log.hover()
    tab.page.mouse.wheel(0, -400)
    expect(tab.button("To the end")).to_be_visible()
    top = _top(tab)
    tab.expect_words(tab.words_shown + 100)
    assert _top(tab) == top

    tab.button("To the end").click()

    expect(tab.button("To the end")).to_be_hidden()
    tab.expect_words(tab.words_shown + 100)
    _expect_end(tab)


def test_sending_leads_to_the_end(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=600&rate=0")
    tab.log.hover()
    tab.page.mouse.wheel(0, -900)
    expect(tab.button("To the end")).to_be_visible()
    tab.ask(tokens=5, rate=0)
    expect(tab.answers).to_have_count(2)
    tab.expect_status("done")
    expect(tab.button("To the end")).to_be_hidden()
    _expect_end(tab)


def test_a_chat_opens_at_its_end(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=900&rate=0")
    tab.page.reload()
    expect(tab.answer.get_by_role("button", name="Copy", exact=True)).to_be_in_viewport()


def test_growth_is_followed_while_the_menu_of_an_answer_is_loaded(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=900&rate=0")
    tab.page.evaluate(GROWS_WHILE_A_FRAME_IS_LOADED)
    tab.answer.get_by_label("More", exact=True).click()
    tab.tool("Copy as rich text").wait_for()
    tab.rest()
    _expect_end(tab)


def test_a_menu_stays_when_its_button_goes_behind_the_message_box(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=900&rate=0")
    tab.answer.get_by_label("More", exact=True).click()
    expect(tab.tool("Copy as rich text")).to_be_focused()
    tab.log.evaluate("(log) => log.scrollBy(0, -150)")
    expect(tab.answer.get_by_label("More", exact=True)).not_to_be_in_viewport()
    tab.rest()
    assert tab.tool("Copy as rich text").evaluate(DRAWN)


def _expect_end(tab: Tab) -> None:
    tab.page.wait_for_function(AT_END)


def _top(tab: Tab) -> float:
    top: float = tab.log.evaluate("(log) => log.scrollTop")
    return top
