"""A client that takes what it is sent, but little at a time."""

import json
import select

from tests.faults.deaf import Deaf, is_text
from tests.visitor import Visitor


class Slow(Deaf):
    """Acknowledges each frame once the last of its bytes has arrived."""

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(visitor)
        self._frames = 0

    def take(self, size: int) -> None:
        """At most so many bytes, if there are any."""
        if not select.select([self._socket], [], [], 0)[0]:
            return
        self._protocol.receive_data(self._socket.recv(size))
        texts = [bytes(e.data) for e in self._protocol.events_received() if is_text(e)]
        frames = [text for text in texts if isinstance(json.loads(text)[0], int)]
        if frames:
            self._frames += len(frames)
            self.say("ack", self._frames)
