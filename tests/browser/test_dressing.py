"""What the browser adds to an answer: colours, copy buttons, formulas, diagrams."""

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab

CODE = "Here:\n\n```python\ndef f(x):\n    return x < 1  # é\n```\n\n```\nplain\n```\n\nEnd."
MATH = "Inline $E = mc^2$ and\n\n$$\n\\sum_{i=1}^n i = \\frac{n(n+1)}{2}\n$$\n\nand $\\wrong{$ too."
DIAGRAM = "```mermaid\ngraph TD\n  A[Start] --> B[End]\n```\n\nDrawn."
BROKEN_DIAGRAM = "```mermaid\ngraph TD\n  A[[[ --> \n```\n\nNot drawn."
TABLE = "|" + " a wide column |" * 12 + "\n|" + " --- |" * 12 + "\n|" + " some text |" * 12


@pytest.fixture(params=["streamed", "loaded"])
def loaded(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "loaded")


def _shown(owner: Person, text: str, loaded: bool) -> Tab:
    tab = owner.tab("/").ask(text=text, size=5, rate=0 if loaded else 60)
    tab.expect_status("done")
    if loaded:
        tab.page.reload()
    return tab


def test_code_has_its_language_colours_and_a_copy_button(owner: Person, loaded: bool) -> None:
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = _shown(owner, CODE, loaded)
    block = tab.body.locator(".code").first
    expect(block).to_contain_text("python")
    expect(block.locator(".hljs-keyword").first).to_have_text("def")
    block.get_by_role("button", name="Copy code").click()
    expect(tab.page.locator("[data-announcer-target=region]")).to_contain_text("Copied")
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert copied == "def f(x):\n    return x < 1  # é\n"
    expect(tab.body.locator(".code").last.get_by_role("button", name="Copy code")).to_be_visible()
    expect_exact(tab, CODE)


def test_formulas_are_typeset_and_wrong_ones_stay_as_they_are(owner: Person, loaded: bool) -> None:
    tab = _shown(owner, MATH, loaded)
    expect(tab.body.locator(".math-inline .katex").first).to_be_visible()
    expect(tab.body.locator(".math-display .katex-display")).to_be_visible()
    expect(tab.body).to_contain_text("\\wrong{")
    font = (
        "document.fonts.ready.then(() => [...document.fonts].some((it) => it.status == 'loaded'))"
    )
    assert tab.page.evaluate(font)
    expect_exact(tab, MATH)


def test_katex_and_mermaid_are_loaded_only_where_they_are_used(owner: Person) -> None:
    asked: list[str] = []
    tab = owner.tab("/")
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.ask(text="Just text, and `code`.", rate=0)
    tab.expect_status("done")
    assert not [url for url in asked if "/assets/" in url and "woff" not in url]
    tab.ask(text="$x$", rate=0)
    expect(tab.body.locator(".katex")).to_be_visible()
    assert [url for url in asked if "math" in url]


def test_a_diagram_is_drawn_in_a_sandboxed_frame(owner: Person, loaded: bool) -> None:
    tab = _shown(owner, DIAGRAM, loaded)
    frame = tab.body.locator("iframe")
    expect(frame).to_have_attribute("sandbox", "allow-scripts")
    expect(frame).to_have_attribute("title", "Diagram")
    drawing = frame.content_frame.locator("svg").first
    expect(drawing).to_be_visible(timeout=15_000)
    expect(drawing).to_contain_text("Start")
    expect(tab.body.locator(".code[data-diagram=drawn]")).to_be_visible()
    expect_exact(tab, DIAGRAM)


def test_a_diagram_that_cannot_be_drawn_stays_code(owner: Person, loaded: bool) -> None:
    tab = _shown(owner, BROKEN_DIAGRAM, loaded)
    expect(tab.body.locator("code")).to_be_visible()
    expect(tab.body.locator("iframe")).to_have_count(0, timeout=15_000)
    expect_exact(tab, BROKEN_DIAGRAM)


def test_the_answer_is_copied_as_markdown(owner: Person) -> None:
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = _shown(owner, CODE, loaded=False)
    tab.tool("Copy").click()
    expect(tab.page.locator("[data-announcer-target=region]")).to_contain_text("Copied")
    assert tab.page.evaluate("navigator.clipboard.readText()") == CODE


def test_thoughts_are_folded_and_apart_from_the_answer(owner: Person) -> None:
    tab = owner.tab("/").ask(tokens=20, rate=60, reasoning=60)
    thoughts = tab.answer.locator("details.thinking")
    expect(thoughts).to_be_visible()
    expect(thoughts).to_contain_text("Thinking…")
    expect(thoughts.locator("[data-part=reasoning]")).to_be_hidden()
    thoughts.locator("summary").click()
    expect(thoughts.locator("[data-part=reasoning]")).to_be_visible()
    tab.expect_status("done")
    expect(thoughts).to_have_attribute("open", "")
    expect(thoughts).to_contain_text("Thought for")
    stored = tab.palaver.answer(tab.message_id)
    assert thoughts.locator("[data-part=reasoning]").text_content() == stored.reasoning
    assert stored.reasoning
    expect_exact(tab, stored.text)


def test_selected_text_stays_selected_while_the_answer_grows(owner: Person) -> None:
    text = "\n\n".join(f"Paragraph {number} of the answer." for number in range(40))
    tab = owner.tab("/").ask(text=text, size=10, rate=50)
    expect(tab.body).to_contain_text("Paragraph 3 of")
    tab.body.locator("> :first-child").select_text()
    expect(tab.body).to_contain_text("Paragraph 9 of")
    assert tab.page.evaluate("getSelection().toString().trim()") == "Paragraph 0 of the answer."
    tab.expect_status("done")
    assert tab.page.evaluate("getSelection().toString().trim()") == "Paragraph 0 of the answer."


def test_an_answer_of_one_long_table_scrolls_by_itself(owner: Person, loaded: bool) -> None:
    tab = _shown(owner, TABLE, loaded)
    scroller = tab.body.locator(".scroll")
    assert scroller.evaluate("(it) => it.scrollWidth > it.clientWidth")
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect_exact(tab, TABLE)
