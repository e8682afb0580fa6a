"""The tasks of a page's main thread, as a trace of the browser tells of them."""

import json
from collections import defaultdict

CATEGORIES = ["disabled-by-default-devtools.timeline"]


def durations(trace: bytes) -> list[float]:
    """Milliseconds of CPU time of each task of the busiest page.

    By the clock on the wall a task takes longer, too, while other processes have the CPU.
    """
    events = json.loads(trace)["traceEvents"]
    names = (event for event in events if event["name"] == "thread_name")
    pages = {_thread(event) for event in names if event["args"]["name"] == "CrRendererMain"}
    found: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for event in events:
        if event["name"] == "RunTask" and _thread(event) in pages:
            found[_thread(event)].append(event.get("tdur", 0) / 1000)
    return max(found.values(), key=sum)


def _thread(event: dict[str, int]) -> tuple[int, int]:
    return event["pid"], event["tid"]
