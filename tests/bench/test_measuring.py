"""A measurement of what is cheap to run: exact answers, and a wrong one that voids it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.client import Client
from bench.loads import Load
from bench.measuring import Wrong, measure, refuse_wrong
from bench.page import PageClient, SlowPageClient
from bench.passing import DeltaClient, RawClient
from bench.questions import Script
from bench.results import table
from bench.systems import Bare, Embedded, Limit, System, program

FEW = Load(answers=3, length=20, rate=200)
KINDS = (PageClient, SlowPageClient)


@pytest.fixture(scope="module")
def provider() -> Iterator[int]:
    with program("bench.provider") as (_, port):
        yield port


@pytest.fixture(params=[Limit, Bare, Embedded], scope="module")
def system(
    request: pytest.FixtureRequest, provider: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    with request.param(tmp_path_factory.mktemp("bench"), provider) as running:
        yield running


def test_every_token_is_accounted_for(system: System, provider: int) -> None:
    measured = measure(system, provider, FEW)

    assert measured.outcome.answers == FEW.answers
    assert measured.outcome.tokens == FEW.answers * FEW.length
    assert measured.total_cpu > 0
    assert 0 < measured.outcome.delay_p50 <= measured.outcome.delay_p99
    assert measured.outcome.wire > FEW.length
    assert measured.pss > 1
    assert f"| {system.name} | {FEW.label} |" in table([measured])[-1]


def test_pages_may_only_rest(provider: int, tmp_path: Path) -> None:
    with Embedded(tmp_path, provider) as system:
        measured = measure(system, provider, Load(3, rounds=0, rest=0.1))

    assert measured.outcome.answers == 0
    assert measured.opening["web"] > 0
    assert table([measured]) == table([])


def test_the_delays_are_those_of_the_clients_that_read(provider: int, tmp_path: Path) -> None:
    with Embedded(tmp_path, provider) as system:
        all_slow = measure(system, provider, replace(FEW, slow_every=1))
        some_slow = measure(system, provider, replace(FEW, slow_every=2))

    assert all_slow.outcome.delay_p99 == 0
    assert some_slow.outcome.delay_p99 > 0
    assert all_slow.outcome.tokens == some_slow.outcome.tokens == FEW.answers * FEW.length


async def test_a_slow_client_skips_what_it_did_not_read(provider: int, tmp_path: Path) -> None:
    script = Script("slow.1", 1, 80, 20)
    with Embedded(tmp_path, provider) as system:
        clients = [kind(*words) for kind, words in zip(KINDS, system.clients(2), strict=True)]
        for client in clients:
            await client.open()
        received = [await client.answer(script) for client in clients]
        for client in clients:
            await client.close()

    assert [one.fault for one in received] == ["", ""]
    hurried, slow = (len(one.marks) for one in received)
    assert slow < hurried


def test_an_answer_that_differs_voids_the_measurement(system: System) -> None:
    kinds: dict[str, type[Client]] = {k.__name__: k for k in (RawClient, DeltaClient, PageClient)}
    client = kinds[system.client](*system.clients(1)[0])
    asked, other = (Script(f"test.{seed}", seed, 20, 200) for seed in (1, 2))

    async def ask() -> tuple[str, str]:
        await client.open()
        right = await client.answer(asked)
        wrong = client._fault(other)
        await client.close()
        return right.fault, wrong

    right, wrong = asyncio.run(ask())
    assert right == ""
    assert " in place of " in wrong


def test_one_wrong_answer_is_enough(provider: int, tmp_path: Path) -> None:
    with Limit(tmp_path, provider) as system:
        outcome = measure(system, provider, FEW).outcome
    refuse_wrong("limit", outcome)
    with pytest.raises(Wrong, match="limit: 1 of 3 answers are wrong: It ended as failed"):
        refuse_wrong("limit", replace(outcome, faults=["It ended as failed."]))
