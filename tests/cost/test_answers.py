"""What an answer costs, counted: no clock is looked at, so it is the same on every machine."""

import pytest

from tests.cost.bounds import ANSWER, BYTES, TEN_ANSWERS, breaches
from tests.cost.counting import Counts
from tests.cost.site import Site
from tests.cost.texts import mixed


@pytest.mark.usefixtures("busy")
def test_a_thousand_tokens_cost_what_they_may(site: Site) -> None:
    counts = site.run(lambda: site.counted(mixed(1000)))
    assert breaches(counts, ANSWER) == {}


@pytest.mark.usefixtures("busy")
def test_answers_that_run_at_once_share_their_ticks(site: Site) -> None:
    counts = site.run(lambda: site.counted(*[mixed(500)] * 10))
    assert breaches(_per_thousand(counts, 5000), TEN_ANSWERS) == {}


@pytest.mark.usefixtures("busy")
def test_pages_that_show_one_answer_share_all_but_its_frames(site: Site) -> None:
    shared = ("characters rendered", "hints", "statements of append")
    one = site.run(lambda: site.counted(mixed(500)))
    five = site.run(lambda: site.counted(mixed(500), watchers=5))
    assert [five[name] for name in shared] == [one[name] for name in shared]
    assert five["frames"] == 5 * one["frames"]


def test_an_answer_takes_few_bytes(site: Site, request: pytest.FixtureRequest) -> None:
    alone = site.run(lambda: site.counted(mixed(300)))
    request.getfixturevalue("busy")
    busy = site.run(lambda: site.counted(mixed(300)))
    sizes = {"alone": alone["bytes"], "on a busy server": busy["bytes"]}
    assert breaches(sizes, BYTES) == {}


def _per_thousand(counts: Counts, tokens: int) -> dict[str, float]:
    return {name: number * 1000 / tokens for name, number in counts.items()}
