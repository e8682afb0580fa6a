"""Reading aloud. The tests' Chromium has the interface but no voices: what the page says to it is
noted, and each utterance gets the events that a voice would bring, when the test says so."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.browser.wcag import serious
from tests.waiting import wait_for

VOICE = """
globalThis.said = [];
let current = null;
speechSynthesis.speak = (utterance) => {
  current = utterance;
  said.push([utterance.text, utterance.lang]);
};
speechSynthesis.cancel = () => {
  if (current) said.push(["(silence)", ""]);
  current = null;
};
globalThis.finish = (name = "end", details = {}) => {
  const utterance = current;
  current = null;
  const kind = name === "error" ? SpeechSynthesisErrorEvent : SpeechSynthesisEvent;
  utterance.dispatchEvent(new kind(name, { utterance, ...details }));
};
"""
SILENCE = "delete globalThis.speechSynthesis; delete Window.prototype.speechSynthesis;"
TEXT = """\
# The title

The first paragraph of the text is here for you to hear. And it has $x^2$ and `code`.

- one
- two

```python
unspeakable()
```

| a | b |
| --- | --- |
| 1 | 2 |

Der letzte Absatz ist nicht auf Englisch und das ist gut.
"""
SPOKEN = [
    ("The title", "en"),
    ("The first paragraph of the text is here for you to hear. And it has formula and code.", "en"),
    ("one", "en"),
    ("two", "en"),
    ("Code block.", "en"),
    ("a, b", "en"),
    ("1, 2", "en"),
    ("Der letzte Absatz ist nicht auf Englisch und das ist gut.", "de"),
]
QUIET = ("(silence)", "")


@pytest.fixture
def speaker(owner: Person) -> Person:
    owner.context.add_init_script(VOICE)
    return owner


@pytest.fixture
def tab(speaker: Person) -> Tab:
    tab = speaker.ask_and_wait(json.dumps({"text": TEXT, "rate": 0}))
    tab.expect_connected()
    return tab


def test_an_answer_is_read_block_by_block_and_code_is_not(tab: Tab) -> None:
    _more(tab, "Read aloud")
    for number, expected in enumerate(SPOKEN):
        _expect_said(tab, number + 1)
        assert _said(tab)[number] == expected
        _finish(tab)
    expect(tab.button("Read the last answer aloud")).to_be_visible()
    expect(tab.button("Stop reading")).to_be_hidden()
    assert len(_said(tab)) == len(SPOKEN)


def test_pause_and_go_on_say_the_sentence_again(tab: Tab) -> None:
    tab.button("Read the last answer aloud").click()
    _expect_said(tab, 1)
    _finish(tab)
    _expect_said(tab, 2)
    tab.button("Pause reading").click()
    expect(tab.button("Go on reading")).to_be_focused()
    assert _said(tab)[2:] == [QUIET]
    tab.button("Go on reading").click()
    assert _said(tab)[3] == SPOKEN[1]
    tab.button("Stop reading").click()
    assert _said(tab)[4] == QUIET
    expect(tab.button("Read the last answer aloud")).to_be_focused()


def test_it_is_done_by_keys(tab: Tab) -> None:
    tab.box.focus()
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("l")
    _expect_said(tab, 1)
    tab.page.keyboard.press("l")
    expect(tab.button("Go on reading")).to_be_visible()
    assert _said(tab)[-1] == QUIET


def test_what_is_still_being_written_is_read_as_far_as_it_is_finished(speaker: Person) -> None:
    blocks = [f"Paragraph {number} of the answer." for number in range(8)]
    text = "\n\n".join(blocks)
    tab = speaker.tab("/").ask(text=text, size=4, rate=30)
    expect(tab.body).to_contain_text("Paragraph 1")
    tab.button("Read the last answer aloud").click()
    for number, block in enumerate(blocks):
        _expect_said(tab, number + 1)
        assert _said(tab)[number][0] == block
        _finish(tab)
    tab.expect_status("done")
    expect(tab.button("Read the last answer aloud")).to_be_visible()


def test_long_sentences_come_in_pieces(speaker: Person) -> None:
    sentence = " ".join(f"word{number}" for number in range(120))
    tab = speaker.ask_and_wait(json.dumps({"text": f"Short. {sentence}.", "rate": 0}))
    tab.button("Read the last answer aloud").click()
    expect(tab.button("Stop reading")).to_be_visible()
    said: list[str] = []
    while tab.button("Stop reading").is_visible():
        _expect_said(tab, len(said) + 1)
        said.append(_said(tab)[-1][0])
        _finish(tab)
    assert all(len(piece) <= 200 for piece in said)
    assert " ".join(said) == f"Short. {sentence}."


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The house is on the hill and it is old.", "en"),
        ("Das Haus steht auf dem Berg und ist nicht neu.", "de"),
        ("La maison est sur la colline et elle est vieille dans le soir.", "fr"),
        ("שלום עולם", "he"),
        ("Привет, мир", "ru"),
        ("你好，世界", "zh"),
        ("こんにちは世界", "ja"),
        ("Xyz.", ""),
    ],
)
def test_it_is_read_in_its_own_language(speaker: Person, text: str, lang: str) -> None:
    tab = speaker.ask_and_wait(json.dumps({"text": text, "rate": 0}))
    tab.button("Read the last answer aloud").click()
    _expect_said(tab, 1)
    assert _said(tab)[0] == (text, lang)


def test_leaving_the_page_ends_it(tab: Tab) -> None:
    tab.button("Read the last answer aloud").click()
    _expect_said(tab, 1)
    tab.button("New chat").click()
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    assert _said(tab)[-1] == QUIET


def test_so_does_leaving_the_site(tab: Tab) -> None:
    tab.page.evaluate("addEventListener('pagehide', () => { sessionStorage.said = said.length; })")
    tab.button("Read the last answer aloud").click()
    _expect_said(tab, 1)
    tab.page.reload()
    assert tab.page.evaluate("sessionStorage.said") == "2"


def test_a_voice_that_fails_is_told_of(tab: Tab) -> None:
    tab.button("Read the last answer aloud").click()
    _expect_said(tab, 1)
    tab.page.evaluate("finish('error', { error: 'synthesis-failed' })")
    region = tab.page.locator("[data-announcer-target=region]")
    expect(region).to_contain_text("cannot read this aloud")
    expect(tab.button("Stop reading")).to_be_hidden()


def test_a_browser_without_voices_has_no_buttons_for_it(owner: Person) -> None:
    owner.context.add_init_script(SILENCE)
    tab = owner.ask_and_wait(model="openai/scripted?tokens=5&rate=0")
    tab.expect_connected()
    assert tab.page.evaluate("'speechSynthesis' in window") is False
    expect(tab.button("Read the last answer aloud")).to_be_hidden()
    tab.answer.get_by_label("More", exact=True).click()
    expect(tab.tool("Copy as rich text")).to_be_visible()
    expect(tab.tool("Read aloud")).to_be_hidden()


def test_axe_finds_nothing_serious(tab: Tab) -> None:
    tab.button("Read the last answer aloud").click()
    expect(tab.button("Stop reading")).to_be_visible()
    axe = Axe()
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        assert serious(axe, tab) == []


def _more(tab: Tab, name: str) -> None:
    tab.answer.get_by_label("More", exact=True).click()
    tab.tool(name).click()


def _said(tab: Tab) -> list[tuple[str, str]]:
    return [(text, lang) for text, lang in tab.page.evaluate("said")]


def _expect_said(tab: Tab, count: int) -> None:
    wait_for(lambda: len(_said(tab)) >= count)


def _finish(tab: Tab) -> None:
    """As the browser does when a voice has said it."""
    tab.page.evaluate("finish()")
