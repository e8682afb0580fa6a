"""Back and forward: by Turbo within the application, by the browser's own cache beyond it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.line import line_to
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.chromium import WHOLE, launched
from tests.provider import script_text

MARK = """
addEventListener("pageshow", ({ persisted }) => {
  document.documentElement.toggleAttribute("data-kept", persisted);
})
"""
FAST = "openai/scripted?tokens=10&rate=0"


def test_turbos_back_and_forward_show_a_running_answer_live(owner: Person) -> None:
    owner.ask("The other chat", model=FAST)
    tab = owner.tab(owner.ask("This chat", model="openai/scripted?seed=111&tokens=500&rate=100"))
    tab.expect_words(10)
    tab.page.evaluate("globalThis.sameDocument = true")
    for words in (30, 80):
        tab.chats.filter(has_text="The other chat").get_by_role("link").click()
        expect(tab.page.get_by_role("heading", level=1)).to_have_text("The other chat")
        tab.page.go_back()
        expect(tab.page.get_by_role("heading", level=1)).to_have_text("This chat")
        tab.expect_words(words)
        tab.page.go_forward()
        expect(tab.page.get_by_role("heading", level=1)).to_have_text("The other chat")
        tab.page.go_back()
        tab.expect_words(words + 20)
    assert tab.page.evaluate("sameDocument")
    expect_exact(tab, script_text(111, 500))


def test_the_open_chat_is_marked_in_the_list_after_going_back(owner: Person) -> None:
    owner.ask("First", model=FAST)
    tab = owner.ask_and_wait("Second", model=FAST)
    expect(tab.page.locator(".chat-item[data-live]")).to_have_count(0)
    current = tab.page.locator("[aria-current=page]")
    expect(current).to_have_text("Second")
    tab.chats.filter(has_text="First").get_by_role("link").click()
    expect(current).to_have_text("First")
    tab.page.go_back()
    expect(current).to_have_text("Second")
    tab.button("New chat").click()
    expect(current).to_have_count(0)


def test_one_connection_serves_every_page_of_the_application(owner: Person) -> None:
    owner.ask("First", model=FAST)
    tab = Tab(owner.context.new_page(), owner.palaver)
    opened: list[str] = []
    tab.page.on("websocket", lambda socket: opened.append(socket.url))
    tab.open("/")
    tab.expect_connected()
    for _ in range(3):
        tab.chats.first.get_by_role("link").click()
        tab.expect_chat()
        tab.button("New chat").click()
        expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    tab.expect_connected()
    assert len(opened) == 1


def test_a_diagram_is_drawn_again_after_going_back(owner: Person) -> None:
    tab = owner.tab("/").ask(text="```mermaid\ngraph TD\n  A --> B\n```\n\nDone.", rate=0)
    drawing = tab.body.locator("iframe").content_frame.locator("svg")
    expect(drawing.first).to_be_visible(timeout=15_000)
    tab.button("New chat").click()
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    tab.page.go_back()
    expect(tab.body.locator("iframe")).to_have_count(1)
    expect(drawing.first).to_be_visible(timeout=15_000)


def test_back_from_a_page_of_another_kind_shows_a_running_answer_live(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=113&tokens=300&rate=100"))
    tab.expect_words(10)
    tab.page.goto("/accounts/password/change/")
    tab.page.go_back()
    expect_exact(tab, script_text(113, 300))


@pytest.fixture
def keeping_browser(browser: Browser) -> Iterator[Browser]:
    """A Chromium that keeps pages it has left, as everybody's does and Playwright's does not."""
    without = ["--disable-back-forward-cache"]
    with launched(browser.browser_type, WHOLE, without=without) as keeping:
        yield keeping


def test_a_page_from_the_browsers_own_cache_catches_up(
    owner: Person, keeping_browser: Browser, problems: Problems
) -> None:
    with line_to(owner.palaver.port) as line:
        line.edit = _cacheable
        elsewhere = Person.with_browser(
            owner.palaver, owner.session, keeping_browser, problems, base_url=line.address
        )
        tab = elsewhere.tab(owner.ask(model="openai/scripted?seed=112&tokens=400&rate=100"))
        tab.expect_words(10)
        tab.page.evaluate(MARK)
        tab.page.goto("/accounts/password/change/")
        tab.page.evaluate("history.back()")
        expect(tab.page.locator("html[data-kept]")).to_be_attached()
        expect_exact(tab, script_text(112, 400))


def _cacheable(response: bytes) -> bytes:
    """Palaver forbids to keep pages, which its readers' proxies may not respect."""
    return response.replace(b"private, no-store", b"private, no-cache")
