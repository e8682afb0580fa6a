"""Each guard is needed: with any one of them switched off, the simulation finds a violation."""

from collections.abc import Callable

import pytest

from palaver.generation import fence
from palaver.generation.hub import Hub
from palaver.generation.models.generation import GenerationQuerySet
from palaver.generation.replica import Replica
from palaver.web.live.watches import AnswerWatch
from tests.generation.model.conftest import Simulate
from tests.generation.model.ledger import Violation

SCHEDULES = 120  # the very same that test_model runs with every guard in place

Switch = Callable[[pytest.MonkeyPatch], None]


def without_clause(*columns: str) -> Switch:
    """The fence with some of its conditions left out."""

    def switch_off(monkeypatch: pytest.MonkeyPatch) -> None:
        lines = fence._MOVE.splitlines()
        kept = [line for line in lines if not line.strip().startswith(tuple(_conditions(columns)))]
        assert len(kept) == len(lines) - len(columns)
        monkeypatch.setattr(fence, "_MOVE", "\n".join(kept))

    return switch_off


def always(kind: type, method: str, answer: bool) -> Switch:
    """A question that is no longer asked."""

    def switch_off(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(kind, method, lambda *_: answer)

    return switch_off


def without_position_check(monkeypatch: pytest.MonkeyPatch) -> None:
    async def check(_hub: Hub) -> None:
        return None

    monkeypatch.setattr(Hub, "check", check)


def ends_that_end_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GenerationQuerySet, "live", lambda among: among)


GUARDS: dict[str, Switch] = {
    "the epoch of an append": without_clause("epoch"),
    "the status of an append": without_clause("status"),
    "the start of an append": without_clause("length", "reasoning_length"),
    "an end is an end": ends_that_end_again,
    "a hint must fit": always(Replica, "fits", True),
    "the position check": without_position_check,
    "a state of another text means a reset": always(Replica, "_grew_from", True),
    "a cursor is not believed": always(Replica, "covers", True),
    "who knows better is heard": always(AnswerWatch, "_may_be_outdated", False),
}


@pytest.mark.sqlite_only  # which is many times faster, and has the same guards
@pytest.mark.parametrize("switch_off", [pytest.param(GUARDS[name], id=name) for name in GUARDS])
def test_without_a_guard_the_simulation_finds_a_violation(
    simulate: Simulate, monkeypatch: pytest.MonkeyPatch, switch_off: Switch
) -> None:
    switch_off(monkeypatch)
    with pytest.raises(Violation):
        _run_all(simulate)


def _run_all(simulate: Simulate) -> None:
    for seed in range(SCHEDULES):
        simulate(seed)


def _conditions(columns: tuple[str, ...]) -> list[str]:
    return [f"AND generation_generation.{column} =" for column in columns]
