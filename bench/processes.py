"""What processes have used, as the system counts it."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")  # seconds
ENDED_CHILDREN = slice(13, 15)  # of the columns of /proc/PID/stat after the name: their CPU


@dataclass(frozen=True)
class Memory:
    """Megabytes; what processes share is counted by its share in `pss`."""

    rss: float
    pss: float


class Tree:
    """A process and all below it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    @property
    def pids(self) -> list[int]:
        return _below(self.pid)

    def cpu(self) -> float:
        """Seconds of user and system time so far, of those that have ended, too."""
        return sum(map(_clock, self.pids)) + _of_ended_children(self.pid)

    def written(self) -> float:
        """Bytes handed to the kernel so far, for files as for sockets."""
        return float(sum(map(_written, self.pids)))

    def memory(self) -> Memory:
        found = [_memory(pid) for pid in self.pids]
        return Memory(sum(memory.rss for memory in found), sum(memory.pss for memory in found))


def _below(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended
        return []
    return [pid, *(found for child in children for found in _below(int(child)))]


def _clock(pid: int) -> float:
    """The kernel's own count, finer than that of /proc/PID/stat; see clock_getcpuclockid(3)."""
    try:
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:  # it has ended
        return 0.0


def _written(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar:"))


def _of_ended_children(pid: int) -> float:
    columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return TICK * sum(map(int, columns[ENDED_CHILDREN]))


def _memory(pid: int) -> Memory:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return Memory(0.0, 0.0)
    pairs = (line.partition(":") for line in lines)
    sizes = {name: int(kilobytes.split()[0]) / 1024 for name, _, kilobytes in pairs}
    return Memory(sizes["Rss"], sizes["Pss"])
