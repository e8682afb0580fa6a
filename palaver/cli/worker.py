"""`palaver worker`: runs answers for web processes that run none themselves."""

import argparse
from contextlib import AbstractContextManager, nullcontext

import django

from palaver.cli import termination
from palaver.cli.serve import listen
from palaver.cli.words import Commands, add_command, number
from palaver.lib.refusal import Refusal

EXAMPLES = """\
  palaver worker
  palaver worker --concurrency 300
  palaver worker --queues titles
  palaver worker --hostname answers@%h --loglevel info
  PALAVER_METRICS_PORT=9100 palaver worker

It needs what the servers have: DATABASE_URL, REDIS_URL and PALAVER_RUNNER=celery. All other options
are those of `celery worker`.
"""
CONCURRENCY = 100  # answers at once


def add_to(commands: Commands) -> None:
    words = add_command(commands, "worker", "run answers beside the servers", EXAMPLES)
    words.add_argument(
        "-c",
        "--concurrency",
        type=number,
        default=CONCURRENCY,
        help=f"how many answers at once, all in one process ({CONCURRENCY})",
    )
    words.add_argument("-Q", "--queues", default="", help="take only these: answers, titles (both)")
    words.set_defaults(command=run, takes_flags=True)


def run(options: argparse.Namespace) -> int:
    """Refuse what cannot work, then run answers until told to stop."""
    termination.catch()
    django.setup()
    from django.conf import settings

    from palaver.cli import providers  # which needs the apps
    from palaver.generation import runners
    from palaver.lib import garbage, installation
    from palaver.lib.upgrade import refuse_missing_steps

    installation.refuse_errors()
    providers.refuse_wrong_configuration()
    if not runners.chosen().has_workers:
        raise Refusal(
            f"With PALAVER_RUNNER={settings.PALAVER_RUNNER} the server runs all answers itself; "
            "set it to celery to have workers."
        )
    refuse_missing_steps()
    garbage.settle()
    queues = ["--queues", options.queues] if options.queues else []
    with _probed():
        return runners.chosen().work(options.concurrency, [*queues, *options.flags])


def _probed() -> AbstractContextManager[None]:
    from django.conf import settings

    from palaver.operations import port

    if settings.PALAVER_METRICS_PORT is None:
        return nullcontext()
    name = "PALAVER_METRICS_PORT"
    return port.answering(listen(settings.PALAVER_HOST, settings.PALAVER_METRICS_PORT, name))
