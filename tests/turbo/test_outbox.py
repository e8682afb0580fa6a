from palaver.turbo import outbox
from palaver.turbo.outbox import Outbox


def test_messages_come_out_in_their_order() -> None:
    box = Outbox()
    assert not box
    box.put("a", "1")
    box.put("b", "2")
    assert box

    assert [box.take(), box.take()] == [("a", "1"), ("b", "2")]
    assert not box


def test_a_full_box_takes_nothing_until_something_leaves() -> None:
    box = Outbox()
    for _ in range(outbox.MAX_MESSAGES):
        assert box.put("a", "1")
    assert not box.put("a", "1")

    box.take()
    assert box.put("a", "1")


def test_long_messages_fill_it_sooner() -> None:
    box = Outbox()
    assert box.put("a", "x" * outbox.MAX_LENGTH)
    assert not box.put("a", "x")

    box.take()
    assert box.put("a", "x")
