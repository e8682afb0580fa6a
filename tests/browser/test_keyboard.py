"""Every flow by the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Welcome
from tests.browser.keys import press_on, tab_until
from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.running import Palaver
from tests.visitor import PASSWORD

FAST = "openai/scripted?tokens=10&rate=0"

# At the moment of the first stream, before it shows.
FOCUS_WHEN_A_CHAT_ARRIVES = """
() => addEventListener("turbo:before-stream-render", () => setTimeout(() =>
  document.querySelector("[popovertarget=options]").focus()), { once: true })
"""


@pytest.fixture
def tab(owner: Person) -> Tab:
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = owner.ask_and_wait(model=FAST)
    tab.expect_connected()
    return tab


def test_signing_in(palaver: Palaver, welcome: Welcome) -> None:
    name = palaver.create_user("keys")
    tab = welcome(session="").tab("/")
    expect(tab.page.get_by_label("Username")).to_be_focused()
    tab.page.keyboard.type(name)
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.type(PASSWORD)
    tab.page.keyboard.press("Enter")
    expect(tab.box).to_be_focused()
    press_on(tab, "Settings")
    press_on(tab, "Sign out")
    expect(tab.page).to_have_url(re.compile("/accounts/login/"))


def test_enter_sends_and_the_other_keys_do_as_they_should(tab: Tab) -> None:
    tab.box.focus()
    tab.page.keyboard.type("one")
    tab.page.keyboard.press("Shift+Enter")
    tab.page.keyboard.type("two")
    expect(tab.box).to_have_value("one\ntwo")
    tab.page.keyboard.press("Enter")
    expect(tab.answers).to_have_count(2)
    expect(tab.box).to_have_value("")
    expect(tab.box).to_be_focused()
    tab.expect_status("done")
    for number, keys in ((3, "Control+Enter"), (4, "Meta+Enter")):
        tab.page.keyboard.type("more")
        tab.page.keyboard.press(keys)
        expect(tab.answers).to_have_count(number)
        tab.expect_status("done")


def test_a_new_chat(tab: Tab) -> None:
    press_on(tab, "New chat")
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    expect(tab.box).to_be_focused()
    tab.page.keyboard.type("By the keyboard")
    tab.page.keyboard.press("Enter")
    tab.expect_chat()
    expect(tab.box).to_be_focused()
    expect(tab.chats.first).to_contain_text("By the keyboard")


def test_stop_continue_retry_and_copy(owner: Person, tab: Tab) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=81&tokens=300&rate=100"))
    tab.expect_words(5)
    tab.box.focus()
    press_on(tab, "Stop")
    tab.expect_status("stopped")
    expect(tab.box).to_be_focused()
    press_on(tab, "Continue", backwards=True)
    tab.expect_status("done")
    press_on(tab, "Copy", backwards=True)
    stored = tab.palaver.answer(tab.message_id).text
    expect(tab.page.locator("[data-announcer-target=region]")).to_contain_text("Copied")
    assert tab.page.evaluate("navigator.clipboard.readText()") == stored
    press_on(tab, "Retry", backwards=True)
    tab.expect_status("running")


def test_rename_delete_and_undo(tab: Tab) -> None:
    press_on(tab, "Chat options", backwards=True)
    tab_until(tab.page, "textbox", "Title")
    tab.page.keyboard.press("Control+A")
    tab.page.keyboard.type("A better title")
    tab.page.keyboard.press("Enter")
    expect(tab.chats).to_have_text(["A better title"])
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("A better title")
    expect(tab.button("Rename")).to_be_hidden()

    press_on(tab, "Chat options", backwards=True)
    press_on(tab, "Delete chat")
    expect(tab.chats).to_have_count(0)
    press_on(tab, "Undo", backwards=True)
    expect(tab.chats).to_have_text(["A better title"])


def test_escape_closes_a_menu_and_focus_goes_back(tab: Tab) -> None:
    press_on(tab, "Chat options", backwards=True)
    expect(tab.button("Rename")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.button("Rename")).to_be_hidden()
    expect(tab.button("Chat options")).to_be_focused()


def test_focus_stays_in_the_list_while_its_chats_change(owner: Person) -> None:
    chat = owner.ask("Focused", model="openai/scripted?tokens=5000&rate=50")
    tab, elsewhere = owner.tab(chat), owner.tab(chat)
    item = tab.page.locator(".chat-item[data-live]")
    expect(item).to_have_attribute("data-heading", "Today")
    item.get_by_role("link").focus()
    elsewhere.button("Stop").click()
    expect(tab.page.locator(".chat-item")).not_to_have_attribute("data-live", "")
    link = tab.page.locator(".chat-item a:focus")
    expect(link).to_have_text("Focused")
    expect(link).to_have_attribute("aria-current", "page")
    expect(tab.page.locator(".chat-item")).to_have_attribute("data-heading", "Today")


def test_the_model_is_chosen(tab: Tab) -> None:
    press_on(tab, "Model scripted?tokens=10&rate=0")
    expect(tab.page.get_by_role("combobox", name="Search models")).to_be_focused()
    tab.page.keyboard.type("scripted-think")
    tab.page.keyboard.press("Enter")
    expect(tab.model).to_have_value("openai/scripted-thinking")
    expect(tab.button("Model scripted-thinking")).to_be_focused()


def test_the_colours_are_chosen(tab: Tab) -> None:
    press_on(tab, "Settings", backwards=True)
    press_on(tab, "Dark")
    expect(tab.page.locator("html[data-theme=dark]")).to_be_attached()
    tab.page.keyboard.press("Escape")
    expect(tab.button("Dark")).to_be_hidden()


def test_the_first_tab_skips_to_the_message(tab: Tab) -> None:
    tab_until(tab.page, "link", "Skip to the message", backwards=True)
    expect(tab.page.get_by_role("link", name="Skip to the message")).to_be_in_viewport()
    tab.page.keyboard.press("Enter")
    expect(tab.box).to_be_focused()


def test_the_conversation_scrolls(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=600&rate=0")
    tab.log.focus()
    tab.page.keyboard.press("Home")
    expect(tab.button("To the end")).to_be_visible()
    tab.box.focus()
    press_on(tab, "To the end", backwards=True)
    expect(tab.button("To the end")).to_be_hidden()


def test_the_drawer_of_a_phone(welcome: Welcome) -> None:
    owner = welcome(viewport={"width": 390, "height": 844})
    tab = owner.ask_and_wait("On the phone", model=FAST)
    expect(tab.button("New chat")).to_be_hidden()
    press_on(tab, "Open chats", backwards=True)
    expect(tab.button("New chat")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.button("New chat")).to_be_hidden()
    expect(tab.button("Open chats")).to_be_focused()
    tab.page.keyboard.press("Enter")
    tab_until(tab.page, "link", "On the phone")
    tab.page.keyboard.press("Enter")
    expect(tab.button("New chat")).to_be_hidden()


def test_what_arrives_takes_the_focus_from_nothing(owner: Person, tab: Tab) -> None:
    """Also where the focus has moved on before the browser has drawn again."""
    tab.box.focus()
    tab.page.evaluate(FOCUS_WHEN_A_CHAT_ARRIVES)
    owner.ask("Another", model=FAST)
    expect(tab.chats.filter(has_text="Another")).to_be_visible()
    expect(tab.chats.locator("[data-live]")).to_have_count(0)
    tab.rest()
    expect(tab.button("Chat options")).to_be_focused()
