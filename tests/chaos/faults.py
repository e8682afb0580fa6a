"""All that goes wrong, each as somebody who runs Palaver may see it."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from tests.chaos.clients import deaf_clients, slow_clients
from tests.chaos.installation import Installation, restart
from tests.chaos.load import Load
from tests.faults.waiting import until
from tests.postgresql import HOW
from tests.running import Palaver
from tests.scale.broker import QUEUE
from tests.scale.hints import Treatment, Unreliable, WithoutTheLast, faithful, lost

CUT = b"WITH offered", b"COMMIT", b"INSERT INTO", b"UPDATE", b"SELECT"
LOCK = "LOCK TABLE generation_chunk IN ACCESS EXCLUSIVE MODE"
END_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'palaver'"
)
PROVIDERS = "429:1", "500", "429:3600", "hang", "stall_at:20", "torn_at:20", "garbage_at:20"
THEFT = 0.2  # seconds that a thief waits for a message

Injection = Callable[[Installation, Load], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """`inject` returns when it is over; two that touch one part are not injected at once."""

    name: str
    parts: frozenset[str]
    inject: Injection


async def redis_away(system: Installation, _load: Load) -> None:
    system.redis.kill()
    await asyncio.sleep(system.pace.redis_away)
    system.redis.start()


async def redis_flushed(system: Installation, _load: Load) -> None:
    for _ in range(5):
        await _say(system, "FLUSHALL")
        await asyncio.sleep(0.5)


async def subscribers_killed(system: Installation, _load: Load) -> None:
    for _ in range(20):
        await _say(system, "CLIENT", "KILL", "TYPE", "pubsub")
        await asyncio.sleep(0.1)


async def redis_asleep(system: Installation, _load: Load) -> None:
    await _say(system, "DEBUG", "SLEEP", 5)


async def started_without_redis(system: Installation, _load: Load) -> None:
    system.redis.kill()
    for processes in (system.servers, system.workers):
        await asyncio.to_thread(restart, system.rng.choice(processes), "terminate")
    system.redis.start()


def hints(treatment: Callable[[Installation], Treatment]) -> Injection:
    async def inject(system: Installation, _load: Load) -> None:
        system.hints.treatment = treatment(system)
        await asyncio.sleep(system.pace.spell)
        system.hints.treatment = faithful

    return inject


def postgresql_restarted(how: str) -> Injection:
    async def inject(system: Installation, _load: Load) -> None:
        await asyncio.to_thread(system.postgresql.restart, how)

    return inject


async def replies_lost(system: Installation, _load: Load) -> None:
    for _ in range(10):
        system.to_postgresql.cut_after(system.rng.choice(CUT))
        await asyncio.to_thread(system.to_postgresql.was_cut.wait, 1.0)


async def connections_ended(system: Installation, _load: Load) -> None:
    for _ in range(5):
        await asyncio.to_thread(system.postgresql.execute, END_ALL)
        await asyncio.sleep(0.2)


async def statements_timed_out(system: Installation, _load: Load) -> None:
    def hold() -> None:
        with psycopg.connect(system.postgresql.url(system.full.database)) as other:
            other.execute(LOCK)
            time.sleep(5)

    await asyncio.to_thread(hold)


async def disk_full(system: Installation, _load: Load) -> None:
    await asyncio.to_thread(system.full.fill)
    await asyncio.sleep(system.pace.spell)
    system.full.make_room()


def restarted(processes: Callable[[Installation], list[Any]], how: str) -> Injection:
    async def inject(system: Installation, _load: Load) -> None:
        chosen: Palaver = system.rng.choice(processes(system))
        await asyncio.to_thread(restart, chosen, how)

    return inject


async def zombie(system: Installation, _load: Load) -> None:
    chosen = system.rng.choice(system.workers)
    os.kill(chosen.pid, signal.SIGSTOP)
    past_its_lease = system.pace.lease + system.pace.reaper_period
    await asyncio.sleep(past_its_lease + system.rng.uniform(0, 3))
    os.kill(chosen.pid, signal.SIGCONT)


def messages(times: int) -> Injection:
    """What a thief takes from the broker's queue comes back so often."""

    async def inject(system: Installation, _load: Load) -> None:
        await asyncio.to_thread(_steal, system, times)

    return inject


