"""The port at which a worker answers probes; a server answers them at its own."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn

from palaver.generation import worker
from palaver.lib.body_limit import Receive, Scope, Send
from palaver.operations.probes import Probes

PATIENCE = 5.0  # seconds that the loop of the answers may stand still
CLOSING_TIME = 1  # second


@contextmanager
def answering(listener: socket.socket) -> Iterator[None]:
    """Until the block ends; in a thread of its own, with a loop that answers cannot hold up."""
    config = uvicorn.Config(
        Probes(_nothing_else, alive=_why_not_alive),
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=CLOSING_TIME,
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, args=([listener],), name="probes", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


async def _why_not_alive() -> str:
    turns = await asyncio.to_thread(worker.turns, PATIENCE)
    return "" if turns else "The loop that carries the answers stands still."


async def _nothing_else(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})
