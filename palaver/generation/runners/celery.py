"""The runner of the scaled-out mode: Celery workers, which a message wakes and a lease admits."""

import signal
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from palaver.generation.runners.base import Runner
from palaver.generation.worker import Worker, working
from palaver.lib import logs
from palaver.lib.courier import Courier

ANSWERS = "answers"
TITLES = "titles"
READINGS = "readings"
MOST_WAITING = 10_000  # wake-ups that the broker has not taken yet

WakeUp = tuple[str, int | str, str]  # queue, id of a generation or attachment, request's id


class CeleryRunner(Runner):
    runs_in_the_web = False
    has_workers = True
    needs_redis = True
    needs_a_database_server = True
    needs_packages = ("celery",)

    @classmethod
    def wake(cls, generation_id: int) -> None:
        _courier.send([(ANSWERS, generation_id, logs.request_id.get())])

    @classmethod
    def ask_for_title(cls, generation_id: int) -> None:
        _courier.send([(TITLES, generation_id, logs.request_id.get())])

    @classmethod
    def ask_for_reading(cls, attachment_id: uuid.UUID) -> None:
        _courier.send([(READINGS, str(attachment_id), logs.request_id.get())])

    @classmethod
    def work(cls, concurrency: int, flags: Sequence[str]) -> int:
        worker = Worker(concurrency, wake=cls.wake, ask_for_title=cls.ask_for_title)
        _end_without_an_exception()
        with working(worker, settings.PALAVER_GRACE_PERIOD):
            # Without a broker, too: its reaper finds what is queued.
            print(f"Palaver worker is ready for {concurrency} answers at once.", flush=True)  # noqa: T201
            return _consume(worker, flags)


def _end_without_an_exception() -> None:
    """For the signals until Celery takes them over.

    An exception raised in the middle of an import would leave it locked for the worker's thread.
    """
    from celery.worker import state

    def end(*_signal: object) -> None:
        state.should_stop = 0

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


def _consume(worker: Worker, flags: Sequence[str]) -> int:
    from celery import current_app, signals

    def closing(**_signal: Any) -> None:
        worker.take_no_more()

    signals.worker_shutting_down.connect(closing)
    # A task only hands its answer to the loop: one thread is enough, and no more messages are
    # taken from the broker than that one waits with while there is no room.
    words = ["--quiet", "worker", "--pool", "threads", "--concurrency", "1"]
    queues = ["--queues", f"{ANSWERS},{TITLES},{READINGS}"]
    status: int | None = current_app.worker_main([*words, *queues, *flags])
    return status or 0


def _send(messages: list[WakeUp]) -> None:
    from palaver.generation import tasks

    task: dict[str, Any] = {ANSWERS: tasks.answer, TITLES: tasks.title, READINGS: tasks.read}
    for queue, subject, request_id in messages:
        headers = {tasks.REQUEST_ID: request_id}
        task[queue].apply_async((subject,), queue=queue, headers=headers)


_courier: Courier[WakeUp] = Courier("Wake-ups", _send, MOST_WAITING)
