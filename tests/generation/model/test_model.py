"""Random schedules of lost, doubled and late hints, dropped sockets, crashes, zombies, stops and
retries: whatever happens, what must hold holds, and at the end nothing is stuck."""

import pytest
from django.db import connection

from tests.generation.model.conftest import Simulate

SCHEDULES = 12  # of each test
TESTS = 10 if connection.vendor == "sqlite" else 2  # a server answers many times more slowly


@pytest.mark.parametrize("first", range(0, TESTS * SCHEDULES, SCHEDULES))
def test_every_schedule_keeps_what_must_hold(simulate: Simulate, first: int) -> None:
    for seed in range(first, first + SCHEDULES):
        simulate(seed)
