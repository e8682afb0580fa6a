"""Hints between processes, over Redis."""

import asyncio
import os
import uuid
from collections.abc import Collection, Iterator, Sequence

from msgspec import MsgspecError
from msgspec.msgpack import Decoder, Encoder

from palaver.generation.bus import LocalBus
from palaver.generation.hints import (
    RUNNERS,
    Attached,
    ChatMoved,
    Followed,
    Hint,
    Moved,
    Queued,
    Released,
    Sent,
    Text,
    Topic,
)
from palaver.lib.pubsub import Message, Publisher, Subscriber

LONGEST_TEXT = 64 * 1024  # characters; whoever wants more than that reads the log
SENDER_LENGTH = 8  # bytes

_encoder = Encoder()
_decoder: Decoder[Sent] = Decoder(Sent)


class SharedBus(LocalBus):
    """Hears its own process at once, and others by a channel for each topic that is followed.

    The channels' prefix is the installation's: Redis shows every channel to all who use it.
    """

    def __init__(self, url: str, prefix: str) -> None:
        super().__init__()
        self._url = url
        self._prefix = f"{prefix}:"
        self._me = os.urandom(SENDER_LENGTH)
        self._publisher = Publisher(url)
        self._subscriber: Subscriber | None = None
        self._arrived: list[Hint] = []

    @property
    def is_well(self) -> bool:
        return self._subscriber is not None and self._subscriber.is_connected

    def start(self) -> None:
        self._subscriber = Subscriber(self._url, self._heard, self._listening)
        self._subscriber.start()

    async def close(self) -> None:
        subscriber, self._subscriber = self._subscriber, None
        if subscriber:
            await subscriber.close()

    def follow(self, topic: Topic) -> None:
        if self._subscriber:
            self._subscriber.follow(self._channel(topic))

    def unfollow(self, topic: Topic) -> None:
        if self._subscriber:
            self._subscriber.unfollow(self._channel(topic))

    def publish(self, hints: Sequence[Hint]) -> None:
        super().publish(hints)
        self._publisher.publish([message for hint in hints for message in self._messages(hint)])

    def _messages(self, hint: Hint) -> Iterator[Message]:
        if isinstance(hint, Text) and len(hint.text) + len(hint.reasoning) > LONGEST_TEXT:
            hint = Moved(hint.generation_id)
        content = self._me + _encoder.encode(hint)
        for topic in self._topics(hint):
            yield self._channel(topic), content

    def _topics(self, hint: Hint) -> Sequence[Topic]:
        match hint:
            case Text():
                return [hint.generation_id]
            case Moved():
                return [hint.generation_id, RUNNERS]
            case Queued():  # who listens here has it already: not every process need try
                return [] if self._listeners else [RUNNERS]
            case Released():
                return [RUNNERS]
            case ChatMoved():
                return [hint.chat_id]
            case Attached() | Followed():  # whoever reads it here has heard of it
                return []

    def _channel(self, topic: Topic) -> str:
        return f"{self._prefix}{topic}"

    def _topic(self, channel: str) -> Topic:
        name = channel.removeprefix(self._prefix)
        if name == RUNNERS:
            return RUNNERS
        return int(name) if name.isdecimal() else uuid.UUID(name)

    def _heard(self, content: bytes) -> None:
        if content[:SENDER_LENGTH] == self._me:
            return
        try:
            hint = _decoder.decode(memoryview(content)[SENDER_LENGTH:])
        except MsgspecError:
            return  # of another version, or no hint at all: the position check makes up for it
        if not self._arrived:
            asyncio.get_running_loop().call_soon(self._hand_on)
        self._arrived.append(hint)

    def _hand_on(self) -> None:
        arrived, self._arrived = self._arrived, []
        super().publish(arrived)

    def _listening(self, channels: Collection[str]) -> None:
        super().publish([Followed([self._topic(channel) for channel in channels])])
