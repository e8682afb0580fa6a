"""States of branches, of answers side by side and of messages that wait, for pictures."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.tab import Tab

ODD = "What does this do?"
SHORT = "scripted/scripted?tokens=60&rate=0&seed=3"
LONG = "scripted/scripted?tokens=3000&rate=100&seed=8"


def _answered(person: Person) -> Tab:
    tab = person.tab(person.ask(ODD, model=SHORT))
    tab.expect_status("done")
    tab.expect_connected()
    return tab


def _editor(tab: Tab) -> Locator:
    question = tab.page.get_by_role("group", name="Question").last
    question.hover()
    question.get_by_role("link", name="Edit").click()
    box = question.get_by_role("textbox", name="Question")
    expect(box).to_be_focused()
    return box


def _edit(person: Person) -> Tab:
    tab = _answered(person)
    _editor(tab).fill("What does this do, and what does it cost?\nIn two sentences.")
    return tab


def _versions(person: Person) -> Tab:
    tab = _answered(person)
    box = _editor(tab)
    box.fill("What does it cost?")
    box.press("Control+Enter")
    expect(tab.log).to_contain_text("2 / 2")
    tab.expect_status("done")
    tab.tool("Retry").click()
    expect(tab.answer).to_contain_text("2 / 2")
    tab.expect_status("done")
    return tab


def _side_by_side(person: Person) -> Tab:
    also = "scripted/scripted?tokens=90&rate=0&seed=4"
    tab = person.tab(person.ask(ODD, model=SHORT, also=also))
    expect(tab.log.locator(".compare [data-status=done]")).to_have_count(2)
    return tab


def _choosing(person: Person) -> Tab:
    tab = _answered(person)
    tab.button("Compare models").click()
    return tab


def _in_a_row(person: Person) -> Tab:
    tab = person.tab(person.ask(ODD, model=LONG))
    tab.expect_connected()
    tab.expect_words(40)
    for text in ("And what does it cost?", "Thank you, in one table, please."):
        tab.send(text)
        expect(tab.page.locator(".waiting__text").last).to_have_text(text)
    tab.box.fill("One more thing")
    return tab


STATES: dict[str, Callable[[Person], Tab]] = {
    "edit": _edit,
    "versions": _versions,
    "side-by-side": _side_by_side,
    "choosing-models": _choosing,
    "in-a-row": _in_a_row,
}
