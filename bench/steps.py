"""Where the CPU of a stream goes, step by step, from the stacks that py-spy saw."""

import re
from collections import Counter
from collections.abc import Iterable

# The first that is in a stack counts, whatever stands around it.
STEPS = {
    "sanitise": r"clean \(palaver/markdown/sanitiser",
    "render: parse the open block and write its HTML": r"palaver/markdown/(?!difference)",
    "frame: what leads from the last to this": r"Watch\.frame|next_frame|encoded \(",
    "send the frame": r"WebSocketsSansIOProtocol\.send |Connection\._(write|next|start|wake|guard)",
    "acknowledgement": r"WebSocketsSansIOProtocol|Connection\._(read|hear)|LiveSocket\._obey",
    "hint: from the commit to the replica": r"Hub\.(hear|_hear|_tell)|LocalBus\.|SharedBus\.",
    "position check": r"Hub\._(check|read|positions)|_positions \(|_reading \(|Hub\.check",
    "append: the statement and its commit": r"append \(palaver/generation/log",
    "append: offers, threads, what was taken": r"Ticks\.|ThreadPool|_connected|_chain_future",
    "provider: decode its lines": r"Reply\._(feed|end)|palaver/llm/(answer|chunks|sse|text)",
    "provider: read its connection": r"aiohttp/|palaver/llm/|Run\._",
    "request": r"Pages\.|httptools",
}
REST = "the event loop itself, and the rest"

Row = tuple[str, float]  # step, share


def shares(stacks: Iterable[str]) -> list[Row]:
    """Of each step, the largest first; a line is a stack, from the outside in, and its samples."""
    samples: Counter[str] = Counter()
    for line in stacks:
        stack, _, number = line.rpartition(" ")
        samples[_step(stack)] += int(number)
    return [(step, number / samples.total()) for step, number in samples.most_common()]


def table(rows: Iterable[Row]) -> str:
    lines = [f"| {step} | {100 * share:.1f} % |" for step, share in rows]
    return "\n".join(["| step | of the CPU |", "|---|---|", *lines])


def _step(stack: str) -> str:
    found = (step for step, pattern in STEPS.items() if re.search(pattern, stack))
    return next(found, REST)
