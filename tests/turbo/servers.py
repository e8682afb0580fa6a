"""Processes that the tests start and stop: each by its own pid."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

START_TIMEOUT = 20.0  # seconds


@contextmanager
def running(
    command: Sequence[str], ready: str, directory: Path, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Start a process, wait until it prints a line with `ready`, terminate it at the end."""
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_for(ready, process)
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=START_TIMEOUT)


@contextmanager
def redis_server(directory: Path, port: int) -> Iterator[str]:
    """Run a Redis of our own, without files, and give its URL."""
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    command = ["redis-server", *options, "--dir", str(directory)]
    with running(command, "Ready to accept connections", directory):
        yield f"redis://127.0.0.1:{port}"


def _wait_for(ready: str, process: subprocess.Popen[str]) -> None:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if ready in line:
            return
    raise AssertionError(f"{process.args!r} ended before it said {ready!r}:\n{''.join(lines)}")
