"""Light and dark: from the system, with a switch that is remembered."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Welcome
from tests.browser.tab import Tab

# Of the ground that the page is written on; colours may be given in any space.
BRIGHTNESS = """
() => {
  const paint = new OffscreenCanvas(1, 1).getContext("2d");
  paint.fillStyle = getComputedStyle(document.body).backgroundColor;
  paint.fillRect(0, 0, 1, 1);
  const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
  return (red + green + blue) / 3 / 255;
}
"""

WHITE = "rgb(255, 255, 255)"


@pytest.fixture
def tab(welcome: Welcome) -> Tab:
    return welcome(color_scheme="light", reduced_motion="reduce").tab("/")


def test_the_system_decides_until_somebody_chooses(tab: Tab) -> None:
    _expect_light(tab)
    tab.page.emulate_media(color_scheme="dark")
    _expect_dark(tab)


def test_the_switch_persists_over_pages_and_reloads(tab: Tab) -> None:
    _choose(tab, "Dark")
    _expect_dark(tab)
    expect(tab.button("Dark")).to_have_attribute("aria-pressed", "true")
    for path in ("/chats/", "/"):
        _expect_dark(tab.open(path))
    _choose(tab, "Light")
    tab.page.emulate_media(color_scheme="dark")
    tab.page.reload()
    _expect_light(tab)
    _choose(tab, "As the system")
    tab.page.reload()
    _expect_dark(tab)


def test_the_first_paint_has_the_right_colours(tab: Tab) -> None:
    _choose(tab, "Dark")
    tab.page.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        " (globalThis.seen ??= []).push(document.documentElement.dataset.theme); })"
    )
    tab.page.reload()
    assert set(tab.page.evaluate("seen")) == {"dark"}
    source = tab.page.request.get("/").text()
    assert '<html lang="en" data-theme="dark"' in source


def test_an_unknown_theme_in_the_cookie_changes_nothing(tab: Tab) -> None:
    cookie = {"name": "theme", "value": '"><script>xss()</script>', "url": tab.palaver.address}
    tab.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of Playwright's
    tab.page.reload()
    _expect_light(tab)


def test_a_diagram_follows_the_switch(welcome: Welcome) -> None:
    owner = welcome(color_scheme="light", reduced_motion="reduce")
    diagram = "```mermaid\ngraph TD\n  A -->|to| B\n```\n\nDone."
    tab = owner.tab("/").ask(text=diagram, rate=0)
    drawing = tab.body.locator("iframe").content_frame.locator("html")
    expect(drawing).to_have_attribute("data-theme", "light", timeout=15_000)
    node, label = (drawing.locator(it).first for it in (".node rect", ".edgeLabel rect"))
    expect(node).to_have_css("fill", WHITE)
    expect(label).to_have_css("opacity", "1")
    _choose(tab, "Dark")
    expect(drawing).to_have_attribute("data-theme", "dark")
    expect(node).not_to_have_css("fill", WHITE)
    expect(label).to_have_css("opacity", "1")
    expect(drawing.locator("svg")).to_have_count(1)


def _choose(tab: Tab, name: str) -> None:
    if not tab.button(name).is_visible():
        tab.button("Settings").click()
    tab.button(name).click()


def _expect_dark(tab: Tab) -> None:
    assert _brightness(tab) < 0.25


def _expect_light(tab: Tab) -> None:
    assert _brightness(tab) > 0.75


def _brightness(tab: Tab) -> float:
    tab.rest()
    brightness: float = tab.page.evaluate(BRIGHTNESS)
    return brightness
