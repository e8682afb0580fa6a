"""What was measured, and where."""

import os
import platform
import sqlite3
import subprocess
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from bench.systems import ROOT, System

PACKAGES = (
    "django", "uvicorn", "uvloop", "httptools", "websockets", "aiohttp", "msgspec", "pyromark",
    "nh3", "channels", "celery", "redis", "psycopg",
)  # fmt: skip


def versions(systems: Iterable[System]) -> str:
    """In Markdown, a line each for when, what, with what and on what."""
    services = {name: number for system in systems for name, number in system.services.items()}
    software = {
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "SQLite": sqlite3.sqlite_version,
        **services,
    }
    return "\n".join(
        (
            f"- {time.strftime('%Y-%m-%d %H:%M %Z')}, commit {_commit()}",
            f"- {', '.join(f'{name} {number}' for name, number in software.items())}",
            f"- {_machine()}",
        )
    )


def load() -> str:
    """How busy the machine is."""
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())


def _commit() -> str:
    commit = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "palaver", "bench", ":!bench/RESULTS.md")
    return f"{commit} with changes" if changed else commit


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else "unknown"


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, {platform.platform()}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
