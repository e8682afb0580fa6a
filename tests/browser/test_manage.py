"""The page of all chats and the trash: filters, a selection, many at once, live."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Welcome
from tests.browser.keys import press_on
from tests.browser.orderly import act, chats, make_folder, recent, sheet
from tests.browser.person import Person
from tests.browser.tab import Tab


def rows(tab: Tab) -> Locator:
    return tab.page.locator("#rows .row__title")


def select(tab: Tab, *titles: str) -> None:
    for title in titles:
        tab.page.get_by_label(f"Select {title}", exact=True).check()


@pytest.fixture
def tab(owner: Person) -> Tab:
    """The page with four chats, connected."""
    chats(owner, "one", "two", "three", "four")
    tab = owner.tab("/chats/")
    tab.expect_connected()
    return tab


def test_many_are_archived_at_once_and_brought_back(owner: Person, tab: Tab) -> None:
    elsewhere = owner.tab("/")
    elsewhere.expect_connected()
    select(tab, "one", "three")
    expect(tab.page.get_by_text("2 selected")).to_be_visible()
    tab.button("Archive").click()
    expect(rows(tab)).to_have_text(["four", "two"])
    for each in (tab, elsewhere):
        expect(recent(each)).to_have_text(["four", "two"])
    expect(tab.page.get_by_text("None selected")).to_be_visible()
    tab.button("Undo").click()
    expect(rows(tab)).to_have_text(["four", "three", "two", "one"])
    for each in (tab, elsewhere):
        expect(recent(each)).to_have_text(["four", "three", "two", "one"])


def test_filters_by_folder_tag_and_archive(owner: Person, tab: Tab) -> None:
    make_folder(owner, "Work")
    tab.page.reload()
    tab.expect_connected()
    select(tab, "one", "two")
    tab.page.get_by_label("Move to", exact=True).select_option(label="Work")
    tab.button("Move").click()
    expect(tab.page.get_by_text("2 chats moved.")).to_be_visible()
    select(tab, "two", "three")
    tab.page.get_by_label("Tags, with commas between them").fill("Latin, rivers")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_text("2 chats tagged.")).to_be_visible()
    expect(tab.page.locator("#rows .tag").filter(has_text="Latin")).to_have_count(2)
    tab.page.get_by_label("Folder", exact=True).select_option(label="Work (2)")
    tab.button("Show").click()
    expect(rows(tab)).to_have_text(["two", "one"])
    tab.page.get_by_label("Tag", exact=True).select_option(label="Latin")
    tab.button("Show").click()
    expect(rows(tab)).to_have_text(["two"])
    tab.page.get_by_label("Where").select_option(label="Archived")
    tab.button("Show").click()
    expect(tab.page.get_by_text("No chat is like that.")).to_be_visible()


def test_a_tag_is_renamed_and_deleted(owner: Person, tab: Tab) -> None:
    select(tab, "two")
    tab.page.get_by_label("Tags, with commas between them").fill("Latin")
    tab.button("Add tags").click()
    tab.page.get_by_role("main").get_by_role("link", name="Latin").click()
    expect(rows(tab)).to_have_text(["two"])
    tab.page.get_by_label("Name of the tag").fill("Greek")
    tab.button("Rename tag").click()
    expect(tab.page.locator("#rows .tag")).to_have_text(["Greek"])
    tab.button("Delete tag").click()
    expect(rows(tab)).to_have_count(4)
    expect(tab.page.locator("#rows .tag")).to_have_count(0)


def test_what_changes_elsewhere_shows_and_the_selection_stays(owner: Person, tab: Tab) -> None:
    select(tab, "one", "two")
    path = rows(tab).filter(has_text="four").get_attribute("href") or ""
    act(owner, "archive", path)
    expect(rows(tab)).to_have_text(["three", "two", "one"])
    expect(tab.page.get_by_label("Select one")).to_be_checked()
    expect(tab.page.get_by_label("Select three")).not_to_be_checked()
    expect(tab.page.get_by_text("2 selected")).to_be_visible()
    select(tab, "three")
    expect(tab.page.get_by_text("3 selected")).to_be_visible()


def test_all_are_selected_by_one_box_and_by_the_keyboard(tab: Tab) -> None:
    every = tab.page.locator("[data-listing-target=all]")
    every.focus()
    tab.page.keyboard.press("Space")
    expect(tab.page.get_by_text("4 selected")).to_be_visible()
    press_on(tab, "Delete")
    expect(tab.page.get_by_text("No chats yet.").last).to_be_visible()
    expect(tab.page.locator("#rows")).to_be_focused()
    press_on(tab, "Undo")
    expect(rows(tab)).to_have_count(4)


def test_nothing_is_done_before_something_is_selected(tab: Tab) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.method))
    buttons = [tab.button(name) for name in ("Delete", "Move", "Add tags", "Archive")]
    for button in buttons:
        expect(button).to_be_disabled()
        button.click(force=True)
    select(tab, "one")
    for button in buttons:
        expect(button).to_be_enabled()
    assert "POST" not in asked
    tab.button("Archive").click()
    expect(rows(tab)).to_have_text(["four", "three", "two"])
    assert "POST" in asked
    for button in buttons:
        expect(button).to_be_disabled()


def test_a_row_has_the_sheet_of_its_chat(tab: Tab) -> None:
    tab.page.get_by_role("link", name="Organise two").click()
    sheet(tab, "two").get_by_role("button", name="Pin", exact=True).click()
    expect(tab.page.locator("#rows").get_by_text("pinned")).to_be_visible()


def test_what_was_deleted_is_restored_or_deleted_for_good(owner: Person, tab: Tab) -> None:
    select(tab, "one", "two", "three")
    tab.button("Delete").click()
    expect(rows(tab)).to_have_text(["four"])
    tab.page.get_by_role("link", name="Trash").click()
    expect(rows(tab)).to_have_count(3)
    expect(tab.page.get_by_text(re.compile("30 days left")).first).to_be_visible()
    select(tab, "two")
    tab.button("Restore").click()
    expect(rows(tab)).to_have_count(2)
    expect(recent(tab)).to_have_text(["four", "two"])
    select(tab, "one")
    tab.button("Delete for good…").click()
    expect(tab.page.get_by_role("heading", name="Delete 1 chat for good?")).to_be_visible()
    tab.page.get_by_role("link", name="Keep them").click()
    expect(rows(tab)).to_have_count(2)
    tab.page.get_by_role("link", name="Empty the trash…").click()
    tab.button("Delete for good").click()
    expect(tab.page.get_by_text("The trash is empty.")).to_be_visible()
    expect(tab.page.get_by_text("2 chats deleted for good.")).to_be_visible()


def test_without_javascript_the_trash_is_emptied(welcome: Welcome) -> None:
    owner = welcome(java_script_enabled=False)
    (path,) = chats(owner, "Plain")
    act(owner, "discard", path)
    tab = owner.tab("/trash/")
    select(tab, "Plain")
    tab.button("Delete for good…").click()
    tab.button("Delete for good").click()
    expect(tab.page.get_by_text("The trash is empty.")).to_be_visible()


def test_a_page_of_many_chats_fits_a_phone(welcome: Welcome) -> None:
    owner = welcome(viewport={"width": 390, "height": 844})
    chats(owner, "A title that is much too long for a phone and goes on and on and on")
    for address in ("/chats/", "/trash/"):
        tab = owner.tab(address)
        expect(tab.page.get_by_role("heading", level=1)).to_be_visible()
        assert tab.page.evaluate("document.documentElement.scrollWidth") == 390
