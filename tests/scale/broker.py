"""What the broker does to wake-ups: delivers them again, or loses them."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from tests.faults.asking import Asked
from tests.faults.waiting import until
from tests.running import Palaver, Worker
from tests.scale.redis import RedisServer

QUEUE = "answers"


async def wake(palaver: Palaver, asked: Asked, *, times: int = 1) -> None:
    """Sends the message of an answer from a shell, as if the broker delivered it again."""
    query = "SELECT id FROM generation_generation WHERE message_id = ?"
    ((generation_id,),) = palaver.rows(query, UUID(asked.message_id))
    code = f"""
from palaver.generation import runners
for _ in range({times}):
    runners.chosen().wake({generation_id})
"""
    await asyncio.to_thread(palaver.shell, code)


@asynccontextmanager
async def lost(redis: RedisServer, worker: Worker) -> AsyncIterator[None]:
    """While the block runs a worker stands still; the message that then waits for it is lost."""
    os.kill(worker.pid, signal.SIGSTOP)
    try:
        await until(lambda: not _waits(redis))
        yield
        await until(lambda: redis.say("DEL", QUEUE) == 1)
    finally:
        os.kill(worker.pid, signal.SIGCONT)


def _waits(redis: RedisServer) -> bool:
    """Whether a client waits in Redis for a message, which it would be given."""
    return bool(re.search(rb"flags=\w*b", redis.say("CLIENT", "LIST")))
