"""From 360 px to wide screens, whatever is written."""

import json
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Welcome
from tests.browser.tab import Tab
from tests.waiting import wait_for

WORD = "Donaudampfschifffahrtsgesellschaft" * 8
WIDE = f"""\
# {WORD}

{WORD} and `{WORD}` and https://a.example/{WORD}

| {" | ".join(["a column"] * 14)} |
|{" --- |" * 14}
| {" | ".join(["some text"] * 14)} |

```python
{WORD} = "{WORD}"
```

$$
{" + ".join(f"x_{{{number}}}" for number in range(60))}
$$

- {WORD}
  - {WORD}

> {WORD}
"""
RIGHT_TO_LEFT = "# שלום עולם\n\nمرحبا بالعالم، كيف الحال؟\n\n- פריט ראשון\n- פריט שני\n\nEnglish."
# What is pressed, and is smaller than WCAG 2.2 asks for.
SMALL = """
() => [...document.querySelectorAll("button, select, summary, .button")]
  .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest(".hidden-text"))
  .map((it) => [it, it.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && (width < 24 || height < 24))
  .map(([it]) => it.ariaLabel ?? it.textContent.trim())
"""
SOME = "openai/scripted?tokens=60&rate=0"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [360, 390, 768, 1440, 2560])
def test_nothing_scrolls_the_page_sideways(welcome: Welcome, width: int) -> None:
    owner = welcome(viewport={"width": width, "height": 780})
    tab = owner.ask_and_wait(json.dumps({"text": WIDE, "rate": 0, "reasoning": 3}) + WORD)
    for block in tab.body.locator("> *").all():
        block.scroll_into_view_if_needed()
        assert not tab.page.evaluate(SIDEWAYS)
    expect(tab.body.locator(".katex-display")).to_be_attached()
    assert not tab.page.evaluate(SIDEWAYS)
    assert tab.log.evaluate("(log) => log.scrollWidth <= log.clientWidth")
    for path in ("/", "/chats/", "/accounts/password/change/"):
        assert not tab.open(path).page.evaluate(SIDEWAYS)


def test_what_is_pressed_is_large_enough_for_a_finger(welcome: Welcome) -> None:
    owner = welcome(viewport={"width": 390, "height": 844})
    title = "A title that is much too long for a phone, and goes on"
    tab = owner.ask_and_wait(title, model="openai/scripted?tokens=10&rate=0")
    assert tab.page.evaluate(SMALL) == []
    tab.button("Chat options").click()
    assert tab.page.evaluate(SMALL) == []
    tab.page.keyboard.press("Escape")
    tab.button("Open chats").click()
    expect(tab.button("New chat")).to_be_visible()
    assert tab.page.evaluate(SMALL) == []
    for address in ("/", "/chats/", "/search/", "/assistants/", "/prompts/", "/assistants/new/"):
        assert tab.open(address).page.evaluate(SMALL) == []


@pytest.mark.parametrize("width", [360, 1440])
def test_wide_things_scroll_by_themselves(welcome: Welcome, width: int) -> None:
    owner = welcome(viewport={"width": width, "height": 780})
    tab = owner.ask_and_wait(json.dumps({"text": WIDE, "rate": 0}))
    for selector in (".scroll", "pre", ".math-display"):
        wide = tab.body.locator(selector).first
        wide.scroll_into_view_if_needed()
        wait_for(partial(wide.evaluate, "(it) => it.scrollWidth > it.clientWidth"))


def test_a_long_title_is_cut_and_pushes_nothing_away(welcome: Welcome) -> None:
    for width in (360, 1440):
        owner = welcome(viewport={"width": width, "height": 780})
        tab = owner.ask_and_wait(WORD, model="openai/scripted?tokens=3&rate=0")
        assert not tab.page.evaluate(SIDEWAYS)
        expect(tab.button("Chat options")).to_be_in_viewport(ratio=1)
        assert _lines(tab) == 1


