"""How a socket is opened: for visitors who are signed in, from pages of this site."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from palaver.accounts.limits import LimitReached
from palaver.accounts.sockets.closing import Closing, Code
from palaver.accounts.sockets.connection import Connection, Receive, Scope, Send
from palaver.accounts.sockets.registry import registry
from palaver.accounts.sockets.visitor import Visitor, is_own_origin, visitor_of
from palaver.lib.threads import DatabaseThreads

CLOSE_TIMEOUT = 2.0  # seconds

Opening = Callable[[Visitor], Connection]


async def admit(
    scope: Scope, receive: Receive, send: Send, threads: DatabaseThreads, opening: Opening
) -> None:
    """Accepts, so that a close code can be sent at all, then serves or says why not."""
    await receive()
    await send({"type": "websocket.accept"})
    try:
        visitor = await _visitor(scope, threads)
        scope["headers"].clear()  # which every frame below would keep as long as the socket is open
        await _serve(opening(visitor))
    except Closing as closing:
        await _close(send, closing.code)
    except asyncio.CancelledError:  # how Daphne ends some, and tells them nothing
        await _close(send, Code.SERVICE_RESTART)
        raise


async def _close(send: Send, code: Code) -> None:
    # A client that reads nothing would hold up this frame, too.
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_TIMEOUT):
            await send({"type": "websocket.close", "code": code})


async def _visitor(scope: Scope, threads: DatabaseThreads) -> Visitor:
    if not is_own_origin(scope):
        raise Closing(Code.WRONG_ORIGIN)
    visitor = await threads.run(visitor_of, scope)
    if visitor is None:
        raise Closing(Code.SIGNED_OUT)
    return visitor


async def _serve(socket: Connection) -> None:
    try:
        registry.add(socket)
        await socket.serve()
    except LimitReached:
        raise Closing(Code.TOO_MANY) from None
    finally:
        registry.remove(socket)
