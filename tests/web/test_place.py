from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from palaver.web.place import now


def offset(cookie: str | None) -> timedelta | None:
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES["zone"] = cookie
    return now(request).utcoffset()


def test_the_time_is_that_of_the_persons_place() -> None:
    assert offset("Asia/Kolkata") == timedelta(hours=5, minutes=30)
    assert offset("Asia/Tokyo") == timedelta(hours=9)


@pytest.mark.parametrize(
    "cookie",
    [None, "", "Nowhere/At-all", "../../etc/passwd", "/etc/passwd", "Europe", "\0", "x" * 9999],
)
def test_of_a_place_that_nobody_knows_it_is_the_servers(cookie: str | None) -> None:
    assert offset(cookie) == timezone.localtime().utcoffset()
