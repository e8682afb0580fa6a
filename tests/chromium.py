"""The browser of all tests: Debian's Chromium, driven by Playwright, with an empty profile."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

EXECUTABLE = "/usr/bin/chromium"
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
def chromium(*, without: Sequence[str] = ()) -> Iterator[Browser]:
    """A running Chromium; `without` names options of Playwright's own that it is not to get."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=EXECUTABLE, args=[*OPTIONS], ignore_default_args=[*without]
        )
        try:
            yield browser
        finally:
            browser.close()
