"""Thumbs and reasons: given, shown again, live in other tabs, by the keyboard, without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Welcome
from tests.browser.keys import tab_to
from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.browser.wcag import serious

FAST = "openai/scripted?tokens=10&rate=0"
GIVEN = "SELECT verdict, kind, reason FROM chats_feedback WHERE message_id = ?"


@pytest.fixture
def tab(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    tab.expect_connected()
    return tab


def test_a_thumb_is_kept_and_shown_again(tab: Tab) -> None:
    tab.tool("Good answer").click()
    _expect(tab, good=True)
    expect(tab.tool("Good answer")).to_be_focused()
    expect(_said(tab)).to_contain_text("What was good about it?")
    tab.page.reload()
    _expect(tab, good=True)
    expect(_reason(tab)).to_have_count(0)


def test_the_reason_is_given_by_the_keyboard(tab: Tab) -> None:
    tab.tool("Bad answer").focus()
    tab.page.keyboard.press("Enter")
    kind = _reason(tab).get_by_label("Reason")
    expect(kind).to_be_visible()
    tab_to(tab.page, kind)
    tab.page.keyboard.type("Too")
    tab_to(tab.page, _reason(tab).get_by_label("In your own words"))
    tab.page.keyboard.type("Half of it would do.")
    tab_to(tab.page, _reason(tab).get_by_role("button", name="Send feedback"))
    tab.page.keyboard.press("Enter")
    expect(_reason(tab)).to_have_count(0)
    _expect(tab, bad=True)
    assert tab.palaver.rows(GIVEN, _id(tab)) == [("down", "long", "Half of it would do.")]


def test_nobody_has_to_give_a_reason(tab: Tab) -> None:
    tab.tool("Bad answer").click()
    _reason(tab).get_by_label("In your own words").fill("Never mind")
    tab.tool("Not now").click()
    expect(_reason(tab)).to_have_count(0)
    _expect(tab, bad=True)
    assert tab.palaver.rows(GIVEN, _id(tab)) == [("down", "", "")]


def test_it_can_be_changed_and_taken_back(tab: Tab) -> None:
    tab.tool("Bad answer").click()
    _expect(tab, bad=True)
    tab.tool("Good answer").click()
    _expect(tab, good=True)
    tab.tool("Good answer").click()
    _expect(tab)
    expect(_reason(tab)).to_have_count(0)
    assert tab.palaver.rows(GIVEN, _id(tab)) == []


def test_other_tabs_show_it_at_once(owner: Person, tab: Tab) -> None:
    other = owner.tab(tab.page.url)
    other.expect_connected()
    tab.tool("Good answer").click()
    _expect(other, good=True)
    expect(_reason(other)).to_have_count(0)
    other.tool("Bad answer").click()
    _expect(tab, bad=True)
    other.tool("Bad answer").click()
    _expect(tab)
    _expect(other)


def test_what_is_being_written_survives_what_comes_from_elsewhere(owner: Person, tab: Tab) -> None:
    other = owner.tab(tab.page.url)
    other.expect_connected()
    tab.tool("Bad answer").click()
    words = _reason(tab).get_by_label("In your own words")
    words.fill("I am still writ")
    expect(words).to_be_focused()
    _expect(other, bad=True)
    other.ask(tokens=5, rate=0)
    expect(tab.answers).to_have_count(2)
    first = tab.answers.first.get_by_label("In your own words")
    expect(first).to_have_value("I am still writ")
    expect(first).to_be_focused()


def test_an_answer_that_has_just_come_can_be_judged(tab: Tab) -> None:
    tab.ask(tokens=5, rate=0)
    expect(tab.answers).to_have_count(2)
    tab.expect_status("done")
    tab.tool("Good answer").click()
    _expect(tab, good=True)
    expect(tab.answers.first.get_by_role("button", name="Good answer")).to_have_attribute(
        "aria-pressed", "false"
    )


def test_without_scripts(welcome: Welcome) -> None:
    tab = welcome(java_script_enabled=False).tab("/")
    tab.ask(tokens=5, rate=0)
    tab.expect_chat()
    tab.expect_status("done")
    expect(tab.tool("Good answer")).to_be_visible()
    tab.tool("Bad answer").click()
    tab.page.get_by_label("Reason").select_option("Not correct")
    tab.page.get_by_label("In your own words").fill("It is not so.")
    tab.button("Send feedback").click()
    _expect(tab, bad=True)
    assert tab.palaver.rows(GIVEN, _id(tab)) == [("down", "wrong", "It is not so.")]
    tab.tool("Bad answer").click()
    _expect(tab)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(welcome: Welcome, width: int) -> None:
    tab, axe = welcome(viewport={"width": width, "height": 800}).ask_and_wait(model=FAST), Axe()
    tab.expect_connected()
    tab.tool("Bad answer").click()
    expect(_reason(tab)).to_be_visible()
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        assert serious(axe, tab) == []
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _expect(tab: Tab, *, good: bool = False, bad: bool = False) -> None:
    for name, pressed in (("Good answer", good), ("Bad answer", bad)):
        expect(tab.tool(name)).to_have_attribute("aria-pressed", str(pressed).lower())


def _reason(tab: Tab) -> Locator:
    return tab.answer.get_by_role("form")


def _said(tab: Tab) -> Locator:
    return tab.page.locator("[data-announcer-target=region]")


def _id(tab: Tab) -> str:
    """As the database writes it."""
    on_postgresql = tab.palaver.is_on_postgresql
    return tab.message_id if on_postgresql else tab.message_id.replace("-", "")
