"""The keys that pages take, as the help sheet lists them: the script reads them from there."""

import re
from itertools import chain
from pathlib import Path

import pytest

import palaver

SHEET = Path(palaver.__file__).parent / "web/templates/palaver/_shortcuts.html"
ROW = re.compile(r'<li data-shortcut="(?P<name>[^"]+)" data-keys="(?P<keys>[^"]+)">')
# What Chromium, Firefox and Safari do with Ctrl or Command and one of these.
BROWSERS = "abcdefghijlmnopqrstuvwxyz0123456789+-=[]"
# What begins to look for a link in Firefox, what scrolls, what goes on. (The slash looks for text
# there; that it searches is what people know of many sites.)
ALONE = {"'", " ", "Backspace", "Tab", "Enter", "Home", "End", "PageUp", "PageDown"}


def rows() -> dict[str, list[str]]:
    return {row["name"]: row["keys"].split(" ") for row in ROW.finditer(SHEET.read_text())}


def test_no_two_shortcuts_have_the_same_keys() -> None:
    keys = list(chain.from_iterable(rows().values()))
    assert len(keys) > 15
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("keys", list(chain.from_iterable(rows().values())))
def test_browsers_and_screen_readers_keep_theirs(keys: str) -> None:
    modifiers, _plus, key = keys.rpartition("+")
    if modifiers == "Mod":
        assert key not in BROWSERS
    else:
        assert modifiers in ("", "Shift")
        assert key not in ALONE
        assert len(key) == 1 or key == "Escape"


def test_there_is_one_for_everything_frequent() -> None:
    frequent = {
        *("palette", "new-chat", "message", "copy", "copy-code", "stop", "retry", "edit"),
        *("next-chat", "previous-chat", "sidebar", "shortcuts"),
    }
    assert frequent <= rows().keys()
