import random

import pytest

from palaver.web.live.window import BYTES, FRAMES, Window


def test_two_frames_may_be_on_their_way() -> None:
    window = Window()
    for _ in range(FRAMES):
        assert window.has_room
        window.send(10, 0.0)
    assert _is_full(window)
    window.acknowledge(1, 1.0)
    assert not _is_full(window)


def test_64_kilobytes_may_be_on_their_way() -> None:
    window = Window()
    window.send(BYTES - 1, 0.0)
    assert not _is_full(window)
    window.acknowledge(1, 0.0)
    window.send(BYTES, 0.0)
    assert _is_full(window)


def test_a_frame_larger_than_the_window_goes_alone() -> None:
    window = Window()
    assert not _is_full(window)
    window.send(100 * BYTES, 0.0)
    assert _is_full(window)
    window.acknowledge(1, 0.0)
    assert not _is_full(window)


@pytest.mark.parametrize("absurd", [0, -1, 1, FRAMES + 2, 10**9, -(10**30), 10**30])
def test_absurd_acknowledgements_are_ignored(absurd: int) -> None:
    window = Window()
    for n in range(FRAMES + 1):
        window.send(10, float(n))
        window.acknowledge(1, 2.0)
    assert window.waiting_since == 1.0
    window.acknowledge(absurd, 9.0)
    assert window.waiting_since == 1.0
    assert not window.has_room


def test_an_acknowledgement_of_all_empties_it() -> None:
    window = Window()
    for _ in range(FRAMES):
        window.send(10, 0.0)
    window.acknowledge(FRAMES, 0.0)
    assert not _is_full(window)


def test_it_knows_since_when_it_waits() -> None:
    window = Window()
    since = [window.waiting_since]
    for change, count, now in (
        ("send", 1, 10.0),
        ("send", 1, 20.0),
        ("ack", 1, 25.0),
        ("ack", 2, 30.0),
    ):
        if change == "send":
            window.send(count, now)
        else:
            window.acknowledge(count, now)
        since.append(window.waiting_since)
    assert since == [None, 10.0, 10.0, 25.0, None]


def test_its_memory_is_that_of_what_is_on_its_way() -> None:
    window, rng, acknowledged = Window(), random.Random(1), 0
    for sent in range(1, 5001):
        window.send(rng.randrange(100), 0.0)
        acknowledged = rng.randint(max(acknowledged, sent - 1), sent)
        window.acknowledge(acknowledged, 0.0)
        assert len(window._sizes) == sent - acknowledged <= FRAMES


def _is_full(window: Window) -> bool:
    return not window.has_room
