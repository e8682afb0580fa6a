"""What the system knows of a running server."""

from pathlib import Path

from tests.running import Palaver

LISTENING = "0A"
NOBODYS = "0"


def memory(palaver: Palaver) -> int:
    """Bytes of memory that are in use."""
    status = Path(f"/proc/{palaver.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def connections(palaver: Palaver) -> int:
    """Clients' connections that the server holds, of IPv4."""
    rows = Path(f"/proc/{palaver.pid}/net/tcp").read_text().splitlines()[1:]
    return sum(_is_held(row.split(), palaver.port) for row in rows)


def _is_held(columns: list[str], port: int) -> bool:
    local, state, inode = columns[1], columns[3], columns[9]
    return int(local.partition(":")[2], 16) == port and state != LISTENING and inode != NOBODYS
