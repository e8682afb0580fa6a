"""Two transactions that overlap, on PostgreSQL: what SQLite's single writer hides."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection, connections, transaction

from tests.waiting import wait_for

PATIENCE = 20.0  # seconds
WAITS = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s"


def overlapping(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """What both return; the first commits once the second waits for it, or has ended.

    An exception is returned, too.
    """
    begun = threading.Event()
    process: Future[int] = Future()
    with ThreadPoolExecutor(2) as pool:
        later = pool.submit(_second, second, begun, process)
        earlier = pool.submit(_first, first, begun, process, later)
        return earlier.result(), later.result()


def _first(
    act: Callable[[], Any], begun: threading.Event, process: "Future[int]", later: "Future[Any]"
) -> Any:
    try:
        with transaction.atomic():
            result = act()
            begun.set()
            wait_for(lambda: later.done() or _waits(process.result()))
    except Exception as error:  # noqa: BLE001  the test looks at it
        return error
    else:
        return result
    finally:
        begun.set()
        connections.close_all()


def _second(act: Callable[[], Any], begun: threading.Event, process: "Future[int]") -> Any:
    try:
        connection.ensure_connection()
        process.set_result(connection.connection.info.backend_pid)
        begun.wait(PATIENCE)
        return act()
    except Exception as error:  # noqa: BLE001  the test looks at it
        return error
    finally:
        connections.close_all()


def _waits(process: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS, [process])
        row = cursor.fetchone()
        return bool(row and row[0])
