"""The end of a fault test: page, stored text and script are the same, byte by byte."""

import re
from pathlib import Path

from playwright.sync_api import Page

from palaver.web.conversation import PER_PAGE
from tests.browser.tab import Tab

UNDRESSED = Path(__file__).with_name("undressed.js").read_text()
NUMBER = re.compile(r"⟦(\d+)⟧|x_\{(\d+)\}")


def expect_exact(tab: Tab, script: str, status: str = "done") -> None:
    """The last answer is the script: in the page, in the database, to copy, and loaded anew."""
    tab.expect_status(status)
    message_id = tab.message_id
    stored = tab.palaver.answer(message_id)
    assert (stored.status, stored.text) == (status, script)
    copied = tab.page.request.get(f"/messages/{message_id}/text/")
    assert copied.body() == script.encode()
    expect_fresh(tab)
    shown = tab.page.evaluate(UNDRESSED, f"#message_{message_id} [data-part=body]")
    assert shown == _as_parsed(tab.page, stored.html)
    assert _numbers(_text(tab.page, shown)) == _numbers(script)


def expect_fresh(tab: Tab) -> None:
    """What the page shows of the conversation is what a reader finds who loads it now."""
    fresh = tab.page.context.new_page()
    fresh.goto(tab.page.url)
    assert _articles(tab.page)[-PER_PAGE:] == _articles(fresh)
    fresh.close()


def _articles(page: Page) -> list[str]:
    ids: list[str] = page.locator("[role=log] [id^=message_]").evaluate_all(
        "(messages) => messages.map(({ id }) => id)"
    )
    return [page.evaluate(UNDRESSED, f"#{message_id}") for message_id in ids]


def _as_parsed(page: Page, html: str) -> str:
    template = "(html) => Object.assign(document.createElement('template'), { innerHTML: html })"
    parsed: str = page.evaluate(f"(html) => ({template})(html).innerHTML", html)
    return parsed


def _text(page: Page, html: str) -> str:
    text: str = page.evaluate(
        "(html) => new DOMParser().parseFromString(html, 'text/html').body.textContent", html
    )
    return text


def _numbers(text: str) -> list[str]:
    return [one or other for one, other in NUMBER.findall(text)]
