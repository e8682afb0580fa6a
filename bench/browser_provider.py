"""A provider within this process, for the few answers that a browser is shown."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from bench.browser_text import OTHERWISE, QUESTION

MODEL = "essayist"


class _Provider(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, tokens: Sequence[str], rate: float) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.tokens = tokens
        self.rate = rate

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Request(BaseHTTPRequestHandler):
    server: _Provider

    def do_GET(self) -> None:
        self._begin("application/json")
        self.wfile.write(json.dumps({"data": [{"id": MODEL}]}).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._begin("text/event-stream")
        is_asked = body["messages"][-1]["content"] == QUESTION
        self._write(self.server.tokens if is_asked else [OTHERWISE])
        self._say({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def _begin(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def _write(self, tokens: Sequence[str]) -> None:
        start = time.monotonic()
        for number, token in enumerate(tokens):
            time.sleep(max(0.0, start + number / self.server.rate - time.monotonic()))
            self._say({"content": token})

    def _say(self, delta: dict[str, str], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.wfile.write(f"data: {json.dumps({'choices': [choice]})}\n\n".encode())


@contextmanager
def provider(tokens: Sequence[str], rate: float) -> Iterator[str]:
    """Answers QUESTION with these tokens, so many a second; gives its base URL."""
    with _Provider(tokens, rate) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.base_url
        server.shutdown()
