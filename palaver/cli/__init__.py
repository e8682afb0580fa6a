"""The command line: `palaver serve`, `worker`, `createuser`, `doctor`, `manage`."""

import os
import sys
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

from palaver.cli.parser import parse
from palaver.lib.refusal import Refusal, one_line

SETTINGS = "palaver.project.settings"
PRIVATE = 0o077  # what a database, its log and its backups are made with: nothing for others


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; an expected failure is one sentence on stderr and exit status 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.umask(PRIVATE)
    options = parse(arguments)
    try:
        status: int = options.command(options)
    except (Refusal, ImproperlyConfigured) as refusal:
        print(one_line(refusal), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return status
