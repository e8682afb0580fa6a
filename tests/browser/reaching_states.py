"""States of the palette, the help sheet, an answer's tools and paper, for pictures."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.showcase import FORMULAS
from tests.browser.tab import Tab


def _chat(person: Person) -> Tab:
    tab = person.tab("/")
    path = tab.page.locator("#sidebar a", has_text=FORMULAS).get_attribute("href")
    tab.open(path or "/").expect_status("done")
    expect(tab.body.locator(".katex").first).to_be_visible()
    tab.expect_connected()
    return tab


def _palette(person: Person) -> Tab:
    tab = _chat(person)
    tab.page.keyboard.press("Control+k")
    expect(tab.page.locator("#palette [aria-selected=true]")).to_be_visible()
    return tab


def _palette_with_words(person: Person) -> Tab:
    tab = _palette(person)
    tab.page.keyboard.type("an")
    tab.page.locator("#palette .palette__option:has(mark)").first.scroll_into_view_if_needed()
    return tab


def _help(person: Person) -> Tab:
    tab = _chat(person)
    tab.page.keyboard.press("Control+/")
    return tab


def _more(person: Person) -> Tab:
    tab = _chat(person)
    tab.tool("More").click()
    expect(tab.answer.locator(".facts")).to_be_visible()
    return tab


def _reason(person: Person) -> Tab:
    tab = _chat(person)
    if tab.tool("Bad answer").get_attribute("aria-pressed") == "true":
        tab.tool("Bad answer").click()
        expect(tab.tool("Bad answer")).to_have_attribute("aria-pressed", "false")
    tab.tool("Bad answer").click()
    reason = tab.tool("Send feedback")
    reason.scroll_into_view_if_needed()
    return tab


def _reason_page(person: Person) -> Tab:
    tab = _chat(person)
    return tab.open(f"/messages/{tab.message_id}/feedback/")


def _paper(person: Person) -> Tab:
    tab = _chat(person)
    tab.page.emulate_media(media="print")
    return tab


def _folded(person: Person) -> Tab:
    tab = _chat(person)
    tab.box.press("Escape")
    tab.page.keyboard.press("b")
    return tab


STATES: dict[str, Callable[[Person], Tab]] = {
    "palette": _palette,
    "palette-words": _palette_with_words,
    "keys": _help,
    "more": _more,
    "reason": _reason,
    "reason-page": _reason_page,
    "paper": _paper,
    "folded": _folded,
}
