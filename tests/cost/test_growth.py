"""A long answer costs what its length costs, and no more."""

import pytest

from tests.cost.bounds import ANSWER, GROWTH
from tests.cost.site import Site
from tests.cost.texts import KINDS, Kind

PER_TICK = {"size": 20, "rate": 10}  # five tokens in one piece, a piece for each tick


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("kind", KINDS)
def test_eight_times_the_text_costs_eight_times_as_much(site: Site, kind: Kind) -> None:
    assert too_steep(site, kind) == {}


def too_steep(site: Site, kind: Kind) -> dict[str, float]:
    """What grows faster than the text, and how many times."""
    short = site.run(lambda: site.counted(kind(1000), **PER_TICK))
    long = site.run(lambda: site.counted(kind(8000), **PER_TICK))
    growth = {name: round(long[name] / short[name], 2) for name in ANSWER}
    return {name: times for name, times in growth.items() if times > GROWTH}
