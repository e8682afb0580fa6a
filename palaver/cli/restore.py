"""`palaver restore`: a backup, put into an installation that is empty."""

import argparse
from pathlib import Path

import django

from palaver.cli.words import Commands, add_command

EXAMPLES = """\
  palaver restore /srv/backups/palaver-20261121T040000Z.tar.gz
  PALAVER_DATA_DIR=/srv/palaver palaver restore palaver-20261121T040000Z.tar.gz
  DATABASE_URL=postgresql://palaver@db/chat palaver restore palaver-20261121T040000Z.tar.gz
"""


def add_to(commands: Commands) -> None:
    words = add_command(commands, "restore", "put a backup into an empty installation", EXAMPLES)
    words.add_argument("file", metavar="FILE", type=Path, help="what `palaver backup` made")
    words.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    from palaver.lib.data_directory import leaving_nothing_behind

    with leaving_nothing_behind():
        django.setup()
        from palaver.lib import installation
        from palaver.operations.backup.restoring import restore

        installation.refuse_errors()
        restored = restore(options.file.expanduser())
    for path in restored.aside:
        print(f"{path} is for you to compare: another is in use, or it names another database.")
    print(f"Restored what was backed up at {restored.manifest.made_at}; start Palaver now.")
    return 0
