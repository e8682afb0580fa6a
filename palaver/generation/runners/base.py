"""What a backend that runs answers says of itself."""

import uuid
from collections.abc import Sequence
from typing import ClassVar


class Runner:
    """A backend: its abilities are class attributes, its verbs can be called in any process."""

    runs_in_the_web: ClassVar[bool]  # a web process runs answers itself
    has_workers: ClassVar[bool] = False  # processes of their own run answers
    needs_redis: ClassVar[bool] = False  # other processes must hear of a stop
    needs_a_database_server: ClassVar[bool] = False  # other processes write the log
    needs_packages: ClassVar[Sequence[str]] = ()

    @classmethod
    def wake(cls, generation_id: int) -> None:
        """Says that a generation is queued; from any thread, never waits and never fails.

        Only a wake-up: where it is lost, a reaper finds the generation.
        """
        raise NotImplementedError

    @classmethod
    def ask_for_reading(cls, attachment_id: uuid.UUID) -> None:
        """Says that a file waits to be read; likewise only a wake-up.

        Without it, whoever needs the file reads it.
        """

    @classmethod
    def work(cls, concurrency: int, flags: Sequence[str]) -> int:
        """Runs a worker process to its end; returns the exit status."""
        raise NotImplementedError
