"""Order in the sidebar: folders, what is pinned, what is archived; the same in every tab."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Welcome
from tests.browser.keys import press_on, tab_until
from tests.browser.orderly import (
    FAST,
    act,
    chats,
    folder,
    inside,
    make_folder,
    open_folder,
    organise,
    pinned,
    recent,
    sheet,
)
from tests.browser.orderly_states import STATES
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.tab import Tab
from tests.browser.wcag import serious


@pytest.fixture
def two(owner: Person) -> tuple[Tab, Tab]:
    """Two tabs of somebody with three chats."""
    chats(owner, "Oldest", "Middle", "Newest")
    tabs = owner.tab("/"), owner.tab("/")
    for tab in tabs:
        tab.expect_connected()
    return tabs


def test_a_chat_is_pinned_and_unpinned_in_every_tab(two: tuple[Tab, Tab]) -> None:
    organise(two[0], "Middle").get_by_role("button", name="Pin", exact=True).click()
    for tab in two:
        expect(pinned(tab)).to_have_text(["Middle"])
        expect(recent(tab)).to_have_text(["Newest", "Oldest"])
    expect(two[0].page.get_by_role("dialog")).to_have_count(0)
    organise(two[1], "Middle").get_by_role("button", name="Unpin").click()
    for tab in two:
        expect(recent(tab)).to_have_text(["Newest", "Middle", "Oldest"])
        expect(tab.page.get_by_role("heading", name="Pinned")).to_be_hidden()


def test_a_chat_is_moved_by_the_keyboard_alone(two: tuple[Tab, Tab]) -> None:
    first, second = two
    press_on(first, "New folder")
    expect(first.page.get_by_label("Name", exact=True)).to_be_focused()
    first.page.keyboard.type("Work")
    first.page.keyboard.press("Enter")
    for tab in two:
        expect(folder(tab, "Work")).to_be_visible()
    open_folder(second, "Work")
    first.page.locator("#sidebar").get_by_role("link", name="Middle").focus()
    press_on(first, "Organise Middle")
    sheet(first, "Middle")
    tab_until(first.page, "combobox", "Move to")
    first.page.keyboard.type("Work")
    press_on(first, "Move")
    for tab in two:
        expect(recent(tab)).to_have_text(["Newest", "Oldest"])
    expect(inside(second, "Work")).to_have_text(["Middle"])
    open_folder(first, "Work")
    expect(inside(first, "Work")).to_have_text(["Middle"])


def test_a_folder_stays_open_when_the_page_is_loaded_again(owner: Person) -> None:
    work = make_folder(owner, "Work")
    make_folder(owner, "Clients", work)
    tab = owner.tab("/")
    open_folder(tab, "Work")
    open_folder(tab, "Clients")
    tab.page.reload()
    link = tab.page.get_by_role("link", name="New chat in Clients")
    expect(link).to_be_visible()
    make_folder(owner, "Another")
    tab.expect_connected()
    expect(folder(tab, "Another")).to_be_visible()
    expect(link).to_be_visible()
    folder(tab, "Work").locator("> details > summary").click()
    tab.page.reload()
    expect(folder(tab, "Work")).to_be_visible()
    expect(link).to_be_hidden()


def test_a_chat_begins_in_a_folder_with_its_model(owner: Person) -> None:
    tab, elsewhere = owner.tab("/"), owner.tab("/")
    elsewhere.expect_connected()
    tab.button("New folder").click()
    tab.page.get_by_label("Name", exact=True).fill("Work")
    tab.page.get_by_label("Instructions").fill("Be brief.")
    tab.page.get_by_label("Model of new chats").select_option(label="scripted-fast")
    tab.button("Save").click()
    open_folder(tab, "Work")
    open_folder(elsewhere, "Work")
    tab.page.get_by_role("link", name="New chat in Work").click()
    expect(tab.page.get_by_text("This chat will be in the folder Work.")).to_be_visible()
    expect(tab.model).to_have_value("openai/scripted-fast")
    tab.send("Where am I?")
    tab.expect_chat()
    for each in (tab, elsewhere):
        expect(inside(each, "Work")).to_have_text([re.compile("Where am I?")])
        expect(recent(each)).to_have_count(0)
    current = inside(tab, "Work").get_by_role("link")
    expect(current).to_have_attribute("aria-current", "page")


def test_a_cycle_is_refused_with_a_sentence(owner: Person, problems: Problems) -> None:
    problems.expect("status of 422")
    one, _other = make_folder(owner, "One"), make_folder(owner, "Other")
    tab = owner.tab("/")
    folder(tab, "Other").hover()
    tab.button("Change folder Other").click()
    dialog = sheet(tab, "Other")
    dialog.get_by_label("Inside").select_option(label="One")
    other = make_folder(owner, "Other")
    owner.post(f"/folders/{one}/", name="One", parent=other)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("A folder cannot be inside itself.")
    expect(dialog).to_be_visible()


def test_a_folder_that_goes_leaves_its_chats(owner: Person) -> None:
    (path,) = chats(owner, "Kept")
    work = make_folder(owner, "Work")
    clients = make_folder(owner, "Clients", work)
    act(owner, "move", path, to=clients)
    tab, elsewhere = owner.tab("/"), owner.tab("/")
    for each in (tab, elsewhere):
        each.expect_connected()
    open_folder(elsewhere, "Work")
    expect(inside(elsewhere, "Work")).to_have_count(0)
    open_folder(tab, "Work")
    folder(tab, "Clients").hover()
    tab.button("Change folder Clients").click()
    dialog = sheet(tab, "Clients")
    dialog.get_by_text("Delete folder…").click()
    expect(dialog).to_contain_text("What is in it (1 chat, 0 folders) moves to Work.")
    dialog.get_by_role("button", name="Delete it, keep what is in it").click()
    for each in (tab, elsewhere):
        expect(folder(each, "Clients")).to_have_count(0)
        expect(inside(each, "Work")).to_have_text(["Kept"])


def test_an_archived_chat_can_be_read_and_a_message_brings_it_back(owner: Person) -> None:
    path, _other = chats(owner, "Old", "Other")
    tab, elsewhere = owner.tab(path), owner.tab(path)
    for each in (tab, elsewhere):
        each.expect_connected()
        each.expect_status("done")
    note = "A new message brings it back to the list."
    expect(tab.page.get_by_text(note)).to_be_hidden()
    organise(tab, "Old").get_by_role("button", name="Archive").click()
    for each in (tab, elsewhere):
        expect(recent(each)).to_have_text(["Other"])
        expect(each.page.get_by_text(note)).to_be_visible()
        expect(each.answer).to_be_visible()
    elsewhere.page.get_by_label("Message", exact=True).fill("Again")
    elsewhere.button("Send").click()
    for each in (tab, elsewhere):
        expect(recent(each)).to_have_text([re.compile("Old"), "Other"])
        expect(each.page.get_by_text(note)).to_be_hidden()
    act(owner, "archive", path)
    expect(tab.page.get_by_text(note)).to_be_visible()
    tab.button("Bring it back").click()
    for each in (tab, elsewhere):
        expect(each.page.get_by_text(note)).to_be_hidden()
        expect(recent(each)).to_have_text([re.compile("Old"), "Other"])


def test_an_edit_in_an_archived_chat_brings_it_back_too(owner: Person) -> None:
    (path,) = chats(owner, "Old")
    tab = owner.tab(path)
    tab.expect_connected()
    tab.expect_status("done")
    act(owner, "archive", path)
    expect(recent(tab)).to_have_count(0)
    question = tab.log.get_by_role("group", name="Question")
    tab.edit().fill("New")
    question.get_by_role("button", name="Send").click()
    expect(tab.log.locator(".ask__text")).to_have_text(["New"])
    expect(tab.log).to_contain_text("2 / 2")
    expect(recent(tab)).to_have_count(1)
    expect(tab.button("Bring it back")).to_be_hidden()
    tab.expect_status("done")
    act(owner, "archive", path)
    expect(recent(tab)).to_have_count(0)
    tab.tool("Retry").click()
    expect(recent(tab)).to_have_count(1)


def test_the_chat_that_is_open_is_deleted_from_the_list_and_undone(two: tuple[Tab, Tab]) -> None:
    tab, elsewhere = two
    recent(tab).filter(has_text="Middle").get_by_role("link").click()
    tab.expect_chat()
    organise(tab, "Middle").get_by_role("button", name="Delete chat").click()
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    for each in two:
        expect(recent(each)).to_have_text(["Newest", "Oldest"])
    tab.button("Undo").click()
    for each in two:
        expect(recent(each)).to_have_text(["Newest", "Middle", "Oldest"])
    expect(elsewhere.page.get_by_role("heading", name="New chat")).to_be_visible()


def test_what_changed_while_nobody_was_connected_is_made_good(owner: Person) -> None:
    path, _other = chats(owner, "Moved", "Other")
    work = make_folder(owner, "Work")
    tab = owner.tab("/")
    open_folder(tab, "Work")
    tab.expect_connected()
    owner.context.set_offline(True)
    expect(tab.connected).to_have_count(0)
    owner.context.set_offline(False)
    act(owner, "move", path, to=work)
    make_folder(owner, "New")
    tab.expect_connected()
    expect(inside(tab, "Work")).to_have_text(["Moved"])
    expect(folder(tab, "New")).to_be_visible()
    expect(recent(tab)).to_have_text(["Other"])


def test_order_is_kept_on_a_phone(welcome: Welcome) -> None:
    owner = welcome(viewport={"width": 390, "height": 844}, has_touch=True)
    chats(owner, "On the phone")
    make_folder(owner, "Work")
    tab = owner.tab("/")
    tab.button("Open chats").click()
    dialog = organise(tab, "On the phone")
    dialog.get_by_label("Move to").select_option(label="Work")
    dialog.get_by_role("button", name="Move").click()
    expect(tab.page.get_by_role("dialog")).to_have_count(0)
    open_folder(tab, "Work")
    expect(inside(tab, "Work")).to_have_text(["On the phone"])
    width = tab.page.evaluate("document.documentElement.scrollWidth")
    assert width == 390


def test_without_javascript_order_can_be_kept(welcome: Welcome) -> None:
    owner = welcome(java_script_enabled=False)
    chats(owner, "Plain")
    make_folder(owner, "Work")
    tab = owner.tab("/")
    recent(tab).filter(has_text="Plain").hover()
    tab.button("Organise Plain").click()
    tab.page.get_by_label("Move to").select_option(label="Work")
    tab.button("Move").click()
    tab.open("/")
    expect(recent(tab)).to_have_count(0)
    folder(tab, "Work").locator("summary").click()
    tab.page.get_by_role("link", name="Chats in this folder").click()
    expect(
        tab.page.get_by_role("main").get_by_role("link", name="Plain", exact=True)
    ).to_be_visible()
    tab.page.get_by_label("Select Plain").check()
    tab.button("Archive").click()
    expect(tab.page.get_by_text("Chat archived.")).to_be_visible()
    expect(tab.page.get_by_text("No chat is like that.")).to_be_visible()


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothing_serious(owner: Person, state: Callable[[Person], Tab]) -> None:
    for number in range(7):
        owner.ask(f"Chat {number}", model=FAST)
    tab = state(owner)
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert serious(Axe(), tab) == []
