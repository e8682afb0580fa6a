"""What an answer costs, counted: no clock is looked at, so it is the same on every machine."""

import pytest

from tests.cost.bounds import ANSWER, BYTES, TEN_ANSWERS, breaches
from tests.cost.counting import Counts
from tests.cost.site import Site
from tests.cost.texts import mixed

SHARED = ("characters rendered", "hints", "statements of append")


@pytest.mark.usefixtures("busy")
def test_a_thousand_tokens_cost_what_they_may(site: Site) -> None:
    assert breaches(a_thousand_tokens(site), ANSWER) == {}


@pytest.mark.usefixtures("busy")
def test_answers_that_run_at_once_share_their_ticks(site: Site) -> None:
    assert breaches(ten_answers(site), TEN_ANSWERS) == {}


@pytest.mark.usefixtures("busy")
def test_pages_that_show_one_answer_share_all_but_its_frames(site: Site) -> None:
    one, five = (shown_by(site, pages) for pages in (1, 5))
    assert [five[name] for name in SHARED] == [one[name] for name in SHARED]
    assert five["frames"] == 5 * one["frames"]


def test_an_answer_takes_few_bytes(site: Site, request: pytest.FixtureRequest) -> None:
    alone = bytes_of_an_answer(site)
    request.getfixturevalue("busy")
    assert breaches({"alone": alone, "on a busy server": bytes_of_an_answer(site)}, BYTES) == {}


def a_thousand_tokens(site: Site) -> Counts:
    return site.run(lambda: site.counted(mixed(1000)))


def ten_answers(site: Site) -> dict[str, float]:
    counts = site.run(lambda: site.counted(*[mixed(500)] * 10))
    return {name: number / 5 for name, number in counts.items()}


def shown_by(site: Site, pages: int) -> Counts:
    return site.run(lambda: site.counted(mixed(500), watchers=pages))


def bytes_of_an_answer(site: Site) -> int:
    return site.run(lambda: site.counted(mixed(300)))["bytes"]
