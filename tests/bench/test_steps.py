"""Stacks are told apart by the step of a token's way that they belong to."""

from bench.steps import REST, shares, table

LOOP = "Runner.run (asyncio/runners.py:118)"
WRITE = "Connection._write (palaver/accounts/sockets/connection.py:1)"
FRAME = "AnswerWatch.frame (palaver/web/live/watches.py:2)"
VIEW = "Stream.view (palaver/markdown/stream.py:5)"
CLEAN = "clean (palaver/markdown/sanitiser.py:9)"
STACKS = [f"{LOOP};{WRITE};{FRAME};{VIEW} 5", f"{LOOP};{WRITE};{VIEW};{CLEAN} 3", f"{LOOP} 2"]


def test_the_innermost_step_counts() -> None:
    assert shares(STACKS) == [
        ("render: parse the open block and write its HTML", 0.5),
        ("sanitise", 0.3),
        (REST, 0.2),
    ]


def test_the_table_has_a_line_for_each() -> None:
    assert table([("sanitise", 0.25)]).splitlines()[2:] == ["| sanitise | 25.0 % |"]
