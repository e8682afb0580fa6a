"""The tree as a checkout of it would be: without whatever was installed or built in this one."""

import shutil
import subprocess
from pathlib import Path

from tests.running import ROOT

LIST = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]


def check_out(directory: Path) -> Path:
    """Copies it, with changes that are not committed yet."""
    listed = subprocess.run(LIST, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():  # one that was removed is listed, too
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, directory / name)
    return directory
