"""Palaver with other constants: `python -m tests.faults.launcher MODULE:NAME=VALUE … -- serve`.

Values are Python literals; `django.conf.settings:NAME=VALUE` changes a setting.
"""

import ast
import os
import sys
from importlib import import_module

import django
from django.conf import settings

from palaver.cli import SETTINGS, main


def change(assignment: str) -> None:
    place, _, value = assignment.partition("=")
    module, _, name = place.partition(":")
    holder = settings if module == "django.conf.settings" else import_module(module)
    if holder is not settings and not hasattr(holder, name):
        raise AttributeError(f"{module} has no {name}")
    setattr(holder, name, ast.literal_eval(value))


def launch(arguments: list[str]) -> int:
    cut = arguments.index("--")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    for assignment in arguments[:cut]:
        change(assignment)
    return main(arguments[cut + 1 :])


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1:]))
