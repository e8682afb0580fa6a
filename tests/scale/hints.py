"""A way to Redis on which hints go astray: lost, doubled, late, each process on its own.

with HintProxy(redis.port) as proxy:    # servers and workers get proxy.url
    proxy.treatment = lost
"""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Self

MESSAGE = b"*3\r\n$7\r\nmessage\r\n"
PARTS = {b"*": 1, b">": 1, b"~": 1, b"%": 2}
SIZE = 65536  # bytes

Key = tuple[int, bytes]  # the subscriber and the channel
Treatment = Callable[[Key, bytes], Sequence[bytes]]  # what to pass on instead of a message


def faithful(_key: Key, message: bytes) -> Sequence[bytes]:
    return [message]


def lost(_key: Key, _message: bytes) -> Sequence[bytes]:
    return []


class Unreliable:
    """Loses 30 %, doubles 10 %, and keeps every fifth until two others have gone by."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._late: defaultdict[Key, deque[bytes]] = defaultdict(deque)

    def __call__(self, key: Key, message: bytes) -> Sequence[bytes]:
        late, dice = self._late[key], self._rng.random()
        overtaken = [late.popleft()] if len(late) > 1 else []
        if dice < 0.3:
            return overtaken
        if dice < 0.4:
            return [message, *overtaken, message]
        if dice < 0.6:
            late.append(message)
            return overtaken
        return [message, *overtaken]


class WithoutTheLast:
    """Passes a message on once so many others have come after it on its channel."""

    def __init__(self, messages: int) -> None:
        self._messages = messages
        self._waiting: defaultdict[Key, deque[bytes]] = defaultdict(deque)

    def __call__(self, key: Key, message: bytes) -> Sequence[bytes]:
        waiting = self._waiting[key]
        waiting.append(message)
        return [waiting.popleft()] if len(waiting) > self._messages else []


class HintProxy:
    """Runs in a thread of its own; `changed` counts what was not passed on as it came."""

    def __init__(self, redis: int) -> None:
        self.treatment: Treatment = faithful
        self.changed = 0
        self._redis = redis
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="hints", daemon=True)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def __enter__(self) -> Self:
        self._thread.start()
        listening = asyncio.start_server(self._connected, "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self._port: int = server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(_cancel_all(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            replies, commands = await asyncio.open_connection("127.0.0.1", self._redis)
            ways = [self._ask(reader, commands), self._answer(replies, writer)]
            tasks = [asyncio.create_task(way) for way in ways]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            commands.transport.abort()
        writer.transport.abort()

    async def _ask(self, client: asyncio.StreamReader, redis: asyncio.StreamWriter) -> None:
        while words := await client.read(SIZE):
            redis.write(words)
            await redis.drain()

    async def _answer(self, redis: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        rest = b""
        while reply := await redis.read(SIZE):
            values, rest = _values(rest + reply)
            for value in values:
                client.write(b"".join(self._treated(id(client), value)))
            await client.drain()

    def _treated(self, subscriber: int, value: bytes) -> Sequence[bytes]:
        if not value.startswith(MESSAGE):
            return [value]
        _length, channel, _rest = value.removeprefix(MESSAGE).split(b"\r\n", 2)
        treated = self.treatment((subscriber, channel), value)
        self.changed += list(treated) != [value]
        return treated


def _values(data: bytes) -> tuple[list[bytes], bytes]:
    """The whole values at the beginning, and what follows them."""
    values, at = [], 0
    while (end := _end(data, at)) is not None:
        values.append(data[at:end])
        at = end
    return values, data[at:]


def _end(data: bytes, at: int) -> int | None:
    """Where the value that begins there ends, or None while that has not come."""
    line_end = data.find(b"\r\n", at)
    if line_end < 0:
        return None
    kind, number = data[at : at + 1], data[at + 1 : line_end]
    if kind == b"$":
        end = line_end + 2 + (int(number) + 2 if int(number) >= 0 else 0)
        return end if end <= len(data) else None
    parts = PARTS.get(kind, 0) and PARTS[kind] * int(number)
    return _end_of_all(data, line_end + 2, parts)


def _end_of_all(data: bytes, at: int, parts: int) -> int | None:
    end: int | None = at
    for _ in range(parts):
        end = None if end is None else _end(data, end)
    return end


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
