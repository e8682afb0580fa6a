"""A Redis of the tests' own, to be killed and started again on the same port."""

import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from redis import Redis

from tests.ports import free_port

END_TIMEOUT = 20.0  # seconds
OPTIONS = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
FOR_FAULTS = ["--enable-debug-command", "yes"]


class RedisServer:
    """`with RedisServer(tmp_path) as redis:` runs it; `redis.url` stays the same."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.port = free_port()
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self.kill()

    def start(self) -> None:
        """Runs it, empty; returns once it takes connections."""
        options = ["--port", str(self.port), *OPTIONS, *FOR_FAULTS, "--dir", str(self._directory)]
        self._process = subprocess.Popen(
            ["redis-server", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        output = self._process.stdout
        assert output
        assert any("Ready to accept connections" in line for line in output)

    def kill(self) -> None:
        """As `kill -9`."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=END_TIMEOUT)

    def say(self, *words: str | int) -> Any:
        """What it answers to a command."""
        with Redis.from_url(self.url, socket_timeout=END_TIMEOUT) as client:
            return client.execute_command(*words)
