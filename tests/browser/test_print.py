"""On paper: the conversation and nothing else, whole, dark on light."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.browser.test_long_lists import MANY
from tests.waiting import wait_for

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
FAR_DOWN = "\n\n".join(["A line."] * 200)
DRESSED = f"{FAR_DOWN}\n\n$x^2$\n\n```python\nreturn\n```\n\n```mermaid\ngraph TD\n  A --> B\n```\n"
# Notes what is there at the moment in which the page asks to be printed.
PRINTING = """
globalThis.print = () => {
  const count = (selector) => document.querySelectorAll(selector).length;
  globalThis.printed = {
    answers: count(".answer"), formulas: count(".katex"), colours: count(".hljs-keyword"),
    drawings: count("[data-diagram=drawn]"),
  };
};
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


def test_the_question_begins_where_the_answer_begins(tab: Tab) -> None:
    question, answer = (tab.log.locator(it).bounding_box() for it in (".ask__text", ".answer"))
    assert question
    assert answer
    assert question["x"] == answer["x"]


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
    assert "https://a.example/page" in named
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


def test_a_long_conversation_is_printed_whole(owner: Person) -> None:
    owner.context.add_init_script(PRINTING)
    tab = owner.tab("/")
    owner.palaver.shell(MANY.format(name=tab.page.locator(".person__name").inner_text()))
    tab.page.reload()
    tab.chats.filter(has_text="Long").get_by_role("link").click()
    expect(tab.answers).to_have_count(25)
    assert _printed(tab)["answers"] == 80


def test_formulas_code_and_diagrams_far_down_are_printed_as_they_look(owner: Person) -> None:
    owner.context.add_init_script(PRINTING)
    tab = owner.ask_and_wait(json.dumps({"text": DRESSED, "rate": 0}))
    assert _printed(tab) == {"answers": 1, "formulas": 1, "colours": 1, "drawings": 1}


def test_a_pdf_comes_out(tab: Tab) -> None:
    assert tab.page.pdf(format="A4").startswith(b"%PDF")


def _printed(tab: Tab) -> dict[str, int]:
    """What the page that opens for printing shows when it asks for it."""
    tab.button("Chat options").click()
    with tab.page.expect_popup() as opened:
        tab.page.get_by_role("link", name="Print", exact=True).click()
    printed: list[dict[str, int] | None] = [None]

    def ask() -> object:
        printed[0] = opened.value.evaluate("globalThis.printed ?? null")
        return printed[0]

    wait_for(ask)
    return printed[0] or {}
