"""Signed out in one tab: every other leaves, too."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Welcome
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.tab import Tab
from tests.visitor import PASSWORD

FAST = "openai/scripted?tokens=10&rate=0"
SIGN_IN = re.compile("/accounts/login/")


def test_other_tabs_leave_in_mid_answer(owner: Person) -> None:
    first = owner.tab(owner.ask(model="openai/scripted?tokens=2000&rate=50"))
    second, third = owner.tab(first.page.url), owner.tab("/")
    second.expect_words(5)
    third.expect_connected()
    first.button("Settings").click()
    first.button("Sign out").click()
    for tab in (first, second, third):
        expect(tab.page).to_have_url(SIGN_IN)
        expect(tab.page.get_by_role("article")).to_have_count(0)


def test_the_other_browser_of_the_same_person_stays(welcome: Welcome) -> None:
    owner = welcome()
    tab = owner.ask_and_wait(model=FAST)
    name = tab.page.locator(".person__name").inner_text()
    other = _signed_in_elsewhere(welcome, name)
    tab.button("Settings").click()
    tab.button("Sign out").click()
    expect(tab.page).to_have_url(SIGN_IN)
    other.send("Still here")
    other.expect_status("done")
    other.expect_connected()


def test_nothing_of_the_chat_is_left_in_the_history_of_the_tab(owner: Person) -> None:
    tab = owner.ask_and_wait(model=FAST)
    tab.button("New chat").click()
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    tab.button("Settings").click()
    tab.button("Sign out").click()
    expect(tab.page).to_have_url(SIGN_IN)
    for _ in range(2):
        tab.page.go_back()
        expect(tab.page).to_have_url(re.compile("/accounts/login/|about:blank"))
        expect(tab.page.get_by_role("article")).to_have_count(0)


def test_what_was_typed_survives_a_session_that_has_ended(
    owner: Person, problems: Problems
) -> None:
    problems.expect("status of 40[0-9]")
    tab = owner.ask_and_wait(model=FAST)
    name = tab.page.locator(".person__name").inner_text()
    tab.box.fill("Typed before")
    other = owner.tab("/")
    other.button("Settings").click()
    other.button("Sign out").click()
    expect(tab.page).to_have_url(SIGN_IN)
    _sign_in(tab, name)
    expect(tab.answers).to_have_count(1)
    expect(tab.box).to_have_value("Typed before")


def _signed_in_elsewhere(welcome: Welcome, name: str) -> Tab:
    tab = welcome(session="").tab("/")
    _sign_in(tab, name)
    tab.expect_connected()
    return tab


def _sign_in(tab: Tab, name: str) -> None:
    tab.page.get_by_label("Username").fill(name)
    tab.page.get_by_label("Password").fill(PASSWORD)
    tab.button("Sign in").click()
    expect(tab.box).to_be_visible()
