"""The front end as it is built for the pages."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
MANIFEST = ROOT / "palaver/web/static/palaver/manifest.json"


def build_if_stale() -> None:
    """Builds where a source is younger than what was built; `make test` has done so already."""
    if not MANIFEST.exists() or MANIFEST.stat().st_mtime < _youngest_source():
        subprocess.run(["npx", "vite", "build"], cwd=FRONTEND, check=True, capture_output=True)


def _youngest_source() -> float:
    sources = [FRONTEND / "vite.config.js", *(FRONTEND / "src").rglob("*")]
    return max(path.stat().st_mtime for path in sources if path.is_file())
