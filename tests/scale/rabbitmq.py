"""A RabbitMQ of the tests' own, with an Erlang port mapper of its own, both gone afterwards."""

import os
import signal
import socket
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kombu.connection import Connection as UntypedConnection

from tests.ports import free_port

PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server"  # past Debian's wrapper, which changes the user
END_TIMEOUT = 60.0  # seconds
Connection: Any = UntypedConnection


class RabbitMQ:
    """`with RabbitMQ(tmp_path) as rabbit:` runs it; `rabbit.url` is for PALAVER_BROKER_URL."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._port = free_port()
        self._environment = {
            **os.environ,
            "HOME": str(directory),
            "ERL_EPMD_PORT": str(free_port()),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "enabled_plugins"),
            "RABBITMQ_LOG_BASE": str(directory),
            "RABBITMQ_MNESIA_BASE": str(directory),
            "RABBITMQ_NODENAME": f"palaver-{self._port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
        }

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self._port}//"

    def __enter__(self) -> Self:
        with (self._directory / "output.log").open("w") as log:
            self._process = subprocess.Popen(
                [PROGRAM],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self._answers():
            assert self._process.poll() is None, (self._directory / "output.log").read_text()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(END_TIMEOUT)
        subprocess.run(["epmd", "-kill"], env=self._environment, check=True, capture_output=True)

    def consumers(self, queue: str) -> int:
        """How many take messages from a queue."""
        with Connection(self.url) as connection:
            return int(connection.default_channel.queue_declare(queue, passive=True).consumer_count)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port)).close()
            with Connection(self.url) as connection:
                connection.connect()
        except OSError:
            return False
        return True
