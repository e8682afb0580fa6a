"""`palaver createuser`: let somebody in."""

import argparse
import getpass
import sys

import django

from palaver.cli.words import Commands, add_command
from palaver.lib.refusal import Refusal

EXAMPLES = """\
  palaver createuser alice
  palaver createuser alice --admin
  echo "$PASSWORD" | palaver createuser alice --password-stdin
"""


def add_to(commands: Commands) -> None:
    words = add_command(commands, "createuser", "make a user who can sign in", EXAMPLES)
    words.add_argument("name", metavar="NAME")
    words.add_argument("--admin", action="store_true", help="who may do everything")
    words.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    words.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    from palaver.lib import installation

    django.setup()
    installation.upgrade_unless_served()
    password = _first_line() if options.password_stdin else _ask()
    _create(options.name, password, admin=options.admin)
    print(f"{options.name} can sign in now.")
    return 0


def _create(name: str, password: str, *, admin: bool) -> None:
    from django.contrib.auth import get_user_model
    from django.core.exceptions import ValidationError
    from django.db import DatabaseError

    try:
        get_user_model().objects.create_person(name, password, admin=admin)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    except DatabaseError as error:
        raise Refusal(f"The database did not take {name}: {error}.") from error


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _ask() -> str:
    if not sys.stdin.isatty():
        raise Refusal("There is no terminal to ask for the password at; use --password-stdin.")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise Refusal("The two passwords differ; nobody was made.")
    return password
