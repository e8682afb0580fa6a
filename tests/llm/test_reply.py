"""A response that is being streamed."""

import asyncio
from types import SimpleNamespace
from typing import cast

import aiohttp
import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.streams import StreamReader

from palaver.llm import Delta, ProviderError
from palaver.llm.answer import Answer
from palaver.llm.reply import Reply

CHUNK = b'data: {"choices": [{"delta": {"content": "kept"}}]}\n\n'


@pytest.fixture
async def content() -> StreamReader:
    loop = asyncio.get_running_loop()
    return StreamReader(BaseProtocol(loop), limit=1024, loop=loop)


@pytest.fixture
async def reply(content: StreamReader) -> Reply:
    response = SimpleNamespace(content=content, content_type="text/event-stream")
    return Reply(cast("aiohttp.ClientResponse", response), Answer("acme", "model"), 5.0)


@pytest.mark.parametrize("break_", [aiohttp.ClientPayloadError(), ConnectionResetError()])
async def test_text_that_waited_when_the_connection_broke_is_kept(
    content: StreamReader, reply: Reply, break_: Exception
) -> None:
    content.feed_data(CHUNK)
    content.set_exception(break_)
    assert await reply.read() == [Delta("kept")]
    with pytest.raises(ProviderError) as caught:
        await reply.read()
    assert caught.value.kind == "cut"


async def test_a_connection_that_breaks_after_the_end_is_no_failure(
    content: StreamReader, reply: Reply
) -> None:
    content.feed_data(CHUNK + b"data: [DONE]\n\n")
    content.set_exception(ConnectionResetError())
    assert await reply.read() == [Delta("kept")]
    assert len(await reply.read()) == 1
    assert await reply.read() == []
