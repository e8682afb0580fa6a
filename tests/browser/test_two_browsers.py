"""Two browsers, and two tabs, of the same person always show the same."""

from playwright.sync_api import APIResponse, Route, expect

from tests.browser.conftest import Welcome
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.provider import script_text
from tests.waiting import wait_for

FAST = "openai/scripted?tokens=10&rate=0"


def test_a_new_chat_appears_in_the_list_of_the_other_browser(welcome: Welcome) -> None:
    first, second = _two_browsers(welcome)
    first.send("A question of the first browser")
    expect(second.chats).to_have_text(["A question of the first browser"])
    first.page.get_by_role("button", name="New chat").click()
    first.box.and_(first.page.locator("main:has(h1:text('New chat')) *")).fill("Another")
    first.button("Send").click()
    expect(second.chats).to_have_count(2)
    expect(second.chats.first).to_contain_text("Another")
    expect(first.chats.first).to_contain_text("Another")


def test_a_list_that_was_read_before_a_new_chat_does_not_undo_it(owner: Person) -> None:
    tab, held = owner.tab("/"), list[tuple[Route, APIResponse]]()
    tab.expect_connected()
    tab.page.route("**/chats/", lambda route: held.append((route, route.fetch())), times=1)
    tab.page.reload()
    wait_for(lambda: tab.page.evaluate("true") and held)
    owner.ask("A question meanwhile", model=FAST)
    expect(tab.chats).to_have_text(["A question meanwhile"])
    (route, read), *_ = held
    with tab.page.expect_request_finished(lambda request: request != route.request):
        route.fulfill(response=read)
    expect(tab.chats).to_have_text(["A question meanwhile"])


def test_a_message_and_its_answer_arrive_in_the_other_browser_live(welcome: Welcome) -> None:
    first, second = _two_browsers(welcome, chat=True)
    first.ask(seed=31, tokens=300, rate=150)
    for tab in (first, second):
        expect(tab.answers).to_have_count(2)
        tab.expect_status("running")
        tab.expect_words(20)
        expect(tab.button("Stop")).to_be_visible()
    for tab in (first, second):
        expect_exact(tab, script_text(31, 300))
        expect(tab.button("Send")).to_be_visible()


def test_a_stop_in_one_browser_is_a_stop_in_the_other(welcome: Welcome) -> None:
    first, second = _two_browsers(welcome, chat=True)
    first.ask(seed=32, tokens=3000, rate=100)
    second.expect_words(20)
    second.button("Stop").click()
    for tab in (first, second):
        tab.expect_status("stopped")
    assert first.body.inner_text() == second.body.inner_text()
    first.tool("Retry").click()
    for tab in (first, second):
        tab.expect_status("running")
        tab.expect_words(10)


def test_a_rename_shows_everywhere(welcome: Welcome) -> None:
    first, second = _two_browsers(welcome, chat=True)
    third = Tab(second.page.context.new_page(), second.palaver).open("/")
    first.rename("Rivers & <b>stones</b>")
    for tab in (first, second):
        expect(tab.page.get_by_role("heading", level=1)).to_have_text("Rivers & <b>stones</b>")
        expect(tab.page).to_have_title("Rivers & <b>stones</b> · Palaver")
    for tab in (first, second, third):
        expect(tab.chats).to_have_text(["Rivers & <b>stones</b>"])


def test_a_deleted_chat_leaves_every_list_and_undo_puts_it_back(welcome: Welcome) -> None:
    owner = welcome()
    for title in ("Oldest", "Middle", "Newest"):
        owner.ask(title, model=FAST)
    first, second = owner.tab("/"), welcome(owner.session).tab("/")
    for tab in (first, second):
        tab.expect_connected()
    first.chats.filter(has_text="Middle").get_by_role("link").click()
    first.expect_chat()
    first.delete()
    for tab in (first, second):
        expect(tab.chats).to_have_text(["Newest", "Oldest"])
    first.button("Undo").click()
    for tab in (first, second):
        expect(tab.chats).to_have_text(["Newest", "Middle", "Oldest"])


def test_a_browser_that_shows_a_chat_deleted_elsewhere_says_so(
    welcome: Welcome, problems: Problems
) -> None:
    problems.expect("status of 404")
    first, second = _two_browsers(welcome, chat=True)
    first.delete()
    expect(second.page.get_by_role("heading", name="Nothing is here")).to_be_visible()


def test_a_chat_that_is_answered_in_another_tab_is_marked_in_the_list(welcome: Welcome) -> None:
    first, second = _two_browsers(welcome)
    first.ask(tokens=3000, rate=50)
    expect(second.chats.first).to_contain_text("(answering)")
    first.expect_words(1)
    first.button("Stop").click()
    expect(second.chats.first).not_to_contain_text("(answering)")


def _two_browsers(welcome: Welcome, *, chat: bool = False) -> tuple[Tab, Tab]:
    owner = welcome()
    elsewhere: Person = welcome(owner.session)
    path = owner.ask(model=FAST) if chat else "/"
    tabs = owner.tab(path), elsewhere.tab(path)
    for tab in tabs:
        tab.expect_connected()
    return tabs
