"""`python -m bench.browser`: what the scripts of a page cost while a long answer arrives.

The same question is asked twice, each time in a Chromium of its own profile: as it is, for the time
of the scripts, and with the CPU throttled, for the tasks that hold the page up. Throttling makes
scripts take longer, too; that figure also holds what tracing costs. All times are CPU times of the
page's main thread: on a machine that does nothing else they are what a clock shows. Prints one line
of JSON; what is shown at the end has to be exact.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from playwright.sync_api import Browser, CDPSession, Page

from bench import browser_tasks as tasks
from bench.browser_provider import MODEL, provider
from bench.browser_text import QUESTION, tokens
from tests.browser.frontend import build_if_stale
from tests.browser.people import sessions
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.chromium import chromium
from tests.running import PROVIDER, Palaver

THROTTLING = 4
LONG_TASK = 50  # ms
METRICS = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration", "TaskDuration")
# Waits without asking again and again, which would be script, too; and a second more, since what is
# done to finished blocks follows the end of the answer.
WATCH = """
() => {
  globalThis.arrived = new Promise((arrived) => {
    document.addEventListener("answer:end", () => setTimeout(arrived, 1000), { once: true });
  });
}
"""


@dataclass(frozen=True)
class Arrival:
    """What it took to show one answer, in milliseconds."""

    spent: dict[str, float]
    tasks: list[float]

    @property
    def script(self) -> float:
        return self.spent["ScriptDuration"]

    def __str__(self) -> str:
        spent = ", ".join(f"{name} {time:.0f}" for name, time in self.spent.items())
        longest = ", ".join(f"{task:.0f}" for task in sorted(self.tasks)[-5:])
        return f"{spent}; longest tasks {longest or 'not traced'}"


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench.browser", description=__doc__)
    words.add_argument("--tokens", type=int, default=4000, help="of the answer (4000)")
    words.add_argument("--rate", type=float, default=50.0, help="tokens per second (50)")
    options = words.parse_args()
    django.setup()
    answer = tokens(options.tokens)
    build_if_stale()
    with _palaver(answer, options.rate) as palaver, chromium() as browser:
        plain, throttled = (_ask(palaver, browser, answer, speed) for speed in (1, THROTTLING))
    print(json.dumps(figures(plain, throttled, options.tokens)))


@contextmanager
def _palaver(answer: list[str], rate: float) -> Iterator[Palaver]:
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as directory,
        provider(answer, rate) as base_url,
        Palaver(Path(directory), base_url) as palaver,
    ):
        yield palaver


def _ask(palaver: Palaver, browser: Browser, answer: list[str], throttling: int) -> Arrival:
    from tests.browser.proof import expect_exact  # it needs Django's applications

    problems = Problems()
    (session,) = sessions(palaver, [f"reader-{throttling}"])
    person = Person.with_browser(palaver, session, browser, problems)
    tab = person.ask_and_wait(model=f"{PROVIDER}/{MODEL}")
    tab.expect_connected()
    tab.box.fill(QUESTION)
    tab.page.evaluate(WATCH)
    arrival = _measure(browser, tab.page, throttling)
    expect_exact(tab, "".join(answer))
    assert problems.unexpected == []
    person.context.close()
    print(f"Throttled {throttling} times: {arrival}", file=sys.stderr)
    return arrival


def _measure(browser: Browser, page: Page, throttling: int) -> Arrival:
    """Sends what stands in the form, and waits for the answer."""
    is_traced = throttling > 1
    if is_traced:
        browser.start_tracing(page=page, categories=tasks.CATEGORIES)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": throttling})
    before = _spent(devtools)
    page.keyboard.press("Enter")
    page.evaluate("() => arrived")
    after = _spent(devtools)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    spent = {name: after[name] - before[name] for name in METRICS}
    return Arrival(spent, tasks.durations(browser.stop_tracing()) if is_traced else [])


def _spent(devtools: CDPSession) -> dict[str, float]:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: 1000 * metric["value"] for metric in metrics}


def figures(plain: Arrival, throttled: Arrival, number: int) -> dict[str, float]:
    return {
        "script_ms_per_1000_tokens": round(1000 * plain.script / number, 1),
        "script_ms_per_1000_tokens_throttled": round(1000 * throttled.script / number, 1),
        "long_tasks_over_50_ms": sum(task > LONG_TASK for task in throttled.tasks),
        "longest_task_ms": round(max(throttled.tasks), 1),
        "tokens": number,
    }


if __name__ == "__main__":
    main()
