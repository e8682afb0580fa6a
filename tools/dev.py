"""Run the server and Vite side by side, each reloading; Ctrl-C ends both."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

VITE_PORT = os.environ.get("PALAVER_VITE_PORT", "5173")
DEV = {"PALAVER_DEV": "1", "PALAVER_DEBUG": "1", "VITE_PORT": VITE_PORT}
SERVER = [sys.executable, "-m", "palaver", "serve", "--reload"]
VITE = ["npm", "--prefix", "frontend", "run", "dev"]
LOOK_INTERVAL = 0.2  # seconds
PATIENCE = 10  # seconds


def main() -> int:
    """Start both; when one ends, or a signal comes, end the other."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    environment = {**os.environ, **DEV}
    # Sessions of their own: Ctrl-C reaches this process alone, which then ends both in order.
    processes = [
        subprocess.Popen(command, env=environment, start_new_session=True)
        for command in (SERVER, VITE)
    ]
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(LOOK_INTERVAL)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            _end(process)
    return 1


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends it and all that it started: npm leaves before the Vite that it runs."""
    _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while _signal(process, 0) and time.monotonic() < deadline:
        time.sleep(LOOK_INTERVAL)
    _signal(process, signal.SIGKILL)


def _signal(process: "subprocess.Popen[bytes]", number: int) -> bool:
    """Whether anybody of its session is left to hear it."""
    process.poll()
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
