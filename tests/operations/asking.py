"""Asks a running process what machines ask."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

TIMEOUT = 30.0  # seconds


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    def figure(self, name: str, **labels: str) -> float:
        """What a page of Prometheus says of one figure; 0 where it says nothing."""
        written = ",".join(f'{label}="{text}"' for label, text in sorted(labels.items()))
        wanted = f"{name}{{{written}}}" if labels else name
        lines = [line.rsplit(" ", 1) for line in self.text.splitlines()]
        return sum(float(line[1]) for line in lines if line[0] == wanted)


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    try:
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    found = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, found, text)
