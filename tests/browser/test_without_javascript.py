"""A browser without JavaScript: send, read, stop, retry, continue, rename, delete, undo."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Welcome
from tests.browser.problems import Problems
from tests.browser.tab import Tab
from tests.provider import script_text
from tests.running import Palaver
from tests.visitor import PASSWORD


@pytest.fixture
def tab(welcome: Welcome) -> Tab:
    return welcome(java_script_enabled=False).tab("/")


def test_signing_in(palaver: Palaver, welcome: Welcome) -> None:
    name = palaver.create_user("plain")
    tab = welcome(session="", java_script_enabled=False).tab("/")
    tab.page.get_by_label("Username").fill(name)
    tab.page.get_by_label("Password").fill(PASSWORD)
    tab.button("Sign in").click()
    expect(tab.box).to_be_visible()


def test_a_question_is_sent_and_its_answer_read(tab: Tab) -> None:
    tab.ask(seed=91, tokens=60, rate=0)
    tab.expect_chat()
    _expect_answer(tab, "done", script_text(91, 60))
    tab.ask(seed=92, tokens=30, rate=0)
    _expect_answer(tab, "done", script_text(92, 30))
    expect(tab.answers).to_have_count(2)
    expect(tab.chats).to_have_count(1)


def test_the_page_of_a_running_answer_loads_itself_again(tab: Tab) -> None:
    tab.ask(seed=93, tokens=60, rate=20)
    expect(tab.answer).to_have_attribute("data-status", re.compile("queued|running"))
    tab.expect_status("done")
    _expect_answer(tab, "done", script_text(93, 60))


def test_stop_and_continue(tab: Tab) -> None:
    tab.ask(seed=94, tokens=700, rate=90)
    tab.expect_words(5)
    tab.button("Stop").click()
    expect(tab.answer).to_have_attribute("data-status", "stopped")
    tab.tool("Continue").click()
    _expect_answer(tab, "done", script_text(94, 700))


def test_retry(tab: Tab) -> None:
    tab.ask(seed=95, tokens=50, rate=0)
    _expect_answer(tab, "done", script_text(95, 50))
    tab.tool("Retry").click()
    _expect_answer(tab, "done", script_text(95, 50))
    expect(tab.answers).to_have_count(1)


def test_rename_delete_and_undo(tab: Tab) -> None:
    tab.ask(tokens=5, rate=0)
    tab.expect_chat()
    tab.expect_status("done")
    tab.rename("A plain title")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("A plain title")
    tab.delete()
    expect(tab.page.get_by_role("heading", name="Chat deleted")).to_be_visible()
    tab.button("Undo").click()
    tab.expect_chat()
    expect(tab.chats).to_have_text(["A plain title"])


def test_what_was_typed_is_kept_when_it_is_refused(tab: Tab, problems: Problems) -> None:
    problems.expect("status of 422")
    tab.send("   ")
    expect(tab.page.get_by_text("Write a message first.")).to_be_visible()
    tab.send("Then something")
    tab.expect_chat()


def test_the_text_of_an_answer_can_be_had(tab: Tab, problems: Problems) -> None:
    problems.expect("favicon.ico")
    text = "# Title\n\n* one\n"
    tab.send(json.dumps({"text": text, "rate": 0}))
    _expect_answer(tab, "done", text)
    with tab.page.expect_popup() as copy:
        tab.tool("Copy").click()
    assert copy.value.locator("body").inner_text() == text


def _expect_answer(tab: Tab, status: str, text: str) -> None:
    """The page shows the end once it is loaded again, which it does by itself."""
    tab.expect_status(status)
    assert tab.palaver.answer(tab.message_id).text == text
    expect(tab.tool("Retry")).to_be_visible()
