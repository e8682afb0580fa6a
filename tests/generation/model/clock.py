"""The database's clock in the simulation: it moves when the schedule says so."""

from datetime import UTC, datetime, timedelta

from django.db import connection

SECONDS = " seconds"
POSTGRESQL = (
    "CREATE SCHEMA IF NOT EXISTS simulated;"
    + "".join(
        f"""
    CREATE OR REPLACE FUNCTION simulated.{name}() RETURNS timestamptz LANGUAGE sql
    AS $$ SELECT current_setting('simulated.now')::timestamptz $$;
    """
        for name in ("clock_timestamp", "statement_timestamp")
    )
    + "SET search_path = simulated, pg_catalog, public"
)


class Clock:
    """Takes the place of the database's own, on the connection of the simulation."""

    def __init__(self) -> None:
        self._now = datetime(2030, 1, 1, tzinfo=UTC)

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._tell()

    def install(self) -> None:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            connection.connection.create_function("strftime", -1, self._strftime)
        else:
            _execute(POSTGRESQL)
            self._tell()

    def _tell(self) -> None:
        if connection.vendor == "postgresql":
            _execute(f"SET simulated.now = '{self._now.isoformat()}'")

    def _strftime(self, form: str, moment: str, *changes: str) -> str:
        assert moment.lower() == "now"
        now = self._now
        for change in changes:
            now += timedelta(seconds=float(change.removesuffix(SECONDS)))
        seconds = f"{now.second:02}.{now.microsecond // 1000:03}"
        return now.strftime(form.replace("%f", seconds))


def _execute(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
