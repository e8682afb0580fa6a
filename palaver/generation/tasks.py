"""What a message of the broker asks of a worker. Lost, late or doubled, it does no harm."""

import uuid
from typing import Any

from celery import shared_task

from palaver.generation import worker
from palaver.lib import logs

REQUEST_ID = "palaver_request_id"


@shared_task(name="palaver.answer", bind=True)  # type: ignore[untyped-decorator]  # no types
def answer(task: Any, generation_id: int) -> None:
    _name(task)
    worker.current().answer(generation_id)


@shared_task(name="palaver.title", bind=True)  # type: ignore[untyped-decorator]  # no types
def title(task: Any, generation_id: int) -> None:
    _name(task)
    worker.current().title(generation_id)


@shared_task(name="palaver.read", bind=True)  # type: ignore[untyped-decorator]  # no types
def read(task: Any, attachment_id: str) -> None:
    _name(task)
    worker.current().read(uuid.UUID(attachment_id))


def _name(task: Any) -> None:
    """Has the log of what follows name the request that it comes from."""
    logs.request_id.set((task.request.headers or {}).get(REQUEST_ID, ""))
