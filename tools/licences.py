"""Refuse a dependency whose licence would bind Palaver's users to more than naming it."""

import json
import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPYLEFT = re.compile(r"\b(A?GPL|GNU (Affero )?General Public|SSPL|BUSL|CC-BY-NC)", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|GNU Lesser|\bMPL\b|Mozilla", re.IGNORECASE)
CHOICE = re.compile(r"\sOR\s", re.IGNORECASE)
READ = {  # those whose licence is only in a file: read, and found to be this
    "axe-playwright-python": "MIT",
    "node_modules/khroma": "MIT",
    "pyromark": "MIT",
}
PIN = re.compile(r"^([\w.-]+)==", re.MULTILINE)


def main() -> int:
    """Look at what is installed to run and to test Palaver, and at what the pages carry."""
    pins = PIN.findall((ROOT / "requirements" / "dev.txt").read_text())
    found = {name: _of_distribution(distribution(name)) for name in pins} | _of_npm()
    found |= READ
    wrong = {name: licence for name, licence in found.items() if not is_usable(licence)}
    for name, licence in wrong.items():
        print(f"{name} has the licence {licence or '(none)'}, which Palaver cannot use.")
    print(f"{len(found) - len(wrong)} of {len(found)} licences are fine.")
    return 1 if wrong else 0


def is_usable(licence: str) -> bool:
    choices = [choice for choice in CHOICE.split(licence) if choice.strip()]
    return any(not COPYLEFT.search(LESSER.sub("", choice)) for choice in choices)


def _of_distribution(found: Distribution) -> str:
    data = found.metadata.json
    classified = [line for line in data.get("classifier", []) if line.startswith("License")]
    named = data.get("license_expression") or " OR ".join(classified) or data.get("license", "")
    return str(named).split("\n")[0]


def _of_npm() -> dict[str, str]:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())
    packages = {path: package for path, package in lock["packages"].items() if path}
    return {path: _of_package(path, package) for path, package in packages.items()}


def _of_package(path: str, package: dict[str, object]) -> str:
    manifest = ROOT / "frontend" / path / "package.json"
    named = package.get("license")
    if named is None and manifest.exists():
        named = json.loads(manifest.read_text()).get("license", "")
    return str(named or "")


if __name__ == "__main__":
    sys.exit(main())
