import asyncio
import threading
from typing import Any

import pytest
from django.db import connections

from palaver.lib.threads import DatabaseThreads

THREADS = 3


@pytest.mark.django_db(transaction=True)
async def test_closing_them_closes_the_connection_of_each() -> None:
    threads = DatabaseThreads("test", THREADS)
    together = threading.Barrier(THREADS)

    def connected() -> Any:
        connection: Any = connections["default"]
        connection.ensure_connection()
        together.wait()
        return connection

    opened = await asyncio.gather(*(threads.run(connected) for _ in range(THREADS)))
    assert len({id(connection) for connection in opened}) == THREADS
    await asyncio.to_thread(threads.close)
    assert [connection.connection for connection in opened] == [None] * THREADS
