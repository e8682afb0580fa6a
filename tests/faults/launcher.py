"""Palaver with other constants: `python -m tests.faults.launcher MODULE:NAME=VALUE … -- serve`.

`-- daphne` has Daphne serve it. Values are Python literals; `django.conf.settings:NAME=VALUE`
changes a setting. `send-buffer=BYTES` makes the system take no more than about that for each
connection; `slow-page=SECONDS` adds a page at /slow/ whose query takes so long; `dies=MOMENT` ends
the process, as `kill -9` does, at that moment of an answer's way into the log;
`end-in-finaliser=SIGNAL` sends it that signal in its start, where Python drops what is raised.
"""

import ast
import itertools
import os
import signal
import socket
import sys
import time
import weakref
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from palaver.cli import SETTINGS, main, serve
from palaver.cli.server import APPLICATION

APPENDING = ("before the append", "after the append", "after the commit")
CLOSING = ("before the close", "after the close")
TICKS_BEFORE_DEATH = 10


def launch(arguments: list[str]) -> int:
    cut = arguments.index("--")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    for assignment in arguments[:cut]:
        change(assignment)
    words = arguments[cut + 1 :]
    return serve_with_daphne() if words == ["daphne"] else main(words)


def serve_with_daphne() -> int:
    """Where `palaver serve` would listen; everything else is Daphne's."""
    from daphne.cli import CommandLineInterface

    from palaver.lib.upgrade import upgrade

    with serve.listen(settings.PALAVER_HOST, settings.PALAVER_PORT) as listener:
        upgrade()
        print(f"Daphne http://{settings.PALAVER_HOST}:{settings.PALAVER_PORT}", flush=True)  # noqa: T201
        CommandLineInterface().run(["--fd", str(listener.fileno()), APPLICATION])
    return 0


def change(assignment: str) -> None:
    place, _, literal = assignment.partition("=")
    value = ast.literal_eval(literal)
    if place in SPECIAL:
        SPECIAL[place](value)
    else:
        module, _, name = place.partition(":")
        replace(
            settings if module == "django.conf.settings" else import_module(module), name, value
        )


def replace(holder: Any, name: str, value: object) -> None:
    if holder is not settings and not hasattr(holder, name):
        raise AttributeError(f"{holder} has no {name}")
    setattr(holder, name, value)


def limit_send_buffers(size: int) -> None:
    """What is accepted from a listening socket inherits its buffers' sizes."""
    listen = serve.listen

    def listen_with_small_buffers(host: str, port: int) -> socket.socket:
        listener = listen(host, port)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
        return listener

    vars(serve)["listen"] = listen_with_small_buffers


def add_slow_page(seconds: float) -> None:
    from palaver.web.urls import urlpatterns

    def slow(_request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                connection.connection.create_function("pg_sleep", 1, time.sleep)
            cursor.execute("SELECT pg_sleep(%s)", [seconds])
        return HttpResponse("slow")

    urlpatterns.append(path("slow/", slow))


def die(moment: str) -> None:
    """After enough ticks that there is something to lose."""
    from palaver.generation import log

    ticks = itertools.count(1)
    write, finish = vars(log)["pass_through"], log.finish

    def append(*offered: Any) -> Any:
        is_last = next(ticks) >= TICKS_BEFORE_DEATH and moment in APPENDING
        with transaction.atomic() if moment == "after the append" else nullcontext():
            if is_last and moment == "before the append":
                os.kill(os.getpid(), signal.SIGKILL)
            written = write(*offered)
            if is_last:
                os.kill(os.getpid(), signal.SIGKILL)
        return written

    def end(*last: Any) -> Any:
        if moment == "after the close":
            finish(*last)
        if moment in CLOSING:
            os.kill(os.getpid(), signal.SIGKILL)
        return finish(*last)

    vars(log).update(pass_through=append, finish=end)


def end_in_finaliser(number: int) -> None:
    from palaver.lib import upgrade

    def end() -> None:
        os.kill(os.getpid(), number)
        time.sleep(0)  # the handler runs before the next line of Python

    def upgrade_and_end() -> None:
        weakref.finalize(set(), end)

    vars(upgrade)["upgrade"] = upgrade_and_end


SPECIAL: dict[str, Callable[[Any], None]] = {
    "dies": die,
    "end-in-finaliser": end_in_finaliser,
    "send-buffer": limit_send_buffers,
    "slow-page": add_slow_page,
}


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1:]))