def test_right_to_left_text_runs_from_the_right(welcome: Welcome) -> None:
    tab = welcome().ask_and_wait(json.dumps({"text": RIGHT_TO_LEFT, "rate": 0}))
    hebrew = tab.body.get_by_role("heading", name="שלום עולם")
    english = tab.body.get_by_text("English.")
    assert hebrew.evaluate(DIRECTION) == "right"
    assert tab.body.get_by_text("مرحبا").evaluate(DIRECTION) == "right"
    assert english.evaluate(DIRECTION) == "left"
    tab.send("שאלה בעברית?")
    question = tab.log.get_by_text("שאלה בעברית?")
    expect(question).to_be_visible()


def test_a_task_stands_beside_its_box_in_all_its_lines(welcome: Welcome) -> None:
    owner = welcome(viewport={"width": 390, "height": 844})
    text = f"- [ ] {'a task of many words ' * 9}\n- [x] done"
    tab = owner.ask_and_wait(json.dumps({"text": text, "rate": 0}))
    task = tab.body.get_by_role("listitem").first
    assert task.evaluate(LINES) > 1
    assert task.evaluate(BESIDE)


def test_a_question_that_is_edited_stays_in_sight(welcome: Welcome) -> None:
    tab = welcome(viewport={"width": 390, "height": 700}).ask_and_wait(model=SOME)
    wait_for(partial(tab.log.evaluate, "(log) => log.scrollTop > 0"))
    tab.edit().fill("One line\nand another\nand one more")
    tab.rest()
    form, log = tab.log.locator(".edit").bounding_box(), tab.log.bounding_box()
    assert form
    assert log
    assert form["y"] >= log["y"]


def test_the_list_is_a_drawer_on_a_phone_and_a_sidebar_elsewhere(welcome: Welcome) -> None:
    owner = welcome(viewport={"width": 390, "height": 844})
    owner.ask("An older chat", model="openai/scripted?tokens=3&rate=0")
    tab = owner.tab("/")
    expect(tab.chats.first).not_to_be_in_viewport()

    tab.button("Open chats").click()
    expect(tab.chats.first).to_be_in_viewport()
    tab.page.mouse.click(380, 400)
    expect(tab.chats.first).not_to_be_in_viewport()

    tab.button("Open chats").click()
    tab.chats.first.get_by_role("link").click()
    tab.expect_chat()
    expect(tab.chats.first).not_to_be_in_viewport()

    tab.page.set_viewport_size({"width": 1280, "height": 800})
    expect(tab.chats.first).to_be_in_viewport()
    expect(tab.button("Open chats")).to_be_hidden()


def test_the_composer_stays_in_view_and_above_the_end_of_the_answer(welcome: Welcome) -> None:
    for size in ({"width": 390, "height": 600}, {"width": 1440, "height": 900}):
        tab = welcome(viewport=size).ask_and_wait(model="openai/scripted?tokens=900&rate=0")
        expect(tab.box).to_be_in_viewport(ratio=1)
        tab.log.evaluate("(log) => log.scrollTo(0, log.scrollHeight)")
        tools, box = tab.tool("Copy").bounding_box(), tab.box.bounding_box()
        assert tools
        assert box
        assert tools["y"] + tools["height"] <= box["y"]


LINES = """
(element) => {
  const range = document.createRange();
  range.selectNodeContents(element.lastChild);
  return range.getClientRects().length;
}
"""
BESIDE = """
(element) => {
  const range = document.createRange();
  range.selectNodeContents(element.lastChild);
  const box = element.querySelector("input").getBoundingClientRect();
  return [...range.getClientRects()].every(({ left }) => left >= box.right);
}
"""
# Where the first letter stands, as the eye sees it.
DIRECTION = """
(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const text = range.getBoundingClientRect();
  const page = element.closest("[data-part=body]").getBoundingClientRect();
  return text.left - page.left < page.right - text.right ? "left" : "right";
}
"""


def _lines(tab: Tab) -> int:
    heading = tab.page.get_by_role("heading", level=1)
    lines: float = heading.evaluate(
        "(it) => it.getBoundingClientRect().height / parseFloat(getComputedStyle(it).lineHeight)"
    )
    return round(lines)
