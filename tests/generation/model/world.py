"""One simulated Palaver: runners, web processes, browsers, and a schedule drawn from a seed.

Everything that decides is the real code: the log on SQLite, pens, hubs and replicas, the watches
and windows of the sockets. The network, the clock and death belong to the schedule.
"""

import asyncio
import random
import uuid
from collections.abc import Callable, Iterable, Sequence

from palaver.accounts.models import User
from palaver.chats.models import Chat
from palaver.generation import log
from palaver.generation.fence import LEASE
from palaver.generation.hints import ChatMoved, Hint, Moved, Text
from palaver.generation.models import Chunk, Generation, Status
from tests.generation.model.browser import Browser
from tests.generation.model.clock import Clock
from tests.generation.model.ledger import Ledger
from tests.generation.model.process import Process
from tests.generation.model.runner import Runner
from tests.generation.writing import sweep

STEPS = 70
PROCESSES = 2
BROWSERS = 2
ROUNDS = 12  # of recovery, after which nothing may be left to do
OUTCOMES = (Status.DONE, Status.DONE, Status.FAILED)


class World:
    def __init__(self, seed: int, owner: User, loop: asyncio.AbstractEventLoop) -> None:
        self._seed = seed
        self._rng = random.Random(seed)
        self._loop = loop
        self._clock = Clock()
        self._clock.install()
        self._chat = Chat.objects.create(owner=owner)
        self._processes = [Process(loop) for _ in range(PROCESSES)]
        self._runners: list[Runner] = []
        self._runs_again = False
        self._actions: dict[Callable[[], None], int] = {
            self._write: 14,
            self._claim: 4,
            self._finish: 2,
            self._crash: 1,
            self._release: 1,
            self._let_time_pass: 3,
            self._reap: 2,
            self._stop: 2,
            self._run_again: 4,
            self._stop_and_retry: 2,
            self._take_over: 3,
            self._deliver: 14,
            self._lose: 3,
            self._query: 20,
            self._check_positions: 2,
            self._connect: 6,
            self._browse: 26,
            self._disconnect: 2,
            self._load: 1,
            self._restart: 1,
            self._fail_power: 1,
        }

    def publish(self, hints: Iterable[Hint]) -> None:
        """Takes the place of the bus: hints are on their way to every web process."""
        for hint in hints:
            if isinstance(hint, Text | Moved | ChatMoved):
                for process in self._processes:
                    process.hints.append(hint)

    def run(self) -> None:
        """One schedule from the question to the end; raises Violation."""
        question = uuid.UUID(int=self._seed)
        self._generation = Generation.objects.ask(
            self._chat, "Why?", client_id=question, model="m/m"
        )
        self._browsers = [Browser(self._chat.pk) for _ in range(BROWSERS)]
        self._ledger = Ledger(self._generation.pk, self._seed)
        self._connect()
        for action in self._rng.choices(*self._weighted(), k=STEPS):
            action()
            self._check()
        self._recover()
        self._ledger.check_end(self._browsers)

    def close(self) -> None:
        for browser in self._browsers:
            browser.disconnect()
        for process in self._processes:
            process.close()

    def _weighted(self) -> tuple[Sequence[Callable[[], None]], Sequence[int]]:
        return list(self._actions), list(self._actions.values())

    def _check(self) -> None:
        self._ledger.check(self._browsers, runs_again=self._runs_again)
        self._runs_again = False

    # Runners

    def _claim(self) -> None:
        claim = log.claim(self._generation.pk)
        if claim is not None:
            self._runners.append(Runner(claim, self._seed, lambda hint: self.publish([hint])))

    def _runner(self) -> Runner | None:
        self._runners = [runner for runner in self._runners if not runner.is_dead]
        return self._rng.choice(self._runners) if self._runners else None

    def _write(self) -> None:
        if runner := self._runner():
            runner.receive(self._rng.choice([0, 5, 20, 60]))
            runner.append(hears=self._rng.random() < 0.93)

    def _finish(self) -> None:
        if runner := self._runner():
            runner.finish(
                self._rng.choice(OUTCOMES), dies=self._rng.choice(["", "", "before", "after"])
            )

    def _crash(self) -> None:
        if runner := self._runner():
            runner.receive(10)
            runner.append(dies=self._rng.choice(["before", "after"]))

    def _release(self) -> None:
        if runner := self._runner():
            runner.release()

    def _reap(self) -> None:
        if self._generation.pk in sweep():
            self._claim()

    def _let_time_pass(self) -> None:
        self._clock.advance(self._rng.choice([1, 5, LEASE + 1]))

    def _take_over(self) -> None:
        """The runner stands still for too long, and comes back as a zombie."""
        self._clock.advance(LEASE + 1)
        self._claim()

    # People

    def _stop(self) -> None:
        self._generation.stop()

    def _run_again(self) -> None:
        self._generation.refresh_from_db()
        again = self._rng.choice([self._generation.retry, self._generation.go_on])
        self._runs_again = again()

    def _stop_and_retry(self) -> None:
        """Faster than any page hears of the end."""
        self._stop()
        self._check()
        self._runs_again = self._generation.retry()

    # Web processes

    def _process(self) -> Process:
        return self._rng.choice(self._processes)

    def _deliver(self) -> None:
        self._process().deliver(self._rng)

    def _lose(self) -> None:
        self._process().lose(self._rng)

    def _query(self) -> None:
        self._process().work(self._rng)

    def _check_positions(self) -> None:
        self._process().check()

    def _restart(self) -> None:
        at = self._rng.randrange(PROCESSES)
        for browser in self._browsers:
            if browser.is_connected_to(self._processes[at]):
                browser.disconnect()
        self._processes[at].close()
        self._processes[at] = Process(self._loop)

    def _fail_power(self) -> None:
        """Everything dies, and the last commits are gone."""
        row = Generation.objects.get(pk=self._generation.pk)
        chunks = list(Chunk.objects.filter(generation=row).order_by("start", "reasoning_start"))
        if row.status != Status.RUNNING or not chunks or chunks[-1].epoch != row.epoch:
            return
        for runner in self._runners:
            runner.is_dead = True
        for _ in range(PROCESSES):
            self._restart_all()
        cut = chunks[-1]
        cut.delete()
        Generation.objects.filter(pk=row.pk).update(
            length=cut.start, reasoning_length=cut.reasoning_start
        )
        self._ledger.take_back(self._browsers)

    def _restart_all(self) -> None:
        for browser in self._browsers:
            browser.disconnect()
        for process in self._processes:
            process.close()
        self._processes = [Process(self._loop) for _ in range(PROCESSES)]

    # Browsers

    def _browser(self) -> Browser:
        return self._rng.choice(self._browsers)

    def _connect(self) -> None:
        self._browser().connect(self._process())

    def _browse(self) -> None:
        self._browser().step()

    def _disconnect(self) -> None:
        self._browser().disconnect()

    def _load(self) -> None:
        self._browser().load()

    # The end

    def _recover(self) -> None:
        """No more faults, but every hint from now on is lost, too."""
        for runner in self._runners:
            runner.is_dead = True
        for _ in range(ROUNDS):
            self._clock.advance(LEASE + 1)
            self._reap()
            self._check()
            self._finish_what_runs()
            self._check()
            self._settle()
            if self._ledger.is_quiet(self._browsers):
                return

    def _finish_what_runs(self) -> None:
        runner = self._runner()
        while runner is not None and runner.has_more:
            runner.receive(40)
            runner.append()
        if runner is not None:
            runner.finish(Status.DONE)

    def _settle(self) -> None:
        for browser in self._browsers:
            browser.connect(self._process())
        for process in self._processes:
            process.hints.clear()
            process.check()
            process.work_off()
        while sum(browser.step() for browser in self._browsers):
            for process in self._processes:
                process.work_off()
            self._check()
