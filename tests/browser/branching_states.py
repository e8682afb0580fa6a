"""States of branches, of answers side by side and of messages that wait, for pictures."""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.tab import Tab

ODD = "What does this do?"
SHORT = "scripted?tokens=60&rate=0&seed=3"
OTHER = "scripted?tokens=90&rate=0&seed=4"
LONG = "scripted?tokens=3000&rate=100&seed=8"


def _answered(provider: str, person: Person) -> Tab:
    tab = person.tab(person.ask(ODD, model=f"{provider}/{SHORT}"))
    tab.expect_status("done")
    tab.expect_connected()
    return tab


def _edit(provider: str, person: Person) -> Tab:
    tab = _answered(provider, person)
    tab.edit().fill("What does this do, and what does it cost?\nIn two sentences.")
    return tab


def _versions(provider: str, person: Person) -> Tab:
    tab = _answered(provider, person)
    box = tab.edit()
    box.fill("What does it cost?")
    box.press("Control+Enter")
    expect(tab.log).to_contain_text("2 / 2")
    tab.expect_status("done")
    tab.tool("Retry").click()
    expect(tab.answer).to_contain_text("2 / 2")
    tab.expect_status("done")
    return tab


def _side_by_side(provider: str, person: Person) -> Tab:
    first, also = (f"{provider}/{model}" for model in (SHORT, OTHER))
    tab = person.tab(person.ask(ODD, model=first, also=also))
    expect(tab.log.locator(".compare [data-status=done]")).to_have_count(2)
    tab.log.evaluate("(log) => log.scrollTo(0, 0)")
    return tab


def _choosing(provider: str, person: Person) -> Tab:
    tab = _answered(provider, person)
    tab.button("Compare models").click()
    return tab


def _in_a_row(provider: str, person: Person) -> Tab:
    tab = person.tab(person.ask(ODD, model=f"{provider}/{LONG}"))
    tab.expect_connected()
    tab.expect_words(40)
    for text in ("And what does it cost?", "Thank you, in one table, please."):
        tab.send(text)
        expect(tab.page.locator(".waiting__text").last).to_have_text(text)
    tab.box.fill("One more thing")
    return tab


def states(provider: str) -> dict[str, Callable[[Person], Tab]]:
    """By their names; `provider` is what Palaver calls the scripted one."""
    return {
        "edit": partial(_edit, provider),
        "versions": partial(_versions, provider),
        "side-by-side": partial(_side_by_side, provider),
        "choosing-models": partial(_choosing, provider),
        "in-a-row": partial(_in_a_row, provider),
    }
