"""The Celery application: a messenger between web processes and workers, no more.

The database says what is to be done and who may do it, so nothing here is tried again, kept, or
acknowledged late (on Redis, what is acknowledged late is delivered again while it still runs).
"""

from celery import Celery
from django.conf import settings

TIMEOUT = 2.0  # seconds to reach the broker

app = Celery("palaver", broker=settings.PALAVER_BROKER_URL, include=["palaver.generation.tasks"])
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
