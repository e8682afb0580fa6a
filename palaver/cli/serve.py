"""`palaver serve`: one process that does everything, or several that share the work."""

import argparse
import socket
from contextlib import suppress

import django

from palaver.cli import termination
from palaver.cli.words import Commands, add_command, number
from palaver.lib.data_directory import reason
from palaver.lib.refusal import Refusal

EXAMPLES = """\
  palaver serve
  HOST=0.0.0.0 PALAVER_ALLOWED_HOSTS=chat.example.org palaver serve
  PALAVER_DATA_DIR=/srv/palaver palaver serve
  DATABASE_URL=postgresql:///palaver palaver serve
  REDIS_URL=redis://localhost palaver serve --workers 4
"""
BACKLOG = 2048  # connections not yet accepted


def add_to(commands: Commands) -> None:
    words = add_command(commands, "serve", "serve the chat", EXAMPLES)
    how = words.add_mutually_exclusive_group()
    how.add_argument("-w", "--workers", type=number, default=1, help="how many processes (1)")
    how.add_argument("--reload", action="store_true", help="start again when the code changes")
    words.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Refuse whatever cannot work, in the order that leaves nothing behind, then serve."""
    termination.catch()
    django.setup()
    from django.conf import settings

    from palaver.cli import providers  # which needs the apps
    from palaver.lib import installation, instance
    from palaver.lib.upgrade import upgrade

    installation.refuse_errors()
    providers.refuse_wrong_configuration()
    if settings.PALAVER_EMBEDDED and options.workers > 1:
        raise Refusal("Several processes need Redis to hear of each other: set REDIS_URL to one.")
    with listen(settings.PALAVER_HOST, settings.PALAVER_PORT) as listener:
        if settings.PALAVER_EMBEDDED and not options.reload:
            instance.hold(settings.DATA_DIR)
        upgrade()
        if options.workers > 1:
            return _serve_together(listener, options.workers)
        return _serve(listener, reload=options.reload)


def listen(host: str, port: int, name: str = "PORT") -> socket.socket:
    """Take the address before anything is changed, so that a taken port changes nothing."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Refusal(
            f"Palaver cannot listen on {host}, port {port}: {reason(error)}; "
            f"set HOST or {name} to another."
        ) from error


def _serve_together(listener: socket.socket, workers: int) -> int:
    from palaver.cli.server import Servers
    from palaver.lib import metrics

    servers = Servers(workers, listener)
    with metrics.shared():
        servers.run()
    return 1 if servers.has_failed else 0


def _serve(listener: socket.socket, *, reload: bool) -> int:
    from uvicorn.supervisors import ChangeReload

    from palaver.cli.server import Server

    server = Server(reload=reload)
    if reload:
        ChangeReload(server.config, server.run, [listener]).run()
        return 0
    with suppress(KeyboardInterrupt):  # which uvicorn passes on once it has ended in order
        server.run([listener])
    return 0 if server.started else 1
