"""The Celery application: a messenger between web processes and workers, no more.

The database says what is to be done and who may do it, so nothing here is tried again, kept, or
acknowledged late (on Redis, what is acknowledged late is delivered again while it still runs).
"""

from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from django.conf import settings

TIMEOUT = 2.0  # seconds to reach the broker
PACE = {"interval_start": 0.5, "interval_step": 0.5, "interval_max": 5.0}  # seconds


class Connection(AMQP.Connection):  # type: ignore[misc]  # Celery has no types
    """A broker that was away is found again soon; Celery's own pauses grow to half a minute."""

    def ensure_connection(self, errback: Any = None, max_retries: Any = None, **pace: Any) -> Any:
        return super().ensure_connection(errback, max_retries, **{**pace, **PACE})


class Messenger(AMQP):  # type: ignore[misc]  # Celery has no types
    Connection = Connection


app = Celery(
    "palaver",
    amqp=Messenger,
    broker=settings.PALAVER_BROKER_URL,
    include=["palaver.generation.tasks"],
)
app.conf.update(
    broker_connection_max_retries=None,
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=TIMEOUT,
    broker_transport_options={
        "socket_connect_timeout": TIMEOUT,
        "socket_keepalive": True,
        "max_retries": 0,
    },
    task_acks_late=False,
    task_default_queue="answers",
    task_ignore_result=True,
    task_publish_retry=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    worker_prefetch_multiplier=1,
    worker_redirect_stdouts=False,
    worker_send_task_events=False,
)
app.set_default()
