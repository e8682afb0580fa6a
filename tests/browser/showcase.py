"""A provider whose answers are made to be looked at."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

MODEL = "mistral-small"
QUESTION = "Why do rivers meander, and how fast does a bend grow?"
FORMULAS = "What is the area of the Mandelbrot set?"
DIAGRAM = "How does a message travel?"
ANSWERS = {
    QUESTION: """\
A river on a gentle slope never stays straight for long. Any small bend sends the fastest
water to its **outer bank**, which wears away, while sand settles on the **inner bank**, so the
bend grows.

| Process | Where | What it does |
| :--- | :--- | :--- |
| Erosion | outer bank | moves the channel sideways |
| Deposition | inner bank | builds a point bar |

A rule of thumb for the sideways speed of a bend of radius $R$ in a channel of width $w$ is

$$
M \\approx k\\,\\frac{w}{R} \\quad\\text{metres per year.}
$$

```python
def migration(width: float, radius: float, k: float = 0.8) -> float:
    return k * width / radius  # metres per year
```
""",
    FORMULAS: """\
Nobody knows a closed form. Counting points gives about $1.50659$, and an exact series exists:

$$
A = \\pi \\Bigl( 1 - \\sum_{n=1}^{\\infty} n\\, b_n^2 \\Bigr)
$$

1. The series converges **very** slowly.
2. A million terms still give only about $1.70$.

> An upper bound is easy, a good one is not.
""",
    DIAGRAM: """\
Like this:

```mermaid
graph LR
  Browser -- message --> Palaver
  Palaver -- question --> Model
  Model -- words --> Log[(log)]
  Log -- frames --> Browser
```

Every word is in the log before anybody sees it.
""",
}
OTHERS = (
    "Translate a menu from Portuguese",
    "Plan three days in Ljubljana",
    "A polite reminder about an invoice",
    "Names for a small black cat",
    "Explain SQL window functions",
)
OTHERWISE = "That is a good question, and it deserves a short answer: **yes**.\n"
PIECE = 6  # characters of one delta
PAUSE = 0.02  # seconds between two


class _Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self._answer(json.dumps({"data": [{"id": MODEL}, {"id": "qwen3-coder"}]}).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = ANSWERS.get(str(body["messages"][-1]["content"]), OTHERWISE)
        self._answer()
        for piece in (text[at : at + PIECE] for at in range(0, len(text), PIECE)):
            self._send({"choices": [{"index": 0, "delta": {"content": piece}}]})
            time.sleep(PAUSE)
        self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self._send({"choices": [], "usage": _usage(text)})
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def _answer(self, body: bytes = b"") -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if body else "text/event-stream")
        self.end_headers()
        self.wfile.write(body)

    def _send(self, chunk: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())


def _usage(text: str) -> dict[str, int]:
    words = len(text.split())
    return {"prompt_tokens": 18, "completion_tokens": words, "total_tokens": 18 + words}


@contextmanager
def showcase() -> Iterator[str]:
    """Serves it; gives its base URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Provider) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()
