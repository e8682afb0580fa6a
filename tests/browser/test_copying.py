"""Copying an answer: as Markdown, as rich text, also where pages have no clipboard of their own."""

import json

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.tab import Tab

TEXT = """\
# One

Text with **bold**, `code`, [a link](https://a.example/), a note[^1] and $x^2 < 1$.

- [ ] open
- [x] done

| a | b |
| :-- | --: |
| 1 | 2 |

```python
def f(): return "x"
```

```mermaid
graph TD
  A --> B
```

$$
\\int_0^1 x
$$

[^1]: The note.
"""
READ = """
async () => {
  const [item] = await navigator.clipboard.read();
  const texts = item.types.map(async (type) => [type, await (await item.getType(type)).text()]);
  return Object.fromEntries(await Promise.all(texts));
}
"""
# As in a page that is served over plain HTTP to another machine.
INSECURE = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
PASTED = """
new Promise((pasted) => document.addEventListener("paste", ({ clipboardData }) => {
  const types = [...clipboardData.types];
  pasted(Object.fromEntries(types.map((type) => [type, clipboardData.getData(type)])));
}, { once: true }))
"""


@pytest.fixture
def tab(owner: Person) -> Tab:
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return _with_answer(owner)


def test_markdown_is_what_the_model_wrote(tab: Tab) -> None:
    tab.tool("Copy").click()
    _expect_said(tab)
    assert tab.page.evaluate(READ) == {"text/plain": TEXT}


def test_rich_text_has_a_form_that_other_programs_know(tab: Tab) -> None:
    _copy_rich(tab)
    copied = tab.page.evaluate(READ)
    assert copied["text/plain"] == TEXT
    _expect_rich(copied["text/html"])


def test_rich_text_is_the_same_before_formulas_and_colours_are_there(
    tab: Tab, problems: Problems
) -> None:
    problems.expect(*UNREACHABLE)
    _copy_rich(tab)
    dressed = tab.page.evaluate(READ)["text/html"]
    tab.page.route("**/assets/{math,highlighter,katex}*", lambda route: route.abort())
    tab.page.reload()
    expect(tab.body.locator(".katex, .hljs-keyword")).to_have_count(0)
    _copy_rich(tab)
    assert tab.page.evaluate(READ)["text/html"] == dressed


def test_without_a_clipboard_both_are_copied_all_the_same(owner: Person) -> None:
    owner.context.add_init_script(INSECURE)
    tab = _with_answer(owner)
    tab.tool("Copy").click()
    _expect_said(tab)
    assert _pasted(tab) == {"text/plain": TEXT}
    tab.page.reload()
    _copy_rich(tab)
    copied = _pasted(tab)
    assert copied["text/plain"] == TEXT
    _expect_rich(copied["text/html"])


def test_it_is_done_by_the_keyboard(tab: Tab) -> None:
    tab.answer.get_by_label("More", exact=True).focus()
    tab.page.keyboard.press("Enter")
    expect(tab.tool("Copy as rich text")).to_be_focused()
    tab.page.keyboard.press("Enter")
    _expect_said(tab)
    _expect_rich(tab.page.evaluate(READ)["text/html"])


def test_what_the_browser_refuses_is_said(owner: Person) -> None:
    owner.context.add_init_script(INSECURE + "document.execCommand = () => false;")
    tab = _with_answer(owner)
    tab.tool("Copy").click()
    expect(_region(tab)).to_contain_text("did not allow copying")


def _with_answer(owner: Person) -> Tab:
    tab = owner.ask_and_wait(json.dumps({"text": TEXT, "rate": 0}))
    for dressed in tab.body.locator(".math, .code").all():
        dressed.scroll_into_view_if_needed()
    expect(tab.body.locator(".katex")).to_have_count(2)
    expect(tab.body.locator(".hljs-keyword").first).to_be_attached()
    expect(tab.body.locator("[data-diagram=drawn]")).to_be_attached(timeout=15_000)
    return tab


def _copy_rich(tab: Tab) -> None:
    tab.answer.get_by_label("More", exact=True).click()
    tab.tool("Copy as rich text").click()
    _expect_said(tab)


def _expect_rich(html: str) -> None:
    for part in (
        "<h1>One</h1>",
        "<strong>bold</strong>",
        "<code>code</code>",
        '<a href="https://a.example/">a link</a>',
        "$x^2 &lt; 1$",
        "☐ open",
        "☑ done",
        '<td align="right">2</td>',
        '<pre><code>def f(): return "x"\n</code></pre>',
        "<pre><code>graph TD\n  A --&gt; B\n</code></pre>",
        "$$\\int_0^1 x$$",
    ):
        assert part in html
    for own in ("class=", "style=", "katex", "hljs", "button", "svg", "iframe", "div", "data-"):
        assert own not in html


def _expect_said(tab: Tab) -> None:
    expect(_region(tab)).to_contain_text("Copied")


def _region(tab: Tab) -> Locator:
    return tab.page.locator("[data-announcer-target=region]")


def _pasted(tab: Tab) -> dict[str, str]:
    tab.page.evaluate(f"globalThis.pasted = {PASTED}; null")
    tab.box.focus()
    tab.page.keyboard.press("Control+v")
    pasted: dict[str, str] = tab.page.evaluate("pasted")
    return pasted
