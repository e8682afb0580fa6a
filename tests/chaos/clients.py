"""Clients that take what they are sent slowly, or not at all."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from tests.chaos.installation import Installation
from tests.chaos.load import Load
from tests.faults.deaf import Deaf
from tests.visitor import Visitor

CLIENTS = 12
BYTES = 1024  # per second


@contextmanager
def deaf_clients(system: Installation, load: Load) -> Iterator[None]:
    """They watch answers that others read, too."""
    with ExitStack() as stack:
        for client in _clients(system):
            stack.enter_context(client)
            _watch(client, system, load)
        yield


@contextmanager
def slow_clients(system: Installation, load: Load) -> Iterator[None]:
    """The same, and each takes a kilobyte in a second."""
    over = threading.Event()
    with ExitStack() as stack:
        clients = [stack.enter_context(client) for client in _clients(system)]
        for client in clients:
            _watch(client, system, load)
        sipping = threading.Thread(target=_sip, args=(clients, over), daemon=True)
        sipping.start()
        yield
        over.set()
        sipping.join()


def _clients(system: Installation) -> Iterator[Deaf]:
    for _ in range(CLIENTS):
        visitors: tuple[Visitor, ...] = system.rng.choice(system.people).visitors
        with suppress(OSError):  # its server may be away
            yield Deaf(system.rng.choice(visitors))


def _watch(client: Deaf, system: Installation, load: Load) -> None:
    live = [question.message_id for question in load.live]
    with suppress(OSError):
        for channel, message_id in enumerate(system.rng.sample(live, min(3, len(live))), 1):
            client.say("watch", channel, "answer", message_id, "")


def _sip(clients: list[Deaf], over: threading.Event) -> None:
    while not over.wait(1.0):
        for client in clients:
            with suppress(OSError):
                client.sip(BYTES)
