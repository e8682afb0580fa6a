"""States of the search, of files with messages and of empty pages, for pictures."""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import expect

from tests.browser.orderly import make_folder
from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.browser.test_attachments import LONG, chips, expect_ready, give, payload, pick
from tests.documents.making import encrypted_pdf, image, pdf


def _search(question: str, person: Person) -> Tab:
    tab = person.tab("/search/")
    tab.page.get_by_role("searchbox").fill(question)
    if question:
        expect(tab.page.locator("#search_results [data-search-target=count]")).to_be_visible()
    return tab


def _without_files(person: Person) -> Tab:
    """A new chat, with what was attached for an earlier picture taken away."""
    tab = person.tab("/")
    for left in reversed(range(chips(tab).count())):
        chips(tab).last.get_by_role("button", name="Remove").click()
        expect(chips(tab)).to_have_count(left)
    return tab


def _attached(person: Person) -> Tab:
    tab = _without_files(person)
    pick(
        tab,
        payload("A report with a long name that does not fit.pdf", pdf("One", "Two")),
        payload("cat.png", image("PNG", (300, 200))),
        payload("secret.pdf", encrypted_pdf()),
        payload("setup.exe", b"MZ\x00"),
    )
    give(tab, "text", LONG.encode())
    for number in (0, 1, 4):
        expect_ready(chips(tab).nth(number))
    expect(chips(tab).nth(2)).to_have_attribute("data-state", "refused", timeout=30_000)
    tab.box.fill("What do they show?")
    return tab


def _sent(question: str, person: Person) -> Tab:
    tab = _attached(person)
    tab.send(question)
    tab.expect_chat()
    tab.expect_status("done")
    tab.log.evaluate("(log) => log.scrollTo(0, 0)")
    return tab


def _nothing_yet(person: Person) -> Tab:
    return person.tab(f"/chats/?folder={make_folder(person, 'Empty')}")


def states(question: str) -> dict[str, Callable[[Person], Tab]]:
    """By their names; `question` is what is sent with files, and taken away afterwards."""
    return {
        "search": partial(_search, ""),
        "search-hits": partial(_search, "series slowly -nothing"),
        "search-many": partial(_search, "from:answer a"),
        "search-none": partial(_search, "nowhere at all"),
        "attached": _attached,
        "attached-sent": partial(_sent, question),
        "no-chats": _nothing_yet,
    }
