"""The time where the person is, as the browser's cookie says; without one, where the server is."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest
from django.utils import timezone


def now(request: HttpRequest) -> datetime:
    zone = request.COOKIES.get("zone", "")
    # Of a name from outside only one that is known may become a path of a file.
    return timezone.localtime(timezone=ZoneInfo(zone) if zone in _zones() else None)


@lru_cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
