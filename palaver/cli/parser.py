"""The words of the command line."""

import argparse
from collections.abc import Sequence

from palaver.cli import backup, createuser, doctor, manage, restore, serve, worker
from palaver.lib.version import version

EXAMPLES = """\
examples:
  palaver serve                           chat at http://127.0.0.1:8000
  PORT=9000 palaver serve                 at another port
  OPENAI_API_KEY=sk-… palaver serve       with a provider's models
  palaver worker                          runs answers beside the servers
  palaver createuser alice                asks for the password
  palaver backup                          copies all that is kept into one file
  palaver doctor                          says what is wrong, if anything
"""


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The words of the command; what it passes on to others is left in `flags`."""
    whole = _parser()
    options, flags = whole.parse_known_args(arguments)
    if flags and not getattr(options, "takes_flags", False):
        whole.error(f"unrecognized arguments: {' '.join(flags)}")
    options.flags = flags
    return options


def _parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        "palaver",
        description="Self-hosted LLM chat.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"palaver {version()}")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for part in (serve, worker, createuser, backup, restore, doctor, manage):
        part.add_to(commands)
    return whole
