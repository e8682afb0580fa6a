"""What Prometheus is told; the only module that knows its client.

The hot path counts once for each tick, and otherwise for each answer, never for each token or
socket: an observation takes about a microsecond.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where processes that share a port add up what they count
TICKS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds
LAGS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)  # seconds
WAITS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)  # seconds

LIVE_ANSWERS = Gauge(
    "palaver_live_answers", "Answers that run in this process.", multiprocess_mode="livesum"
)
SOCKETS = Gauge("palaver_sockets", "Open WebSockets.", multiprocess_mode="livesum")
WAITING = Gauge(
    "palaver_waiting_answers",
    "Answers that wait for a runner, in the whole installation.",
    multiprocess_mode="livemostrecent",
)
QUEUE_AGE = Gauge(
    "palaver_queue_age_seconds",
    "How long the first of them has waited.",
    multiprocess_mode="livemostrecent",
)
FIRST_TOKEN = Histogram(
    "palaver_first_token_seconds",
    "From the start of a run to the first token.",
    ["provider"],
    buckets=WAITS,
)
TICK = Histogram("palaver_tick_seconds", "A commit of all new text of a process.", buckets=TICKS)
HUB_LAG = Histogram(
    "palaver_hub_lag_seconds",
    "From the commit of text to its arrival where it is shown, by the machines' clocks.",
    buckets=LAGS,
)
RESYNCS = Counter(
    "palaver_resyncs_total",
    "Replicas read again from the log for a gap, and readers that asked to start anew.",
    ["of"],
)
ANSWERS = Counter("palaver_answers_total", "Runs of an answer, by how they ended.", ["end"])
PROVIDER_CALLS = Counter(
    "palaver_provider_calls_total", "Calls of a provider.", ["provider", "purpose"]
)
PROVIDER_ERRORS = Counter(
    "palaver_provider_errors_total", "Calls of a provider that failed.", ["provider", "kind"]
)
TOKENS = Counter("palaver_tokens_total", "Tokens as providers count them.", ["provider", "kind"])


def page(accepted: str) -> tuple[bytes, str]:
    """All figures, in the form that the scraper prefers, and the name of that form.

    Of processes that share a port, all together.
    """
    encode, content_type = choose_encoder(accepted)
    return encode(_registry(os.environ)), content_type


@contextmanager
def shared() -> Iterator[None]:
    """Has processes that are started meanwhile add up what they count."""
    with TemporaryDirectory(prefix="palaver-metrics-") as directory:
        os.environ[SHARED] = directory
        yield


def _registry(environ: Mapping[str, str]) -> CollectorRegistry:
    directory = environ.get(SHARED)
    if not directory:
        return REGISTRY
    _forget_the_dead(Path(directory))
    together = CollectorRegistry()
    MultiProcessCollector(together, directory)  # type: ignore[no-untyped-call]  # has no types
    return together


def _forget_the_dead(directory: Path) -> None:
    """Takes the states of processes that have ended out of the sums; what they counted stays."""
    for pid in {int(file.stem.rpartition("_")[2]) for file in directory.glob("gauge_live*.db")}:
        if not _is_alive(pid):
            mark_process_dead(pid, str(directory))  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
