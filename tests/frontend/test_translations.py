"""Every text that people see goes through Django's translations.

Templates are read as Django reads them; what is left between the tags may hold no words. Scripts
take theirs from the body's `data-word-…`, and style sheets have none.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

import palaver

PACKAGE = Path(palaver.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
SOURCES = PACKAGE.parent / "frontend/src"
SCRIPTS = sorted(SOURCES.rglob("*.js"))
SHEETS = sorted(SOURCES.rglob("*.css"))

NAMES = {"Palaver"}  # the same in every language
SYNTAX = re.compile(r"\b\w+:\S+")  # of a search, so too
WORD = re.compile(r"[^\W\d_]{2,}")
SEEN = {"alt", "aria-description", "aria-label", "label", "placeholder", "title"}
SPOKEN_OF = re.compile(r"^(data-word-|data-command-label$|data-[a-z-]*label$)")
VALUE = "\ufffc"  # stands for what a tag puts there

STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\'(?:[^\'\\\n]|\\.)*\'')
COMMENT = re.compile(r"(?m)^\s*//.*$|\s//\s.*$|/\*.*?\*/", re.DOTALL)
THROWN = re.compile(r"(?:new \w*(?:Error|Mismatch|Unloaded)|super)\($")
SENTENCE = re.compile(r"[A-Z][a-z]+ [a-z]|[a-z] [a-z]+ [a-z]+[.!?…]")
SHOWN = re.compile(
    r"(?:\.(?:ariaLabel|alt|innerText|label|placeholder|textContent|title)\s*=|"
    r"""setAttribute\("(?:aria-label|alt|placeholder|title)",)\s*(?P<text>["'`].*)"""
)
USED = re.compile(r"\bwords\.(?!js\b)(\w+)")
GIVEN = re.compile(r'data-word-([a-z-]+)="')
CONTENT = re.compile(r"content:([^;{}]*);")
SKIPPED = ("blocktranslate", "comment")
FILE_NAME = re.compile(r"\.[a-z]{2,4}.$")


class Words(HTMLParser):
    """Collects the words of a page, in text and in attributes that are shown or said."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SEEN or SPOKEN_OF.match(name):
                self._note(value or "")
        if tag in ("code", "script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._note(data)

    def _note(self, text: str) -> None:
        words = [word for word in WORD.findall(SYNTAX.sub("", text)) if word not in NAMES]
        if words:
            self.found.append(" ".join(words))


def untranslated(template: str) -> list[str]:
    """The words of a template that stand outside of every tag."""
    html: list[str] = []
    around: list[str] = []  # names of the blocks that are open
    for token in Lexer(template).tokenize():
        if token.token_type == TokenType.BLOCK:
            html.append(_entered(around, token.contents))
        elif not any(name in SKIPPED or name.endswith("_class") for name in around):
            html.append(token.contents if token.token_type == TokenType.TEXT else VALUE)
    parser = Words()
    parser.feed("".join(html))
    parser.close()
    return parser.found


def _entered(around: list[str], tag: str) -> str:
    """Keeps `around`; a block of attributes becomes an element that has them."""
    kind, *names = tag.split()
    if kind in SKIPPED:
        around.append(kind)
    elif kind == "block":
        around.append(names[0])
        return "<i" if names[0].endswith("_attributes") else ""
    elif kind in ("endblock", "endblocktranslate", "endcomment"):
        return ">" if around.pop().endswith("_attributes") else ""
    return ""


@pytest.mark.parametrize(
    "template",
    [
        "<p>Some words</p>",
        '<button aria-label="Close {{ it }}"></button>',
        '{% if it %}<input placeholder="Name">{% endif %}',
        "{% block title %}Chats{% endblock %}",
        '<body data-word-copied="Copied">',
    ],
)
def test_words_in_a_template_are_found(template: str) -> None:
    assert untranslated(template)


@pytest.mark.parametrize(
    "template",
    [
        '<p class="some words" id="it">{% translate "Some words" %} · {{ it }} Palaver</p>',
        "{% blocktranslate %}Some words{% endblocktranslate %}{# words #}",
        "{% comment %}Some words{% endcomment %}<code>pip install</code>",
    ],
)
def test_what_is_translated_or_nobody_reads_is_not(template: str) -> None:
    assert not untranslated(template)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_a_template_has_no_words_of_its_own(template: Path) -> None:
    assert untranslated(template.read_text()) == []


def own_words(script: str) -> list[str]:
    """Strings of a script that are sentences, or are put where people read them."""
    code = COMMENT.sub("", script)
    sentences = [
        string[0]
        for string in STRING.finditer(code)
        if SENTENCE.search(string[0])
        and not FILE_NAME.search(string[0])
        and not THROWN.search(code[: string.start()])
    ]
    shown = [STRING.match(found["text"]) for found in SHOWN.finditer(code)]
    return sentences + [string[0] for string in shown if string and WORD.search(string[0])]


@pytest.mark.parametrize(
    "script",
    [
        'notify("The server is away.");',
        'button.title = "Copy";',
        'button.setAttribute("aria-label", "Copy code");',
        "button.textContent = `Copy`;",
    ],
)
def test_words_in_a_script_are_found(script: str) -> None:
    assert own_words(script)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_has_no_words_of_its_own(script: Path) -> None:
    assert own_words(script.read_text()) == []


def test_every_word_that_scripts_use_is_given_and_every_one_given_is_used() -> None:
    sources = [script.read_text() for script in SCRIPTS]
    users = [source for source in sources if '/words.js"' in source]
    used = {name for source in users for name in USED.findall(source)}
    used |= {"done", "stopped", "failed", "interrupted"}  # by the status of an answer
    given = {
        re.sub("-(.)", lambda m: m[1].upper(), name)
        for template in TEMPLATES
        for name in GIVEN.findall(template.read_text())
    }
    assert len(used) > 10
    assert used == given


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_has_no_words(sheet: Path) -> None:
    strings = "".join(CONTENT.findall(sheet.read_text()))
    assert [text[0] for text in STRING.finditer(strings) if WORD.search(text[0])] == []
