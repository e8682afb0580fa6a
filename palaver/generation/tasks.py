"""What a message of the broker asks of a worker. Lost, late or doubled, it does no harm."""

from celery import shared_task

from palaver.generation import worker


@shared_task(name="palaver.answer")  # type: ignore[untyped-decorator]  # Celery has no types
def answer(generation_id: int) -> None:
    worker.current().answer(generation_id)


@shared_task(name="palaver.title")  # type: ignore[untyped-decorator]  # Celery has no types
def title(generation_id: int) -> None:
    worker.current().title(generation_id)
