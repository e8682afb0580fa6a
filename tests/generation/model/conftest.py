import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection

from palaver.accounts.models import User
from palaver.chats import sidebar
from palaver.generation import hub
from palaver.generation.bus import bus
from tests.generation.model.ledger import Violation
from tests.generation.model.world import World

Simulate = Callable[[int], None]


@pytest.fixture
def simulate(owner: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulate]:
    """Runs the schedule of a seed; raises Violation."""
    monkeypatch.setattr(sidebar, "_after_commit", _nobody_listens)
    monkeypatch.setattr(hub, "ON_ITS_WAY", 0)
    monkeypatch.setattr(hub.logger, "disabled", True)  # refused readings are part of it
    with asyncio.Runner() as runner:
        loop = runner.get_loop()

        def simulating(seed: int) -> None:
            world = World(seed, owner, loop)
            monkeypatch.setattr(bus, "publish", world.publish)
            try:
                world.run()
            except (Violation, IntegrityError) as violation:
                raise Violation(f"schedule {seed}: {violation}") from None
            finally:
                world.close()

        yield simulating
    connection.close()  # and with it the clock of the simulation


def _nobody_listens(*_broadcast: Any) -> None:
    return None
