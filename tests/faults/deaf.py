"""A client that speaks and never reads what it is told, until it is asked to."""

import json
import socket
from types import TracebackType
from typing import Any, Self, TypeGuard

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.uri import parse_uri

from tests.faults.page import address
from tests.visitor import Visitor

SMALL_BUFFER = 4096  # bytes
TIMEOUT = 10.0  # seconds


class Deaf:
    """`with Deaf(owner) as deaf:` opens a live socket whose receive buffer is soon full."""

    def __init__(self, visitor: Visitor) -> None:
        self._protocol = ClientProtocol(parse_uri(address(visitor)), max_size=None)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        self._socket.settimeout(TIMEOUT)
        host, _, port = visitor.address.removeprefix("http://").partition(":")
        self._socket.connect((host, int(port)))
        request = self._protocol.connect()
        request.headers.update({**visitor.headers, "Origin": visitor.address})
        self._protocol.send_request(request)
        self._flush()
        while self._protocol.state is not OPEN:
            self._protocol.receive_data(self._socket.recv(SMALL_BUFFER))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._socket.close()

    @property
    def close_code(self) -> int | None:
        """What the server gave as its reason, if it said so."""
        return self._protocol.close_rcvd.code if self._protocol.close_rcvd else None

    def say(self, *words: Any) -> None:
        self._protocol.send_text(json.dumps(words).encode())
        self._flush()

    def sip(self, size: int) -> None:
        """Takes so many bytes of what has come; raises OSError where nothing has."""
        self._socket.recv(size, socket.MSG_DONTWAIT)

    def hear_it_all(self) -> list[Any]:
        """Everything that was sent to it until the server closed the connection."""
        events: list[Any] = []
        while data := self._receive():
            self._protocol.receive_data(data)
            events += self._protocol.events_received()
        texts = [bytes(event.data) for event in events if is_text(event)]
        return [json.loads(text) for text in texts]

    def _receive(self) -> bytes:
        try:
            return self._socket.recv(1 << 20)
        except ConnectionResetError:
            return b""

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            self._socket.sendall(data)


def is_text(event: object) -> TypeGuard[Frame]:
    return isinstance(event, Frame) and event.opcode is Opcode.TEXT