def readers(clients: Callable[[Installation, Load], Any]) -> Injection:
    def hold(system: Installation, load: Load) -> None:
        with clients(system, load):
            time.sleep(system.pace.spell)

    async def inject(system: Installation, load: Load) -> None:
        await asyncio.to_thread(hold, system, load)

    return inject


async def networks_lost(_system: Installation, load: Load) -> None:
    for _ in range(3):
        for reader in tuple(load.readers):
            reader.cut()
        await asyncio.sleep(1)


def provider(fault: str) -> Injection:
    async def inject(system: Installation, load: Load) -> None:
        load.faults += [fault] * 3
        await until(lambda: not load.faults)
        await asyncio.sleep(system.pace.spell)

    return inject


def _fault(name: str, parts: str, inject: Injection) -> Fault:
    return Fault(name, frozenset(parts.split()), inject)


FAULTS = [
    _fault("Redis killed, back empty", "redis", redis_away),
    _fault("Redis flushed", "redis", redis_flushed),
    _fault("Redis subscribers killed 20 times", "redis", subscribers_killed),
    _fault("Redis asleep for 5 s", "redis", redis_asleep),
    _fault("Redis absent at a start", "redis server worker", started_without_redis),
    _fault("Hints 30 % lost, 10 % doubled", "hints", hints(lambda s: Unreliable(s.rng))),
    _fault("Hints all lost", "hints", hints(lambda _: lost)),
    _fault("Hints: last two lost", "hints", hints(lambda _: WithoutTheLast(2))),
    *(
        _fault(f"PostgreSQL restarted, {how}", "postgresql", postgresql_restarted(how))
        for how in HOW
    ),
    _fault("PostgreSQL's replies lost", "postgresql", replies_lost),
    _fault("PostgreSQL's connections ended", "postgresql", connections_ended),
    _fault("PostgreSQL's statements time out", "postgresql", statements_timed_out),
    _fault("PostgreSQL's disk full", "postgresql", disk_full),
    _fault("Worker killed", "worker", restarted(lambda s: s.workers, "kill")),
    _fault("Worker told to end", "worker", restarted(lambda s: s.workers, "terminate")),
    _fault("Worker a zombie", "worker", zombie),
    _fault("Server killed", "server", restarted(lambda s: s.servers, "kill")),
    _fault("Server told to end", "server", restarted(lambda s: s.servers, "terminate")),
    _fault("Broker delivers thrice", "broker", messages(3)),
    _fault("Broker loses messages", "broker", messages(0)),
    _fault("Clients that read nothing", "clients", readers(deaf_clients)),
    _fault("Clients that read 1 KB/s", "clients", readers(slow_clients)),
    _fault("Readers' networks lost", "clients", networks_lost),
    *(_fault(f"Provider: {fault}", "provider", provider(fault)) for fault in PROVIDERS),
]


async def _say(system: Installation, *words: str | int) -> None:
    try:
        await asyncio.to_thread(system.redis.say, *words)
    except RedisError:  # it was thrown out with the others, or waited for too long
        await asyncio.sleep(0)


def _steal(system: Installation, times: int) -> None:
    ends = time.monotonic() + system.pace.spell
    with Redis.from_url(system.redis.url) as redis:
        while time.monotonic() < ends:
            try:
                taken = redis.execute_command("BRPOP", QUEUE, THEFT)
                if taken and times:
                    redis.execute_command("LPUSH", QUEUE, *[taken[1]] * times)
            except RedisError:
                time.sleep(THEFT)
