"""The start and the end of what runs beside the requests, as a server tells of its own."""

import asyncio
from typing import Any

from django.db import DatabaseError

from palaver.generation import process
from palaver.lib.refusal import Refusal
from palaver.lib.upgrade import refuse_missing_steps
from palaver.llm import ConfigurationError

NO_START = (Refusal, ConfigurationError, DatabaseError)


async def follow(receive: Any, send: Any) -> None:
    """An ASGI server's lifespan, from its start to its end."""
    await receive()
    try:
        await start()
    except NO_START as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await process.stop()
    await send({"type": "lifespan.shutdown.complete"})


async def start() -> None:
    await asyncio.to_thread(refuse_missing_steps)
    await process.current()


async def why_not_started() -> str:
    """For servers that tell of no start: the first request is one."""
    try:
        await asyncio.shield(process.current())
    except NO_START as error:
        return str(error)
    return ""
