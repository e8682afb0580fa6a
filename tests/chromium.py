"""The browser of the tests: Debian's Chromium, driven by Playwright, which prefers the one without
windows: on a busy machine all tests of pages take two thirds of the time.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserType, sync_playwright

WITHOUT_WINDOWS = "/usr/bin/chromium-headless-shell"
WHOLE = "/usr/bin/chromium"
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium; no event loop may run in this thread meanwhile."""
    with sync_playwright() as playwright, launched(playwright.chromium) as browser:
        yield browser


@contextmanager
def launched(
    kind: BrowserType, executable: str = WITHOUT_WINDOWS, *, without: Sequence[str] = ()
) -> Iterator[Browser]:
    """One more, of the kind that runs already; `without` some of Playwright's own options."""
    browser = kind.launch(
        executable_path=executable, args=[*OPTIONS], ignore_default_args=[*without]
    )
    try:
        yield browser
    finally:
        browser.close()
