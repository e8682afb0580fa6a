"""Keys for everything frequent, the sheet that lists them, and who does not want them."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Welcome
from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.browser.wcag import serious
from tests.waiting import wait_for

FAST = "openai/scripted?tokens=10&rate=0"
CODE = "First:\n\n```python\none\n```\n\nThen:\n\n```\ntwo\n```\n\nEnd."


@pytest.fixture
def tab(owner: Person) -> Tab:
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = owner.ask_and_wait(json.dumps({"text": CODE, "rate": 0}))
    tab.expect_connected()
    return tab


def test_the_sheet_lists_what_the_keys_do(tab: Tab) -> None:
    _leave(tab)
    tab.page.keyboard.press("?")
    expect(_sheet(tab)).to_be_visible()
    row = _sheet(tab).get_by_role("listitem").filter(has_text="Copy the last block of code")
    expect(row.locator("kbd")).to_have_text("Shift C")
    expect(_row(tab, "Go to a chat").locator("kbd")).to_have_text("Ctrl K")
    expect(_row(tab, "Stop the answer").locator("kbd")).to_have_text(["S", "Ctrl ."])
    tab.page.keyboard.press("Escape")
    expect(_sheet(tab)).to_be_hidden()


def test_it_is_found_in_the_menu_and_from_the_message_box(tab: Tab) -> None:
    tab.button("Settings").click()
    tab.button("Keyboard shortcuts").click()
    expect(_sheet(tab)).to_be_visible()
    _sheet(tab).get_by_role("button", name="Close").click()
    expect(_sheet(tab)).to_be_hidden()
    tab.box.focus()
    tab.page.keyboard.press("Control+/")
    expect(_sheet(tab)).to_be_visible()


def test_letters_are_text_where_text_is_written(tab: Tab) -> None:
    tab.box.focus()
    tab.page.keyboard.type("new chat? jkbmcrsel")
    expect(tab.box).to_have_value("new chat? jkbmcrsel")
    expect(_sheet(tab)).to_be_hidden()
    tab.expect_chat()
    expect(tab.answers).to_have_count(1)


def test_from_the_message_box_and_back(tab: Tab) -> None:
    _leave(tab)
    expect(tab.log).to_be_focused()
    tab.page.keyboard.press("m")
    expect(tab.box).to_be_focused()
    expect(tab.box).to_have_value("")


def test_the_answer_and_its_code_are_copied(tab: Tab) -> None:
    _leave(tab)
    tab.page.keyboard.press("c")
    expect(_said(tab)).to_contain_text("Copied")
    assert _clipboard(tab) == CODE
    tab.page.keyboard.press("Shift+c")
    wait_for(lambda: _clipboard(tab) == "two\n")


def test_a_new_chat_and_the_chats_beside_this_one(owner: Person, tab: Tab) -> None:
    first = tab.page.url
    second = owner.ask_and_wait("The second", model=FAST).page.url
    expect(tab.chats).to_have_count(2)
    _leave(tab)
    tab.page.keyboard.press("k")
    expect(tab.page).to_have_url(second)
    _leave(tab)
    tab.page.keyboard.press("j")
    expect(tab.page).to_have_url(first)
    _leave(tab)
    tab.page.keyboard.press("n")
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()


def test_stop_and_retry(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?tokens=3000&rate=50"))
    tab.expect_words(3)
    tab.box.focus()
    tab.page.keyboard.press("Control+.")
    tab.expect_status("stopped")
    _leave(tab)
    tab.page.keyboard.press("r")
    expect(tab.answer).to_have_attribute("data-status", re.compile("queued|running"))
    tab.expect_words(3)
    _leave(tab)
    tab.page.keyboard.press("s")
    tab.expect_status("stopped")


def test_the_last_question_is_edited(tab: Tab) -> None:
    _leave(tab)
    tab.page.keyboard.press("e")
    form = tab.log.get_by_role("textbox")
    expect(form).to_be_visible()


def test_only_the_last_answer_counts(tab: Tab) -> None:
    """While one is being written, the one before it is neither copied nor asked for again."""
    tab.ask(tokens=3000, rate=50)
    tab.expect_words(2)
    _leave(tab)
    tab.page.evaluate("navigator.clipboard.writeText('as it was')")
    for key in ("r", "c"):
        tab.page.keyboard.press(key)
    expect(tab.answers).to_have_count(2)
    assert _clipboard(tab) == "as it was"


def test_the_list_of_chats_is_folded_and_stays_so(tab: Tab) -> None:
    expect(tab.button("New chat")).to_be_visible()
    _leave(tab)
    tab.page.keyboard.press("b")
    expect(tab.button("New chat")).to_be_hidden()
    tab.page.reload()
    expect(tab.button("New chat")).to_be_hidden()
    opener = tab.button("Open chats")
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.click()
    expect(tab.button("New chat")).to_be_visible()
    tab.page.reload()
    expect(tab.button("New chat")).to_be_visible()


def test_folded_away_the_list_is_no_place_for_the_focus(tab: Tab) -> None:
    _leave(tab)
    tab.page.keyboard.press("b")
    inside = "document.activeElement.closest('#sidebar') !== null"
    for _ in range(40):
        tab.page.keyboard.press("Tab")
        assert not tab.page.evaluate(inside)


def test_single_keys_can_be_switched_off_and_stay_so(tab: Tab) -> None:
    tab.page.keyboard.press("Control+/")
    tab.page.get_by_label("Use shortcuts of a single key").uncheck()
    tab.page.keyboard.press("Escape")
    for _ in range(2):
        _leave(tab)
        for key in ("n", "?", "b"):
            tab.page.keyboard.press(key)
        tab.expect_chat()
        expect(_sheet(tab)).to_be_hidden()
        expect(tab.button("New chat")).to_be_visible()
        tab.page.reload()
        tab.expect_connected()
    tab.page.keyboard.press("Control+/")
    expect(_sheet(tab)).to_be_visible()
    box = tab.page.get_by_label("Use shortcuts of a single key")
    expect(box).not_to_be_checked()
    box.check()
    tab.page.keyboard.press("Escape")
    _leave(tab)
    tab.page.keyboard.press("n")
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()


@pytest.mark.parametrize("keys", ["Control+n", "Alt+n", "Control+Alt+n", "Meta+n", "Shift+m"])
def test_keys_of_the_system_and_other_chords_are_left_alone(tab: Tab, keys: str) -> None:
    _leave(tab)
    tab.page.keyboard.press(keys)
    tab.expect_chat()
    expect(tab.log).to_be_focused()


def test_a_key_held_down_counts_once(tab: Tab) -> None:
    _leave(tab)
    for _ in range(4):
        tab.page.keyboard.down("b")
    tab.page.keyboard.up("b")
    expect(tab.button("New chat")).to_be_hidden()


def test_with_a_dialog_open_single_keys_do_nothing(tab: Tab) -> None:
    tab.page.keyboard.press("Control+/")
    _sheet(tab).get_by_role("button", name="Close").focus()
    tab.page.keyboard.press("n")
    tab.expect_chat()
    expect(_sheet(tab)).to_be_visible()
    tab.page.keyboard.press("Control+k")
    expect(_sheet(tab)).to_be_hidden()
    expect(tab.page.locator("#palette")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious_in_the_sheet(welcome: Welcome, width: int) -> None:
    tab, axe = welcome(viewport={"width": width, "height": 800}).tab("/"), Axe()
    expect(tab.page.locator("[data-live=open]")).to_be_attached(timeout=15_000)
    tab.page.keyboard.press("Control+/")
    expect(_sheet(tab)).to_be_visible()
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        assert serious(axe, tab) == []


def _leave(tab: Tab) -> None:
    """Out of the message box, by its own key."""
    tab.expect_shown()
    tab.box.focus()
    tab.page.keyboard.press("Escape")
    expect(tab.box).not_to_be_focused()


def _sheet(tab: Tab) -> Locator:
    return tab.page.get_by_role("dialog", name="Keyboard shortcuts")


def _row(tab: Tab, text: str) -> Locator:
    return _sheet(tab).get_by_role("listitem").filter(has_text=text)


def _said(tab: Tab) -> Locator:
    return tab.page.locator("[data-announcer-target=region]")


def _clipboard(tab: Tab) -> str:
    return str(tab.page.evaluate("navigator.clipboard.readText()"))
