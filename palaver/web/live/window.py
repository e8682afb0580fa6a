"""How much may be on its way to a client that has not acknowledged it (I9)."""

FRAMES = 8
BYTES = 64 * 1024


class Window:
    """Counts frames sent and frames acknowledged on one socket."""

    def __init__(self) -> None:
        self._sent = 0
        self._acknowledged = 0
        self._sizes: list[int] = []
        self.waiting_since: float | None = None

    @property
    def has_room(self) -> bool:
        return not self._sizes or (len(self._sizes) < FRAMES and sum(self._sizes) < BYTES)

    def send(self, size: int, now: float) -> None:
        self._sent += 1
        self._sizes.append(size)
        if self.waiting_since is None:
            self.waiting_since = now

    def acknowledge(self, count: int, now: float) -> None:
        """Takes the number of frames the client has applied so far; absurd ones are ignored."""
        if not self._acknowledged < count <= self._sent:
            return
        while self._acknowledged < count:
            self._acknowledged += 1
            self._sizes.pop(0)
        self.waiting_since = now if self._sizes else None
