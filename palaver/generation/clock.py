"""The database's clock: the only one that leases are measured by."""

from django.db import connection
from django.db.models.functions import Now

NOW = Now()

_LATER_SQL = {
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '+{seconds} seconds')",
    "postgresql": "clock_timestamp() + interval '{seconds} seconds'",
}


def later_sql(seconds: float) -> str:
    """An SQL expression for the moment that lies this many seconds ahead."""
    return _LATER_SQL[connection.vendor].format(seconds=float(seconds))
