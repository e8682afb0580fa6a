"""Redis pub/sub in our own few words: at most once, and never in the way of who sends.

The only module that knows the Redis client. Its `PubSub` would do much for each message, and
reconnects where we want to know of it; a bare connection does less and hides nothing.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Collection, Sequence
from typing import Any

from redis import Redis
from redis.asyncio.connection import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from palaver.lib.courier import Courier

TIMEOUT = 2.0  # seconds to connect, and to write
MOST_UNSENT = 8 * 1024 * 1024  # bytes that wait while Redis is slow; more are dropped
PING_INTERVAL = 5.0  # seconds
LONGEST_SILENCE = 15.0  # seconds without even an answer to a ping: the connection is dead
SHORTEST_PAUSE = 0.05  # seconds before it connects again; doubles
LONGEST_PAUSE = 1.0  # seconds
CANCELLATION = 0.5  # seconds
STEADY = 1.0  # seconds; a connection that lasted so long is made anew at once

Message = tuple[str, bytes]  # channel and content

logger = logging.getLogger(__name__)


class Publisher:
    """Publishes in a thread of its own; all that waits goes in one round trip."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 1),  # twice is no harm, and the connection may be an old one
        )
        self._courier: Courier[Message] = Courier("Hints", self._deliver, MOST_UNSENT, _size)

    def publish(self, messages: Sequence[Message]) -> None:
        """Callable from any thread; returns at once."""
        self._courier.send(messages)

    def _deliver(self, messages: list[Message]) -> None:
        pipeline = self._redis.pipeline(transaction=False)
        for channel, content in messages:
            pipeline.publish(channel, content)
        pipeline.execute()


class Subscriber:
    """One connection for any number of channels, in the event loop that starts it.

    `heard` gets each message's content; `listening` gets channels once Redis has confirmed that
    their messages come from now on, after each reconnect all of them: earlier ones were missed.
    """

    def __init__(
        self,
        url: str,
        heard: Callable[[bytes], None],
        listening: Callable[[Collection[str]], None],
    ) -> None:
        self._pool: Any = ConnectionPool.from_url(
            url, protocol=2, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
        )
        self._heard = heard
        self._listening = listening
        self._channels: set[str] = set()
        self._news: dict[str, bool] = {}
        self._changed = asyncio.Event()
        self._confirmed: list[str] = []
        self._last_heard = 0.0
        self._task: asyncio.Task[None] | None = None
        self.is_connected = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._listen_for_ever())

    async def close(self) -> None:
        if self._task:
            await _end([self._task])

    def follow(self, channel: str) -> None:
        self._channels.add(channel)
        self._change(channel, wanted=True)

    def unfollow(self, channel: str) -> None:
        self._channels.discard(channel)
        self._change(channel, wanted=False)

    def _change(self, channel: str, *, wanted: bool) -> None:
        if self.is_connected:  # who connects asks for all channels anyway
            self._news[channel] = wanted
            self._changed.set()

    async def _listen_for_ever(self) -> None:
        loop = asyncio.get_running_loop()
        pause = 0.0
        while True:
            started = loop.time()
            try:
                await self._listen()
            except Exception as why:  # noqa: BLE001  whatever it was sent, it listens again
                if self.is_connected and loop.time() - started > STEADY:
                    pause = 0.0
                if not pause:
                    logger.warning("Redis is away, hints are late until it is back: %r", why)
            self.is_connected = False
            pause = min(LONGEST_PAUSE, max(SHORTEST_PAUSE, pause * 2))
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        connection = self._pool.make_connection()
        ways: list[asyncio.Task[None]] = []
        try:
            await connection.connect()
            self.is_connected = True
            self._last_heard = asyncio.get_running_loop().time()
            self._news = dict.fromkeys(self._channels, True)
            self._changed.set()
            ways = [asyncio.create_task(way(connection)) for way in (self._hear, self._tell)]
            broken, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            broken.pop().result()
        finally:
            await _end(ways)
            await connection.disconnect(nowait=True)

    async def _hear(self, connection: Any) -> None:
        loop = asyncio.get_running_loop()
        while True:
            reply = await connection.read_response(
                disable_decoding=True, timeout=math.inf, disconnect_on_error=False
            )
            self._last_heard = loop.time()
            match reply:
                case [b"message", _, content]:
                    self._heard(content)
                case [b"subscribe", channel, _]:
                    self._confirm(channel.decode())

    def _confirm(self, channel: str) -> None:
        """Confirmations come one by one, for hundreds of channels: told together."""
        if not self._confirmed:
            asyncio.get_running_loop().call_soon(self._tell_confirmed)
        self._confirmed.append(channel)

    def _tell_confirmed(self) -> None:
        confirmed, self._confirmed = self._confirmed, []
        self._listening(confirmed)

    async def _tell(self, connection: Any) -> None:
        while True:
            try:
                async with asyncio.timeout(PING_INTERVAL):
                    await self._changed.wait()
            except TimeoutError:
                self._refuse_silence()
                await connection.send_command("PING")
            self._changed.clear()
            news, self._news = self._news, {}
            for command, wanted in (("SUBSCRIBE", True), ("UNSUBSCRIBE", False)):
                channels = [channel for channel in news if news[channel] is wanted]
                if channels:
                    await connection.send_command(command, *channels)

    def _refuse_silence(self) -> None:
        if asyncio.get_running_loop().time() - self._last_heard > LONGEST_SILENCE:
            raise ConnectionError("it does not answer")


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancels until it has worked: of one task in `wait_for` Python 3.11 forgets it at times."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCELLATION)
    await asyncio.gather(*tasks, return_exceptions=True)


def _size(message: Message) -> int:
    return len(message[1])
