"""Chats of somebody who keeps order, and where they are in the sidebar."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.visitor import CSRF_TOKEN

FAST = "openai/scripted?tokens=10&rate=0"


def chats(owner: Person, *titles: str) -> list[str]:
    """Makes them, the last the newest; returns their paths."""
    return [owner.ask(title, model=FAST) for title in titles]


def make_folder(owner: Person, name: str, parent: str = "") -> str:
    """Makes it past the page; returns its id."""
    _post(owner, "/folders/new/", name=name, parent=parent, instructions="", model="")
    page = owner.context.request.get("/folders/new/").text()
    found = re.search(
        rf'<option value="([0-9a-f-]+)"[^>]*>(?:[^<]* / )?{re.escape(name)}</option>', page
    )
    assert found, f"There is no folder {name}."
    return found[1]


def act(owner: Person, act: str, path: str, **fields: str) -> None:
    """Does something with the chat of this path, past the page."""
    _post(owner, "/chats/selection/", act=act, chat=path.split("/")[2], **fields)


def pinned(tab: Tab) -> Locator:
    return tab.page.locator("#pinned_items > li")


def recent(tab: Tab) -> Locator:
    return tab.page.locator("#chat_items > li")


def folder(tab: Tab, name: str) -> Locator:
    """The folder's place in the sidebar."""
    own = tab.page.locator("details > summary", has_text=name)
    return tab.page.locator("#sidebar .folder").filter(has=own).last


def inside(tab: Tab, name: str) -> Locator:
    """Its chats, once it was opened."""
    return folder(tab, name).locator("> details > .folder__inside > turbo-frame .chat-item")


def open_folder(tab: Tab, name: str) -> None:
    folder(tab, name).locator("> details > summary").click()
    expect(folder(tab, name).get_by_role("link", name=f"New chat in {name}")).to_be_visible()


def organise(tab: Tab, title: str) -> Locator:
    """The sheet of this chat."""
    tab.page.locator("#sidebar .chat-item", has_text=title).hover()
    tab.page.locator("#sidebar").get_by_role("button", name=f"Organise {title}").click()
    return sheet(tab, title)


def sheet(tab: Tab, name: str) -> Locator:
    dialog = tab.page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    return dialog


def _post(owner: Person, path: str, **fields: str) -> None:
    # As Turbo does, or the next page would tell what was done.
    headers = {"X-CSRFToken": CSRF_TOKEN, "Accept": "text/vnd.turbo-stream.html"}
    owner.context.request.post(path, form={**fields}, headers=headers, fail_on_status_code=False)
