"""The browser of all tests: Debian's Chromium without windows, driven by Playwright."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserType, sync_playwright

EXECUTABLE = "/usr/bin/chromium-headless-shell"  # a sixth of the CPU time for a page
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
def launched(kind: BrowserType, *, without: Sequence[str] = ()) -> Iterator[Browser]:
    """One more, of the kind that runs already; `without` some of Playwright's own options."""
    browser = kind.launch(
        executable_path=EXECUTABLE, args=[*OPTIONS], ignore_default_args=[*without]
    )
    try:
        yield browser
    finally:
        browser.close()
