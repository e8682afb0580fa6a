"""Write the locks, or say whether they still fit what is asked for and name no host."""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
HOST_OR_PATH = re.compile(r"https?://|file:/|^-(i|f|-\w*index|-find-links)|[ =]/\w", re.MULTILINE)
PIP_COMPILE = [sys.executable, "-m", "piptools", "compile", "--quiet"]
WITH_HASHES = ["--generate-hashes", "--allow-unsafe", "--strip-extras"]
NAMING_NOTHING = [
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
]
LOCKS = {
    "run.txt": (),
    "scale.txt": ("--extra", "scale"),
    "build.txt": ("--only-build-deps", "--build-deps-for", "wheel"),
    "dev.txt": ("--extra", "dev"),
}


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--write", action="store_true")
    words.add_argument("--upgrade", action="store_true")
    options = words.parse_args()
    if options.write:
        write(ROOT / "requirements", "--upgrade" if options.upgrade else "--no-upgrade")
        return 0
    wrong = [*stale_python_locks(), *stale_npm_lock(), *hosts()]
    print("\n".join(wrong) or "The locks are fresh and name no host.")
    return 1 if wrong else 0


def write(directory: Path, upgrade: str) -> None:
    """Compile each lock; the later ones keep to the first one's versions."""
    pins = directory / "run.txt"
    for name, extras in LOCKS.items():
        keep = () if name == pins.name else ("--constraint", str(pins))
        command = [*PIP_COMPILE, *WITH_HASHES, *NAMING_NOTHING, upgrade, *extras, *keep]
        output = ["--output-file", str(directory / name)]
        subprocess.run([*command, *output, "pyproject.toml"], cwd=ROOT, check=True)


def stale_python_locks() -> list[str]:
    with tempfile.TemporaryDirectory() as copy:
        for name in LOCKS:
            shutil.copy(ROOT / "requirements" / name, copy)
        write(Path(copy), "--no-upgrade")
        return [
            f"requirements/{name} is stale: run make lock."
            for name in LOCKS
            if (Path(copy) / name).read_text() != (ROOT / "requirements" / name).read_text()
        ]


def stale_npm_lock() -> list[str]:
    with tempfile.TemporaryDirectory() as copy:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(FRONTEND / name, copy)
        command = ["npm", "install", "--package-lock-only", "--ignore-scripts"]
        subprocess.run(command, cwd=copy, check=True, stdout=subprocess.DEVNULL)
        fresh = (Path(copy) / "package-lock.json").read_text()
    if fresh == (FRONTEND / "package-lock.json").read_text():
        return []
    return ["frontend/package-lock.json is stale: run npm install in frontend."]


def hosts() -> list[str]:
    """The locks that name a registry's host or a place on somebody's machine."""
    locks = [ROOT / "requirements" / name for name in LOCKS]
    wrong = [lock for lock in locks if HOST_OR_PATH.search(lock.read_text())]
    if '"resolved"' in (FRONTEND / "package-lock.json").read_text():
        wrong.append(FRONTEND / "package-lock.json")
    return [f"{lock.relative_to(ROOT)} names a host or a path." for lock in wrong]


if __name__ == "__main__":
    sys.exit(main())
