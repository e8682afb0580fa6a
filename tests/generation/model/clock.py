"""The database's clock in the simulation: it moves when the schedule says so."""

from datetime import UTC, datetime, timedelta

from django.db import connection

SECONDS = " seconds"


class Clock:
    def __init__(self) -> None:
        self._now = datetime(2030, 1, 1, tzinfo=UTC)

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def install(self) -> None:
        """Takes the place of SQLite's own function, through which all leases are measured."""
        connection.ensure_connection()
        connection.connection.create_function("strftime", -1, self._strftime)

    def _strftime(self, form: str, moment: str, *changes: str) -> str:
        assert moment.lower() == "now"
        now = self._now
        for change in changes:
            now += timedelta(seconds=float(change.removesuffix(SECONDS)))
        seconds = f"{now.second:02}.{now.microsecond // 1000:03}"
        return now.strftime(form.replace("%f", seconds))
