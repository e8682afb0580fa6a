"""What a model thought before it answered: folded, with how long it took, live and later."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.keys import tab_to
from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.browser.wcag import serious
from tests.waiting import wait_for

DURATION = re.compile(r"Thought for \d+ s")


def test_it_is_folded_and_says_how_long_it_took_in_every_tab_and_later(owner: Person) -> None:
    tab = owner.tab("/").ask(tokens=40, rate=40, reasoning=60)
    tab.expect_chat()
    expect(_shown(tab)).to_have_text("Thinking…")
    late = owner.tab(tab.page.url)
    for each in (tab, late):
        each.expect_status("done")
        expect(_shown(each)).to_have_text(DURATION)
    tab.page.reload()
    again = owner.tab(tab.page.url)
    durations = {_shown(each).inner_text() for each in (tab, late, again)}
    assert len(durations) == 1
    stored = tab.palaver.answer(tab.message_id)
    for each in (tab, late, again):
        expect(_text(each)).to_be_hidden()
        assert _text(each).text_content() == stored.reasoning


def test_it_is_unfolded_by_the_keyboard_and_stays_so_while_more_comes(owner: Person) -> None:
    tab = owner.tab("/").ask(tokens=40, rate=30, reasoning=80)
    tab.expect_chat()
    _summary(tab).focus()
    tab.page.keyboard.press("Enter")
    expect(_text(tab)).to_be_visible()
    tab.expect_status("done")
    expect(_text(tab)).to_be_visible()
    expect(_summary(tab)).to_be_focused()


def test_long_ones_are_scrolled_by_the_keyboard(owner: Person) -> None:
    tab = owner.tab("/").ask(tokens=5, rate=0, reasoning=800)
    tab.expect_chat()
    tab.expect_status("done")
    _summary(tab).focus()
    tab.page.keyboard.press("Enter")
    tab_to(tab.page, _text(tab))
    tab.page.keyboard.press("End")
    wait_for(lambda: _text(tab).evaluate("(it) => it.scrollTop > 0"))
    assert serious(Axe(), tab) == []


def test_an_answer_without_thoughts_has_none(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=5&rate=0")
    expect(tab.answer.locator(".thinking")).to_be_hidden()


def test_thoughts_that_a_stop_cut_off_are_kept(owner: Person) -> None:
    tab = owner.tab("/").ask(tokens=40, rate=20, reasoning=2000)
    tab.expect_chat()
    expect(_text(tab)).not_to_be_empty()
    tab.button("Stop").click()
    tab.expect_status("stopped")
    stored = tab.palaver.answer(tab.message_id).reasoning
    assert stored
    tab.page.reload()
    assert _text(tab).text_content() == stored


def _summary(tab: Tab) -> Locator:
    return tab.answer.locator(".thinking summary")


def _shown(tab: Tab) -> Locator:
    """The one of its two texts that can be seen."""
    return _summary(tab).locator("span").locator("visible=true")


def _text(tab: Tab) -> Locator:
    return tab.answer.locator("[data-part=reasoning]")
