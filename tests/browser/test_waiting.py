"""What is sent while an answer runs waits where everybody sees it."""

from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.tab import Tab

SLOW = "openai/scripted?tokens=3000&rate=40&seed=7"
SHORT = "openai/scripted?tokens=120&rate=40&seed=8"


def test_a_message_waits_and_is_sent_when_the_answer_ends(owner: Person) -> None:
    first, second = _two_tabs(owner, SHORT)
    first.send("And?")
    expect(first.box).to_have_value("")
    for tab in (first, second):
        expect(_waiting(tab)).to_have_text(["And?"])
        expect(tab.log.locator(".ask__text")).to_have_text(["Why?"])
    for tab in (first, second):
        expect(tab.log.locator(".ask__text")).to_have_text(["Why?", "And?"], timeout=30_000)
        expect(_waiting(tab)).to_have_count(0)


def test_what_waits_is_changed_and_removed(owner: Person) -> None:
    first, second = _two_tabs(owner, SLOW)
    for text in ("And?", "But?"):
        first.send(text)
        expect(_waiting(first).last).to_have_text(text)
    _waiting(first).first.click()
    box = first.page.get_by_role("textbox", name="Waiting message").first
    box.fill("And then?")
    second.page.get_by_role("button", name="Remove").last.click()
    expect(_waiting(second)).to_have_count(1)
    expect(box).to_have_value("And then?")
    first.button("Save").first.click()
    for tab in (first, second):
        expect(_waiting(tab)).to_have_text(["And then?"])


def test_after_a_stop_it_waits_until_it_is_sent_by_hand(owner: Person) -> None:
    tab, _second = _two_tabs(owner, SLOW)
    tab.send("And?")
    expect(_waiting(tab)).to_have_count(1)
    expect(tab.button("Send now")).to_be_hidden()
    tab.button("Stop").click()
    tab.expect_status("stopped")
    tab.button("Send now").click()
    expect(tab.log.locator(".ask__text")).to_have_text(["Why?", "And?"])
    expect(_waiting(tab)).to_have_count(0)


def _two_tabs(owner: Person, model: str) -> tuple[Tab, Tab]:
    path = owner.ask("Why?", model=model)
    first, second = owner.tab(path), owner.tab(path)
    for tab in (first, second):
        tab.expect_connected()
        tab.expect_words(1)
    return first, second


def _waiting(tab: Tab) -> Locator:
    return tab.page.get_by_role("list", name="Waiting messages").locator(".waiting__text")
