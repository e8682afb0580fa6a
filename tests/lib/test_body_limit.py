"""Bodies of requests end at a limit, which may be another for some addresses."""

from typing import Any

from palaver.lib.body_limit import BodyLimit

LIMIT, OF_FILES = 100, 1000


async def ask(size: int, path: str = "/chats/", *, says: bool = True) -> tuple[int, int]:
    """The status of the answer, and the bytes that the application within has read."""
    parts = [{"type": "http.request", "body": b"x" * size, "more_body": False}]
    lengths = [(b"content-length", str(size).encode())] if says else []
    answer: dict[str, Any] = {}
    read = 0

    async def application(_scope: Any, receive: Any, send: Any) -> None:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if message["type"] == "http.request":
            await send({"type": "http.response.start", "status": 200})

    async def receive() -> Any:
        return parts.pop(0)

    async def send(message: Any) -> None:
        answer.setdefault("status", message.get("status"))

    limited = BodyLimit(application, LIMIT, {"/attachments/": OF_FILES})
    await limited({"type": "http", "path": path, "headers": lengths}, receive, send)
    return answer["status"], read


async def test_what_is_within_the_limit_arrives() -> None:
    assert await ask(LIMIT) == (200, LIMIT)


async def test_what_is_beyond_it_is_refused_whether_it_says_so_or_not() -> None:
    for says in (True, False):
        assert await ask(LIMIT + 1, says=says) == (413, 0)


async def test_an_address_may_have_a_limit_of_its_own() -> None:
    assert await ask(OF_FILES, "/attachments/") == (200, OF_FILES)
    assert await ask(OF_FILES + 1, "/attachments/") == (413, 0)
    assert await ask(OF_FILES, "/attachments/elsewhere/") == (413, 0)
