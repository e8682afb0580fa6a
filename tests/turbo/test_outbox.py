from palaver.turbo import outbox
from palaver.turbo.outbox import Outbox


async def test_messages_come_out_in_their_order() -> None:
    box = Outbox()
    box.put("a", "1")
    box.put("b", "2")

    assert [await box.get(), await box.get()] == [("a", "1"), ("b", "2")]


async def test_a_full_box_takes_nothing_until_something_leaves() -> None:
    box = Outbox()
    for _ in range(outbox.MAX_MESSAGES):
        assert box.put("a", "1")
    assert not box.put("a", "1")

    await box.get()
    assert box.put("a", "1")


async def test_long_messages_fill_it_sooner() -> None:
    box = Outbox()
    assert box.put("a", "x" * outbox.MAX_LENGTH)
    assert not box.put("a", "x")

    await box.get()
    assert box.put("a", "x")
