"""What a person reads when the server is up."""

import asyncio
import sys

from django.conf import settings

from palaver.accounts import setup_code
from palaver.cli import providers


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds the server."""
    shown = "localhost" if settings.PALAVER_EVERY_INTERFACE else host
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


async def say(url: str) -> None:
    """Print the address at once, and the models when the providers have answered."""
    _print("Palaver", url)
    _print("Data", str(settings.DATA_DIR))
    if code := await asyncio.to_thread(_setup_code):
        _print("Set-up code", f"{code}  (asked for when the first person signs up)")
    if settings.PALAVER_EVERY_INTERFACE and not settings.PALAVER_NAMED_HOSTS:
        _print("Names", "localhost only; set PALAVER_ALLOWED_HOSTS to the names others use")
    await _models()


async def _models() -> None:
    catalogue = await providers.found()
    for line in [*providers.lines(catalogue), *map(str, catalogue.errors)]:
        _print("Models", line)


def _setup_code() -> str:
    return setup_code.current() if setup_code.required() else ""


def _print(label: str, text: str) -> None:
    sys.stdout.write(f"{label:<12} {text}\n")
    sys.stdout.flush()
