"""Palaver with other constants: `python -m tests.faults.launcher MODULE:NAME=VALUE … -- serve`.

Values are Python literals; `django.conf.settings:NAME=VALUE` changes a setting, `send-buffer=BYTES`
makes the system take no more than about that for each connection.
"""

import ast
import os
import socket
import sys
from importlib import import_module

import django
from django.conf import settings

from palaver.cli import SETTINGS, main, serve

SEND_BUFFER = "send-buffer"


def change(assignment: str) -> None:
    place, _, value = assignment.partition("=")
    if place == SEND_BUFFER:
        limit_send_buffers(int(value))
        return
    module, _, name = place.partition(":")
    holder = settings if module == "django.conf.settings" else import_module(module)
    if holder is not settings and not hasattr(holder, name):
        raise AttributeError(f"{module} has no {name}")
    setattr(holder, name, ast.literal_eval(value))


def limit_send_buffers(size: int) -> None:
    """What is accepted from a listening socket inherits its buffers' sizes."""
    listen = serve.listen

    def listen_with_small_buffers(host: str, port: int) -> socket.socket:
        listener = listen(host, port)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
        return listener

    vars(serve)["listen"] = listen_with_small_buffers


def launch(arguments: list[str]) -> int:
    cut = arguments.index("--")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    for assignment in arguments[:cut]:
        change(assignment)
    return main(arguments[cut + 1 :])


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1:]))
