"""On paper: the conversation and nothing else, whole, dark on light."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.tab import Tab

LINE = "a_long_line = " + " + ".join(f"number_{number}" for number in range(60))
TEXT = f"""\
# One

[A link](https://a.example/page) and https://b.example/bare and a [note][n] to `code`.

```python
{LINE}
```

| {" | ".join(["a column"] * 12)} |
|{" --- |" * 12}
| {" | ".join(["some text"] * 12)} |

[n]: mailto:ada@a.example
"""
AFTER = "(it) => getComputedStyle(it, '::after').content"


@pytest.fixture
def tab(owner: Person) -> Tab:
    tab = owner.ask_and_wait(json.dumps({"text": TEXT, "rate": 0, "reasoning": 3}))
    tab.expect_connected()
    expect(tab.body.locator(".hljs-operator, .hljs-attr, .code[data-done]").first).to_be_attached()
    tab.page.emulate_media(media="print")
    return tab


def test_nothing_of_the_page_is_printed_but_the_conversation(tab: Tab) -> None:
    expect(tab.page.get_by_role("heading", level=1).first).to_be_visible()
    expect(tab.body).to_be_visible()
    for chrome in ("#sidebar", ".composer", ".answer__tools", ".bar__end", ".bar__menu", ".toasts"):
        expect(tab.page.locator(chrome)).to_be_hidden()
    for button in tab.page.get_by_role("button").all():
        expect(button).to_be_hidden()


def test_the_page_is_as_long_as_the_conversation(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=1500&rate=0")
    window = tab.page.evaluate("innerHeight")
    assert tab.page.evaluate("document.documentElement.scrollHeight") <= window
    tab.page.emulate_media(media="print")
    assert tab.page.evaluate("document.documentElement.scrollHeight") > 2 * window
    end = tab.answer.locator("[data-part=body] > :last-child").bounding_box()
    assert end
    assert end["y"] > window


def test_nothing_is_cut_off_at_the_side(tab: Tab) -> None:
    tab.page.set_viewport_size({"width": 720, "height": 1000})
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for selector in ("pre", ".scroll"):
        wide = tab.body.locator(selector)
        assert wide.evaluate("(it) => it.scrollWidth <= it.clientWidth + 1")


def test_links_say_where_they_lead_unless_they_are_addresses(tab: Tab) -> None:
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    named, bare, mail = (
        tab.body.get_by_role("link", name=name).evaluate(AFTER)
        for name in ("A link", "https://b.example/bare", "note")
    )
    assert named == '" (" "https://a.example/page" ")"' or "https://a.example/page" in named
    assert bare == "none"
    assert "mailto:ada@a.example" in mail


def test_it_is_dark_on_light_whatever_the_reader_chose(tab: Tab) -> None:
    tab.page.emulate_media(media="print", color_scheme="dark")
    tab.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    tab.rest()
    brightness = """
    (selector) => {
      const paint = new OffscreenCanvas(1, 1).getContext("2d");
      paint.fillStyle = getComputedStyle(document.querySelector(selector)).color;
      paint.fillRect(0, 0, 1, 1);
      const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
      return (red + green + blue) / 3 / 255;
    }
    """
    assert tab.page.evaluate(brightness, "[data-part=body] p") < 0.4
    assert tab.page.evaluate(brightness, ".ask__text") < 0.4


def test_a_folded_thought_stays_folded_and_an_open_one_is_printed(tab: Tab) -> None:
    thoughts = tab.answer.locator("[data-part=reasoning]")
    expect(thoughts).to_be_hidden()
    tab.answer.locator(".thinking summary").click()
    expect(thoughts).to_be_visible()


def test_a_pdf_comes_out(tab: Tab) -> None:
    assert tab.page.pdf(format="A4").startswith(b"%PDF")
