"""Tabs that nobody looks at for a while."""

from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.proof import expect_exact
from tests.provider import script_text

VISIBILITY = """
(state) => {
  const shown = { visibilityState: state, hidden: state === "hidden" };
  for (const [name, value] of Object.entries(shown)) {
    Object.defineProperty(document, name, { value, configurable: true });
  }
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}
"""


def test_a_tab_hidden_and_shown_while_answering_ends_exact(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=11&tokens=500&rate=100"))
    for words in (20, 60, 120, 180):
        _hide(tab.page)
        tab.expect_words(words)
        _show(tab.page)
        tab.expect_words(words + 10)
    expect_exact(tab, script_text(11, 500))


def test_an_answer_that_ends_while_nobody_looks_is_whole(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=12&tokens=200&rate=200"))
    tab.expect_words(5)
    _hide(tab.page)
    tab.expect_status("done")
    _show(tab.page)
    expect_exact(tab, script_text(12, 200))


def test_a_frozen_tab_catches_up(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=13&tokens=400&rate=200"))
    tab.expect_words(5)
    session = owner.context.new_cdp_session(tab.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    watching = owner.tab(tab.page.url)
    watching.expect_status("done")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    tab.page.bring_to_front()
    expect_exact(tab, script_text(13, 400))


def test_two_tabs_of_which_one_is_in_front_show_the_same(owner: Person) -> None:
    path = owner.ask(model="openai/scripted?seed=14&tokens=300&rate=150")
    first, second = owner.tab(path), owner.tab(path)
    for words in (10, 60, 100):
        second.page.bring_to_front()
        first.expect_words(words)
        first.page.bring_to_front()
        second.expect_words(words)
    for tab in (first, second):
        expect_exact(tab, script_text(14, 300))


# A headless browser has no tab strip; this is what the page sees of one.
def _hide(page: Page) -> None:
    _set_visibility(page, "hidden")


def _show(page: Page) -> None:
    _set_visibility(page, "visible")
    expect(page.locator("html[data-live=open]")).to_be_attached()


def _set_visibility(page: Page, state: str) -> None:
    page.evaluate(VISIBILITY, state)
