"""Server-sent events, as far as the OpenAI protocol uses them: one line of data an event."""

LONGEST_LINE = 1024 * 1024  # bytes
_IGNORED = (b":", b"event", b"id", b"retry")


class UnknownLine(Exception):
    """A line that no event stream holds."""


class Lines:
    """Cuts bytes into the payloads of complete `data:` lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes, without their ends; one without end is cut off."""
        if self._rest:
            data = self._rest + data
        lines = data.split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > LONGEST_LINE:
            lines.append(self._rest)
            self._rest = b""
        return lines


def payload(line: bytes) -> bytes:
    """The data of a line, b"" if it has none; some servers send an error without `data:`."""
    if line.startswith(b"data: {"):
        return line[6:]
    if line.startswith(b"data:"):
        return line[5:].strip()
    line = line.strip()
    if not line or line.startswith(_IGNORED):
        return b""
    if line.startswith(b"{"):
        return line
    if line.startswith(b"error:"):
        return b'{"error":%b}' % line[6:]
    raise UnknownLine
