"""What somebody sees who keeps order: for pictures, and for axe-core."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.orderly import act, folder, make_folder, organise, recent, sheet
from tests.browser.person import Person
from tests.browser.tab import Tab

CHOSEN = 2  # chats in the trash, and in the archive


def _tidy(person: Person) -> Tab:
    """A tab whose sidebar has folders with chats in them, and something pinned."""
    work = make_folder(person, "Work")
    clients = make_folder(person, "Clients with long names and no end of letters", work)
    make_folder(person, "Home")
    tab = person.tab("/chats/")
    paths = _paths(tab)
    for path, place in zip(paths, (work, clients, work), strict=False):
        act(person, "move", path, to=place)
        act(person, "tag", path, tags="Latin, a tag of more words")
    for path in paths[-2:]:
        act(person, "pin", path)
    tab.page.reload()
    return tab


def _drawer(tab: Tab) -> Tab:
    if tab.button("Open chats").is_visible():
        tab.button("Open chats").click()
    return tab


def _from_the_top(tab: Tab) -> Tab:
    tab.page.locator(".chats__list").evaluate("(list) => list.scrollTo(0, 0)")
    return tab


def folders(person: Person) -> Tab:
    tab = _drawer(_tidy(person).open("/"))
    for name in ("Work", "Clients"):
        if not folder(tab, name).locator("> details[open]").count():
            folder(tab, name).locator("> details > summary").click()
    expect(tab.page.get_by_role("link", name="New chat in Clients")).to_be_visible()
    return _from_the_top(tab)


def chat_sheet(person: Person) -> Tab:
    tab = _drawer(_tidy(person).open("/"))
    title = recent(tab).last.locator(".chat-item__title").inner_text()
    organise(tab, title)
    return _from_the_top(tab)


def folder_sheet(person: Person) -> Tab:
    tab = _drawer(_tidy(person).open("/"))
    folder(tab, "Work").hover()
    tab.button("Change folder Work").click()
    sheet(tab, "Work").get_by_text("Delete folder…").click()
    return tab


def all_chats(person: Person) -> Tab:
    tab = _tidy(person)
    tab.page.locator("#rows input").first.check()
    return tab


def trash(person: Person) -> Tab:
    return _page_with(person, "/trash/", "discard")


def temporary_choice(person: Person) -> Tab:
    return person.tab("/?temporary=1")


def temporary(person: Person) -> Tab:
    tab = temporary_choice(person)
    tab.send("Nobody is to know of this.")
    tab.expect_chat()
    tab.expect_status("done")
    return tab


def archived(person: Person) -> Tab:
    tab = _page_with(person, "/chats/?state=archived", "archive")
    return tab.open(_paths(tab)[0])


def _page_with(person: Person, address: str, how: str) -> Tab:
    """A page on which there are chats, if need be after something was done with some."""
    tab = person.tab(address)
    if not tab.page.locator("#rows .row").count():
        for path in _paths(tab.open("/chats/"))[-CHOSEN:]:
            act(person, how, path)
        tab.open(address)
    return tab


def _paths(tab: Tab) -> list[str]:
    links = tab.page.locator("#rows a.row__title").all()
    return [link.get_attribute("href") or "" for link in links]


STATES: dict[str, Callable[[Person], Tab]] = {
    "folders": folders,
    "chat-sheet": chat_sheet,
    "folder-sheet": folder_sheet,
    "all-chats": all_chats,
    "trash": trash,
    "temporary-choice": temporary_choice,
    "temporary": temporary,
    "archived": archived,
}
