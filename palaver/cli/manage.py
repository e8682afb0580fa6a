"""`palaver manage`: Django's own commands."""

import argparse

import django

from palaver.cli.words import Commands, add_command

EXAMPLES = """\
  palaver manage help
  palaver manage migrate
  palaver manage shell
  palaver manage changepassword alice
"""


def add_to(commands: Commands) -> None:
    words = add_command(
        commands, "manage", "run one of Django's commands", EXAMPLES, add_help=False
    )
    words.add_argument("arguments", nargs=argparse.REMAINDER, metavar="COMMAND …")
    words.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    django.setup()
    execute_from_command_line(["palaver manage", *options.arguments])
    return 0
