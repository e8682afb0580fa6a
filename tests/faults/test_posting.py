"""A message whose reply was lost is sent again: it is there once."""

import asyncio
import re
from uuid import uuid4

import pytest

from tests.faults.asking import NEW, ask
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.provider.script import script_text
from tests.running import MODEL, Palaver
from tests.visitor import Visitor

MESSAGES = "SELECT role, text FROM chats_message WHERE chat_id = ? ORDER BY id"


@pytest.mark.parametrize("is_new", [True, False])
async def test_a_message_posted_before_and_after_a_kill_is_there_once(
    palaver: Palaver, owner: Visitor, is_new: bool
) -> None:
    path, before = NEW, []
    if not is_new:
        asked = await ask(owner, tokens=3)
        await until(lambda: palaver.answer(asked.message_id).status == "done")
        path, before = f"{asked.chat}messages/", _messages(palaver, asked.chat)
    model = f"{MODEL}?seed=91&tokens=30&rate=60"
    fields = {"text": f"Question {uuid4()}", "model": model, "client_id": str(uuid4())}

    first = owner.post(path, **fields)
    palaver.kill()
    await asyncio.to_thread(palaver.start)
    second, third = await asyncio.gather(
        *(asyncio.to_thread(owner.post, path, **fields) for _ in range(2))
    )

    assert first.status == 302
    assert first.location == second.location == third.location
    *_, message_id = re.findall(
        r'<palaver-answer message="([^"]*)"', owner.get(first.location).text
    )
    async with Page(owner) as page:
        shown = await page.follow(message_id)
        await page.ended(shown)
    answer = script_text(91, 30)
    added = [("user", fields["text"]), ("assistant", answer)]
    assert _messages(palaver, first.location) == [*before, *added]
    assert palaver.answer(message_id).text == answer


async def test_a_message_posted_often_at_once_is_there_once(
    palaver: Palaver, owner: Visitor
) -> None:
    fields = {"text": f"Question {uuid4()}", "model": MODEL, "client_id": str(uuid4())}

    posts = (asyncio.to_thread(owner.post, NEW, **fields) for _ in range(8))
    replies = await asyncio.gather(*posts)

    assert {reply.status for reply in replies} == {302}
    assert len({reply.location for reply in replies}) == 1
    assert len(_messages(palaver, replies[0].location)) == 2


def _messages(palaver: Palaver, chat: str) -> list[tuple[str, str]]:
    rows = palaver.rows(MESSAGES, chat.removeprefix("/chats/").strip("/").replace("-", ""))
    return [(role, text) for role, text in rows]
