"""`palaver backup`: everything that an installation keeps, in one file."""

import argparse
from pathlib import Path

import django

from palaver.cli.words import Commands, add_command

EXAMPLES = """\
  palaver backup
  palaver backup /srv/backups/
  palaver backup before-the-upgrade.tar.gz
"""


def add_to(commands: Commands) -> None:
    words = add_command(commands, "backup", "copy all that is kept into one file", EXAMPLES)
    words.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        type=Path,
        default=Path(),
        help="a new file, or a directory for one named after the time (here)",
    )
    words.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Servers may run meanwhile, and notice nothing."""
    django.setup()
    from palaver.lib import installation
    from palaver.operations.backup.backing_up import back_up

    installation.refuse_errors()
    made = back_up(options.file.expanduser())
    print(f"Backed up to {made} ({made.stat().st_size:,} bytes).")
    return 0
