"""What a reader was shown, what is stored, and the script: byte by byte."""

import re

from palaver.markdown import Stream, render
from tests.faults.asking import Asked
from tests.faults.shown import Shown
from tests.running import Palaver


def assert_exact(palaver: Palaver, asked: Asked, *followed: Shown, status: str = "done") -> None:
    """Every reader shows the whole script as it is stored, and never showed anything else."""
    assert_shown_is_stored(palaver, asked, *followed, status=status)
    assert palaver.answer(asked.message_id).text == asked.script


def assert_shown_is_stored(palaver: Palaver, asked: Asked, *followed: Shown, status: str) -> None:
    """The answer ended so; it is the script's beginning, and every reader shows it."""
    stored = palaver.answer(asked.message_id)
    assert stored.status == status
    assert asked.script.startswith(stored.text)
    assert stored.html == render(stored.text)
    for shown in followed:
        assert shown.status == status
        assert shown.html == stored.html
        assert shown.reasoning == stored.reasoning
        assert_prefixes(shown, asked.script)


def assert_in_log(palaver: Palaver, asked: Asked, *followed: Shown) -> None:
    """What is shown now is in the log, and always was its beginning (I2, I3)."""
    stored = palaver.answer(asked.message_id)
    assert asked.script.startswith(stored.text)
    for shown in followed:
        assert shown.position <= len(stored.text)
        assert stored.reasoning.startswith(shown.reasoning)
        assert_prefixes(shown, stored.text)


def assert_prefixes(shown: Shown, text: str) -> None:
    """At every moment of the last epoch the reader saw the beginning of this text, no more."""
    for moment in shown.moments:
        if moment.epoch == shown.moments[-1].epoch:
            beginning = text[: moment.position]
            assert len(beginning) == moment.position
            views = Stream(beginning).view.html, render(beginning)
            assert _plain(moment.html) in map(_plain, views)


def _plain(html: str) -> str:
    """Without paragraphs: whether an unfinished list is loose depends on how it came."""
    return re.sub("</?p>", "", html)
