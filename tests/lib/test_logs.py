import json
import logging
from collections.abc import Iterator
from types import TracebackType

import pytest

from palaver.lib import logs
from palaver.lib.threads import DatabaseThreads

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]

PLAIN = logs.Text("{levelname:<8}{name}: {message}", style="{")


@pytest.fixture
def _within() -> Iterator[None]:
    """The request 7f of the generation 12."""
    request, generation = logs.request_id.set("7f"), logs.generation_id.set(12)
    yield
    logs.request_id.reset(request)
    logs.generation_id.reset(generation)


def record(message: str, *values: object, **more: object) -> logging.LogRecord:
    logger = logging.getLogger("palaver.test")
    return logger.makeRecord("palaver.test", 40, "x.py", 1, message, values, None, extra=more)


def test_outside_of_requests_a_line_is_as_it_was() -> None:
    assert PLAIN.format(record("%s is away", "Redis")) == "ERROR   palaver.test: Redis is away"


@pytest.mark.usefixtures("_within")
def test_a_line_names_the_request_and_the_generation() -> None:
    assert PLAIN.format(record("It failed")) == (
        "ERROR   palaver.test: It failed [request 7f, generation 12]"
    )


@pytest.mark.usefixtures("_within")
def test_they_stand_at_the_end_of_the_first_line_before_a_traceback() -> None:
    failed = record("It failed")
    failed.exc_info = raised()

    first, second, *_, last = PLAIN.format(failed).splitlines()

    assert first.endswith("It failed [request 7f, generation 12]")
    assert second == "Traceback (most recent call last):"
    assert last == "ValueError: no"


@pytest.mark.usefixtures("_within")
def test_an_object_has_them_and_all_else_in_one_line() -> None:
    failed = record("Ünder %s", "way\nand on", status_code=500)
    failed.exc_info = raised()

    line = logs.Json().format(failed)
    told = json.loads(line)

    assert "\n" not in line
    assert told["level"] == "ERROR"
    assert told["logger"] == "palaver.test"
    assert told["message"] == "Ünder way\nand on"
    assert told["request_id"] == "7f"
    assert told["generation_id"] == 12
    assert told["status_code"] == 500
    assert told["traceback"].endswith("ValueError: no")
    assert told["time"].startswith("20")


def test_an_object_says_nothing_of_ids_that_there_are_not() -> None:
    told = json.loads(logs.Json().format(record("It failed")))

    assert not {"request_id", "generation_id"} & told.keys()


@pytest.mark.usefixtures("_within")
async def test_they_go_along_into_the_threads_of_the_database() -> None:
    threads = DatabaseThreads("test")
    try:
        assert await threads.run(logs.ids) == {"request_id": "7f", "generation_id": 12}
    finally:
        threads.close()


def raised() -> ExceptionInfo:
    try:
        raise ValueError("no")
    except ValueError as error:
        return type(error), error, error.__traceback__
