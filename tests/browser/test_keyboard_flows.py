"""What is done with messages, chats and models, by the keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.keys import press_on, tab_to, tab_until
from tests.browser.orderly import pinned, recent, sheet
from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.waiting import wait_for

FAST = "openai/scripted?tokens=10&rate=0"
SLOW = "openai/scripted?tokens=3000&rate=40"
NOTED = "globalThis.print = () => { globalThis.asked = true; };"


@pytest.fixture
def tab(owner: Person) -> Tab:
    tab = owner.ask_and_wait("Why?", model=FAST)
    tab.expect_connected()
    return tab


def test_a_question_is_edited_and_its_versions_are_gone_through(tab: Tab) -> None:
    tab.box.focus()
    tab_until(tab.page, "link", "Edit", backwards=True)
    _press(tab, "Enter")
    expect(tab.page.get_by_role("textbox", name="Question")).to_be_focused()
    _press(tab, "Escape")
    expect(_edit(tab)).to_be_focused()
    _press(tab, "Enter")
    expect(tab.page.get_by_role("textbox", name="Question")).to_be_focused()
    _press(tab, "Control+a")
    tab.page.keyboard.type("How?")
    _press(tab, "Tab", "Tab")
    expect(tab.log.get_by_role("button", name="Send")).to_be_focused()
    _press(tab, "Enter")
    _expect_questions(tab, "How?")
    expect(_edit(tab)).to_be_focused()
    tab.expect_status("done")
    press_on(tab, "Previous version", backwards=True)
    _expect_questions(tab, "Why?")
    expect(tab.button("Next version")).to_be_focused()
    _press(tab, "Enter")
    _expect_questions(tab, "How?")
    expect(tab.button("Previous version")).to_be_focused()


def test_the_focus_of_whoever_uses_the_mouse_stays_where_it_is(tab: Tab) -> None:
    tab.tool("Retry").click()
    expect(tab.answer).to_contain_text("2 / 2")
    tab.expect_status("done")
    tab.button("Previous version").click()
    expect(tab.answer).to_contain_text("1 / 2")
    tab.rest()
    expect(tab.page.locator("body")).to_be_focused()


def test_a_chat_is_forked(tab: Tab) -> None:
    _choose_more(tab, "Fork from here")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Why? (fork)")
    expect(tab.box).to_be_focused()


def test_another_model_is_asked_again(tab: Tab) -> None:
    _more(tab)
    tab_until(tab.page, "combobox", "Retry with")
    tab.page.keyboard.type("scripted-fast")
    tab_until(tab.page, "button", "Retry with", backwards=True)
    _press(tab, "Enter")
    expect(tab.answer).to_contain_text("2 / 2")
    tab.expect_status("done")
    expect(tab.box).to_be_focused()
    expect(tab.answer.locator(".answer__by")).to_have_text("scripted-fast")


def test_models_are_compared_and_one_answer_is_picked(tab: Tab) -> None:
    tab.box.focus()
    press_on(tab, "Compare models")
    tab_until(tab.page, "combobox", "Model 2")
    tab.page.keyboard.type("scripted-fast")
    _press(tab, "Escape")
    expect(tab.button("Compare models")).to_be_focused()
    expect(tab.button("Compare models")).to_have_attribute("aria-pressed", "true")
    tab.box.focus()
    tab.page.keyboard.type("Both of you?")
    _press(tab, "Enter")
    expect(tab.log.locator(".compare [data-status=done]")).to_have_count(2)
    picked = tab.answer.get_attribute("id") or ""
    press_on(tab, "Go on with this answer", backwards=True)
    expect(tab.log.locator(".compare")).to_have_count(0)
    expect(tab.answer).to_have_id(picked)
    expect(tab.box).to_be_focused()


def test_a_message_waits_is_changed_sent_and_removed(owner: Person) -> None:
    tab = owner.tab(owner.ask("Why?", model=SLOW))
    tab.expect_connected()
    tab.expect_words(1)
    for text in ("And?", "But?"):
        tab.box.focus()
        tab.page.keyboard.type(text)
        _press(tab, "Enter")
        expect(_waiting(tab).last).to_have_text(text)
    first = tab.page.locator(".waiting__item summary").first
    tab_to(tab.page, first, backwards=True)
    _press(tab, "Enter", "Tab", "Control+a")
    tab.page.keyboard.type("And then?")
    press_on(tab, "Save")
    expect(_waiting(tab)).to_have_text(["And then?", "But?"])
    expect(first).to_be_focused()
    tab.box.focus()
    press_on(tab, "Remove", backwards=True)
    expect(_waiting(tab)).to_have_text(["And then?"])
    expect(tab.box).to_be_focused()
    tab.page.reload()
    tab.expect_connected()
    tab.box.focus()
    _press(tab, "Control+.")
    tab.expect_status("stopped")
    press_on(tab, "Send now", backwards=True)
    _expect_questions(tab, "Why?", "And then?")
    expect(tab.box).to_be_focused()


def test_a_chat_is_pinned_tagged_and_archived(tab: Tab) -> None:
    _organise(tab)
    press_on(tab, "Pin")
    expect(pinned(tab)).to_have_text(["Why?"])
    _organise(tab)
    tab_until(tab.page, "combobox", "Add tags, with commas between them")
    tab.page.keyboard.type("rivers")
    _press(tab, "Enter")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    _organise(tab)
    press_on(tab, "Remove tag rivers")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    _organise(tab)
    press_on(tab, "Archive")
    expect(recent(tab)).to_have_count(0)
    tab.box.focus()
    press_on(tab, "Bring it back", backwards=True)
    expect(recent(tab)).to_have_text(["Why?"])


def test_chats_are_thrown_away_restored_and_deleted_for_good(tab: Tab) -> None:
    tab.box.focus()
    tab_until(tab.page, "link", "All chats", backwards=True)
    _press(tab, "Enter")
    row = tab.page.get_by_label("Select Why?")
    for act in ("Restore", "Delete for good…"):
        tab_to(tab.page, row)
        _press(tab, "Space")
        press_on(tab, "Delete", backwards=True)
        expect(row).to_have_count(0)
        tab_until(tab.page, "link", "Trash", backwards=True)
        _press(tab, "Enter")
        expect(tab.page.get_by_role("heading", level=1)).to_have_text("Trash")
        tab_to(tab.page, row)
        _press(tab, "Space")
        press_on(tab, act, backwards=True)
        if act == "Restore":
            expect(tab.page.get_by_text("The trash is empty.")).to_be_visible()
            tab_until(tab.page, "link", "Back to the chats", backwards=True)
            _press(tab, "Enter")
    expect(tab.page.get_by_role("heading", name="Delete 1 chat for good?")).to_be_visible()
    press_on(tab, "Delete for good")
    expect(tab.page.get_by_text("The trash is empty.")).to_be_visible()


def test_parameters_are_set(tab: Tab) -> None:
    _unfold(tab, "Parameters")
    tab_until(tab.page, "spinbutton", "Temperature")
    tab.page.keyboard.type("0.5")
    press_on(tab, "Use these")
    expect(tab.page.get_by_text("The next answer goes by these")).to_be_visible()


def test_what_it_cost_is_told(tab: Tab) -> None:
    _unfold(tab, "Tokens and cost")
    expect(tab.page.locator("#options").get_by_role("table")).to_be_visible()
    _press(tab, "Escape")
    expect(tab.button("Chat options")).to_be_focused()


def test_a_chat_is_printed(owner: Person, tab: Tab) -> None:
    owner.context.add_init_script(NOTED)
    tab.box.focus()
    press_on(tab, "Chat options", backwards=True)
    tab_until(tab.page, "link", "Print")
    with tab.page.expect_popup() as opened:
        _press(tab, "Enter")
    wait_for(lambda: opened.value.evaluate("globalThis.asked ?? false"))


def test_a_temporary_chat_is_begun_and_ended(tab: Tab) -> None:
    tab.box.focus()
    _press(tab, "Escape", "Shift+n")
    expect(tab.page.get_by_text("Temporary chat: it is in no list")).to_be_visible()
    expect(tab.box).to_be_focused()
    tab.page.keyboard.type("A secret")
    _press(tab, "Enter")
    tab.expect_chat()
    tab.expect_status("done")
    press_on(tab, "End chat", backwards=True)
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()


def test_a_message_is_searched_and_jumped_to(tab: Tab) -> None:
    tab.ask(text="The xylophone has wooden bars.", rate=0)
    expect(tab.answers).to_have_count(2)
    tab.expect_status("done")
    _press(tab, "Escape", "/")
    expect(tab.page.get_by_role("searchbox")).to_be_focused()
    tab.page.keyboard.type("from:answer xylophone")
    expect(tab.page.locator("main .hit")).to_have_count(1)
    _press(tab, "ArrowDown", "Enter")
    expect(tab.page).to_have_url(re.compile(r"\?message="))
    expect(tab.log.get_by_text("The xylophone has wooden bars.").last).to_be_in_viewport()


def _press(tab: Tab, *keys: str) -> None:
    for key in keys:
        tab.page.keyboard.press(key)


def _edit(tab: Tab) -> Locator:
    return tab.log.get_by_role("link", name="Edit")


def _more(tab: Tab) -> None:
    tab.box.focus()
    press_on(tab, "More", backwards=True)
    expect(tab.tool("Fork from here")).to_be_visible()


def _choose_more(tab: Tab, name: str) -> None:
    _more(tab)
    press_on(tab, name)


def _unfold(tab: Tab, name: str) -> None:
    tab.box.focus()
    press_on(tab, "Chat options", backwards=True)
    summary = tab.page.locator("#options summary").filter(has_text=name)
    tab_to(tab.page, summary)
    _press(tab, "Enter")
    expect(tab.page.locator("#options turbo-frame[complete]")).to_be_visible()


def _organise(tab: Tab) -> None:
    tab.box.focus()
    press_on(tab, "Chat options", backwards=True)
    press_on(tab, "Pin, move, tag or archive…")
    sheet(tab, "Why?")


def _waiting(tab: Tab) -> Locator:
    return tab.page.get_by_role("list", name="Waiting messages").locator(".waiting__text")


def _expect_questions(tab: Tab, *texts: str) -> None:
    expect(tab.log.locator(".ask__text")).to_have_text(list(texts))
