"""The scripted server as a process of its own, for tests and benchmarks that need one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Self
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]


class ProviderProcess:
    """`with ProviderProcess(rate=50) as provider:` runs it and gives `provider.base_url`."""

    def __init__(self, *, rate: float = 50.0, key: str = "", port: int = 0) -> None:
        options = ["--rate", str(rate), "--key", key, "--port", str(port)]
        self._command = [sys.executable, "-m", "tests.provider", *options]
        self._process: subprocess.Popen[str] | None = None
        self.base_url = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if self._process.stdout is not None:
            self.base_url = self._process.stdout.readline().strip()
        if not self.base_url:
            raise RuntimeError("The scripted provider did not start.")
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.communicate()

    def requests(self) -> list[dict[str, Any]]:
        """What it was asked, in order: see `Record.as_json`."""
        url = self.base_url.removesuffix("/v1") + "/_requests"
        with urlopen(url) as response:  # noqa: S310 (always our own http:// address)
            records: list[dict[str, Any]] = json.load(response)
        return records
