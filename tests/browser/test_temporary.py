"""Temporary chats: written in as any other, in no list, and gone when they are left."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.orderly import chats, recent
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.tab import Tab
from tests.waiting import wait_for

SECRET = "A secret of mine"


@pytest.fixture
def tab(owner: Person) -> Tab:
    """A temporary chat, with its answer."""
    chats(owner, "Ordinary")
    tab = owner.tab("/")
    tab.page.get_by_role("link", name="Temporary chat").click()
    expect(tab.page.get_by_text("Temporary chat: it is in no list")).to_be_visible()
    tab.choose_model("scripted-fast")
    tab.send(f"{SECRET} {uuid4().hex}")
    tab.expect_chat()
    tab.expect_status("done")
    tab.expect_connected()
    return tab


def is_gone(tab: Tab, path: str) -> bool:
    return tab.page.request.get(path).status == 404


def test_it_is_in_no_list_and_lives_as_long_as_its_page(owner: Person, tab: Tab) -> None:
    path = tab.page.url
    elsewhere = owner.tab("/")
    for each in (tab, elsewhere):
        expect(recent(each)).to_have_text(["Ordinary"])
    tab.page.reload()
    expect(tab.answers).to_have_count(1)
    tab.send("And more")
    expect(tab.answers).to_have_count(2)
    tab.expect_status("done")
    for each in (tab, elsewhere):
        expect(recent(each)).to_have_text(["Ordinary"])
    assert not is_gone(tab, path)


def test_it_is_gone_once_it_is_left_for_another_page(tab: Tab, problems: Problems) -> None:
    problems.expect("status of 404")
    path = tab.page.url
    recent(tab).get_by_role("link").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Ordinary")
    wait_for(lambda: is_gone(tab, path))
    tab.page.go_back()
    expect(tab.page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    expect(tab.page.get_by_text(SECRET)).to_have_count(0)


def test_it_ends_by_its_button_in_every_tab(owner: Person, tab: Tab, problems: Problems) -> None:
    problems.expect("status of 404")
    path = tab.page.url
    elsewhere = owner.tab(path)
    elsewhere.expect_connected()
    tab.button("End chat").click()
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    assert is_gone(tab, path)
    expect(elsewhere.page.get_by_role("heading", name="Nothing is here")).to_be_visible()


def test_what_was_typed_in_it_stays_in_its_tab(owner: Person, tab: Tab) -> None:
    tab.box.fill("A draft of a secret")
    tab.page.reload()
    expect(tab.box).to_have_value("A draft of a secret")
    stored = tab.page.evaluate("JSON.stringify({ ...localStorage })")
    assert "secret" not in stored
    recent(tab).get_by_role("link").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Ordinary")
    assert "secret" not in tab.page.evaluate("JSON.stringify({ ...sessionStorage })")


def test_nothing_of_it_is_left_but_what_it_cost(tab: Tab) -> None:
    said = tab.log.locator(".ask__text").inner_text()
    palaver, chat = tab.palaver, tab.page.url.split("/")[-2].replace("-", "")
    tab.button("End chat").click()
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    for table, column in (("chats_chat", "id"), ("chats_message", "chat_id")):
        assert palaver.rows(f"SELECT 1 FROM {table} WHERE {column} = ?", chat) == []  # noqa: S608
    assert palaver.rows("SELECT 1 FROM chats_message WHERE text = ?", said) == []
    assert palaver.rows("SELECT 1 FROM chats_chat WHERE opening = ?", said) == []
