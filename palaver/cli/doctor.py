"""`palaver doctor`: what is right and what is wrong, in plain words."""

import argparse
import asyncio
import shutil
from collections.abc import Callable, Iterator

import django

from palaver.cli.words import Commands, add_command
from palaver.lib.refusal import Refusal

EXAMPLES = """\
  palaver doctor
  PALAVER_DATA_DIR=/srv/palaver palaver doctor
"""

MEGABYTE = 1024 * 1024
Examination = Callable[[], Iterator[str]]


def add_to(commands: Commands) -> None:
    words = add_command(commands, "doctor", "say whether all is well", EXAMPLES)
    words.set_defaults(command=run)


def run(_options: argparse.Namespace) -> int:
    """Examine each part, even where another is ill; the status is 1 if any is."""
    if not _examine("Configuration", configuration):
        return 1  # without it, nothing else can be examined
    parts = {
        "Settings": oddities,
        "Data directory": directory,
        "Database": database,
        "Runner": runner,
        "Models": models,
    }
    well = [_examine(name, part) for name, part in parts.items()]
    return 0 if all(well) else 1


def _examine(name: str, part: Examination) -> bool:
    try:
        for fact in part():
            print(f"  ok    {name}: {fact}")
    except Refusal as refusal:
        print(f"  WRONG {name}: {refusal}")
        return False
    else:
        return True


def configuration() -> Iterator[str]:
    django.setup()
    from palaver.cli import providers  # which needs the apps
    from palaver.lib import installation

    installation.refuse_errors()
    providers.refuse_wrong_configuration()
    yield "every value makes sense."


def oddities() -> Iterator[str]:
    from palaver.lib import installation

    if odd := installation.remarks():
        raise Refusal(" ".join(odd))
    yield "nothing odd about them."


def directory() -> Iterator[str]:
    from django.conf import settings

    from palaver.lib import data_directory

    data_directory.try_writing(settings.DATA_DIR)
    data_directory.refuse_readable_secret(settings.DATA_DIR)
    free = shutil.disk_usage(settings.DATA_DIR).free // MEGABYTE
    yield f"{settings.DATA_DIR} can be written, {free:,} MB are free."


def database() -> Iterator[str]:
    from palaver.lib import upgrade

    if not upgrade.exists():
        yield "the first start will make it."
        return
    upgrade.refuse_damaged()
    upgrade.refuse_old_form()
    missing = len(upgrade.pending())
    yield f"the next start will upgrade it ({missing} steps)." if missing else "it is well."


def runner() -> Iterator[str]:
    from palaver.lib import upgrade
    from palaver.operations import readiness

    if not upgrade.exists() or upgrade.pending():
        yield "it waits for the database."
        return
    part = readiness.parts()["runner"]
    if part.state != "ready":
        raise Refusal(part.says)
    yield part.says


def models() -> Iterator[str]:
    from palaver.cli import providers

    catalogue = asyncio.run(providers.found())
    yield from providers.lines(catalogue)
    if catalogue.errors:
        raise Refusal(" ".join(str(error) for error in catalogue.errors))
