from collections.abc import Callable

import pytest
from pytest_django import Settings

from palaver.accounts import limits
from palaver.accounts.limits import LimitReached

NOW = 1_800_000_000.0  # the start of a minute


@pytest.mark.parametrize(
    ("check", "name", "sentence"),
    [
        (limits.check_open_sockets, "OPEN_SOCKETS", "Close one first"),
        (limits.check_running_generations, "RUNNING_GENERATIONS", "Wait for one or stop one"),
    ],
)
def test_one_more_than_the_limit_is_refused(
    check: Callable[[int], None], name: str, sentence: str
) -> None:
    check(limits.limit(name) - 1)
    with pytest.raises(LimitReached, match=sentence):
        check(limits.limit(name))


def test_a_message_of_exactly_the_limit_passes_and_one_more_names_the_limit() -> None:
    limits.check_message_length("x" * 200_000)
    with pytest.raises(LimitReached, match="200,001 characters; 200,000 are allowed"):
        limits.check_message_length("x" * 200_001)


def test_a_setting_changes_a_limit(settings: Settings) -> None:
    settings.PALAVER_MESSAGE_LENGTH = 3
    with pytest.raises(LimitReached, match="4 characters; 3 are allowed"):
        limits.check_message_length("four")


def test_sends_are_counted_per_person_and_minute(settings: Settings) -> None:
    settings.PALAVER_SENDS_PER_MINUTE = 2
    limits.count_send("one", NOW)
    limits.count_send("one", NOW + 59)
    with pytest.raises(LimitReached, match="Wait a minute"):
        limits.count_send("one", NOW + 59)
    limits.count_send("other", NOW + 59)
    limits.count_send("one", NOW + 60)
