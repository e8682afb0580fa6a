"""The words of the command line."""

import argparse
from importlib.metadata import PackageNotFoundError, version

from palaver.cli import createuser, doctor, manage, serve

EXAMPLES = """\
examples:
  palaver serve                           chat at http://127.0.0.1:8000
  PORT=9000 palaver serve                 at another port
  OPENAI_API_KEY=sk-… palaver serve       with a provider's models
  palaver createuser alice                asks for the password
  palaver doctor                          says what is wrong, if anything
"""


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        "palaver",
        description="Self-hosted LLM chat.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"palaver {_version()}")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for part in (serve, createuser, doctor, manage):
        part.add_to(commands)
    return whole


def _version() -> str:
    try:
        return version("palaver")
    except PackageNotFoundError:
        return "(from a checkout)"
