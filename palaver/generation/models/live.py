"""Which generations are live, as a condition of constants.

PostgreSQL keeps the plan of a statement for any value of its parameters, and then the index of what
is live is of no use to it.
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from palaver.generation.models.outcome import LIVE

if TYPE_CHECKING:
    Lookup = models.Lookup[bool]
else:
    Lookup = models.Lookup


class IsLive(Lookup):
    """`status__live=True`"""

    lookup_name = "live"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        status, parameters = self.process_lhs(compiler, connection)
        live = ", ".join(f"'{one.value}'" for one in LIVE)
        return f"{status} IN ({live})", parameters
