"""Requests in threads: one each, from the first middleware to the last."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from palaver.lib.pages import Pages

seen: list[str] = []
gate = threading.Event()
word = ContextVar("word", default="")


def _note(**_signal: Any) -> None:
    seen.append(threading.current_thread().name)


class Noting:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _note()
        return self._get_response(request)


def show(request: HttpRequest) -> HttpResponse:
    _note()
    return HttpResponse(f"{word.get()}{request.body.decode()}")


def stream(_request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([b"one ", b"two"], status=202, headers={"X-Word": "kept"})


def stream_slowly(_request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[bytes]:
        for part in (b"one ", b"two"):
            seen.append(part.decode())
            yield part

    return StreamingHttpResponse(parts())


def wait(_request: HttpRequest) -> HttpResponse:
    assert gate.wait(30)
    return HttpResponse("waited")


def fail(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("never shown")


urlpatterns = [
    path(f"{view.__name__}/", view) for view in (show, stream, stream_slowly, wait, fail)
]


@pytest.fixture
def pages() -> Iterator[Pages]:
    seen.clear()
    gate.clear()
    request_started.connect(_note)
    request_finished.connect(_note)
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[f"{__name__}.Noting"]):
        yield Pages(2)
    gate.set()
    request_started.disconnect(_note)
    request_finished.disconnect(_note)


async def ask(
    pages: Pages,
    name: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    hear: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """The status, the headers and the body of the answer."""
    answer: dict[str, Any] = {"body": b""}
    parts = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        return next(parts)

    async def send(message: dict[str, Any]) -> None:
        hear()
        if message["type"] == "http.response.start":
            answer.update(status=message["status"], headers=dict(message["headers"]))
        else:
            answer["body"] += message.get("body", b"")

    scope = {
        "type": "http",
        "method": method,
        "path": f"/{name}/",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }
    await pages(scope, receive, send)
    return answer


async def test_a_request_is_in_one_thread_with_the_context_of_its_task(pages: Pages) -> None:
    word.set("hello ")
    answer = await ask(pages, "show", method="POST", body=b"there")

    assert (answer["status"], answer["body"]) == (200, b"hello there")
    assert len(seen) == 4  # its start, the middleware, the view, its end
    assert len(set(seen)) == 1
    assert seen[0] != threading.current_thread().name


async def test_threads_are_kept(pages: Pages) -> None:
    for _ in range(10):
        await ask(pages, "show")

    assert len(set(seen)) <= 2


async def test_what_streams_comes_whole(pages: Pages) -> None:
    answer = await ask(pages, "stream")

    assert (answer["status"], answer["body"]) == (202, b"one two")
    assert answer["headers"][b"X-Word"] == b"kept"


async def test_what_streams_by_itself_comes_a_part_at_a_time(pages: Pages) -> None:
    taken: list[list[str]] = []
    answer = await ask(pages, "stream_slowly", hear=lambda: taken.append(_parts_made()))

    assert answer["body"] == b"one two"
    assert taken == [[], ["one "], ["one ", "two"], ["one ", "two"]]


async def test_writers_that_wait_keep_no_reader_waiting(pages: Pages) -> None:
    writers = [asyncio.create_task(ask(pages, "wait", method="POST")) for _ in range(5)]
    assert (await ask(pages, "show"))["status"] == 200
    assert not any(writer.done() for writer in writers)

    gate.set()
    assert {answer["body"] for answer in await asyncio.gather(*writers)} == {b"waited"}


@override_settings(DEBUG_PROPAGATE_EXCEPTIONS=False)
async def test_an_error_shows_no_traceback(pages: Pages) -> None:
    answer = await ask(pages, "fail")

    assert answer["status"] == 500
    assert b"never shown" not in answer["body"]


async def test_who_has_gone_before_the_body_ended_is_no_error(pages: Pages) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        raise AssertionError(message)

    await pages({"type": "http", "method": "POST"}, receive, send)
    assert seen == []


def _parts_made() -> list[str]:
    return [part for part in seen if part in ("one ", "two")]
