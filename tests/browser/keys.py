"""Going somewhere by the keyboard alone."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page

from tests.browser.tab import Tab

MANY = 60


def press_on(tab: Tab, name: str, *, backwards: bool = False) -> None:
    tab_until(tab.page, "button", name, backwards=backwards)
    tab.page.keyboard.press("Enter")


def tab_until(page: Page, role: str, name: str, *, backwards: bool = False) -> None:
    """Presses Tab until the element has the focus, and it can be seen that it has."""
    for _ in _tabs(page, backwards):
        focused = page.locator(":focus")
        if focused.count() and focused.aria_snapshot().startswith(f'- {role} "{name}"'):
            assert focused.evaluate("(it) => it.matches(':focus-visible')")
            return
    raise AssertionError(f"Tab does not lead to the {role} {name!r}.")


def tab_to(page: Page, element: Locator, *, backwards: bool = False) -> None:
    """As `tab_until`, for what has neither role nor name of its own."""
    for _ in _tabs(page, backwards):
        if element.evaluate("(it) => it === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {element}.")


def _tabs(page: Page, backwards: bool) -> Iterator[None]:
    for _ in range(MANY):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        yield
