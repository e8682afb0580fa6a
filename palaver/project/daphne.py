"""What Daphne lacks: word of its start and end, and close codes that say "come back"."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from palaver.accounts.sockets.closing import Code

LAST_FRAMES = 0.1  # seconds for the frames that close sockets to be on their way

Step = Callable[[], Coroutine[Any, Any, None]]


def is_serving() -> bool:
    return "daphne.server" in sys.modules


def follow(start: Step, stop: Step) -> None:
    """Starts before Daphne listens; stops once it is told to end, and has it wait for that."""
    from daphne.server import reactor, twisted_loop
    from daphne.ws_protocol import WebSocketProtocol

    twisted_loop.run_until_complete(start())
    reactor.addSystemEventTrigger("before", "shutdown", _end, stop)
    WebSocketProtocol.serverClose = _close


def _end(stop: Step) -> Any:
    from daphne.server import defer, reactor

    # Daphne would take requests to its very end, and they would start again what stops here.
    for reader in reactor.getReaders():
        if hasattr(reader, "stopListening"):
            reader.stopListening()
    return defer.Deferred.fromFuture(asyncio.ensure_future(_stop(stop)))


async def _stop(stop: Step) -> None:
    from palaver.accounts.sockets.registry import registry  # which needs the apps

    registry.end_all(Code.SERVICE_RESTART)
    await asyncio.sleep(LAST_FRAMES)
    await stop()


def _close(protocol: Any, code: int | None = None) -> None:
    """Autobahn's own `sendClose` refuses an application every code from 1001 to 2999."""
    protocol.sendCloseFrame(code=1000 if code is None else code)
