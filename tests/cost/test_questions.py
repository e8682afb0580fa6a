"""The statements of one question, step by step from the post to the end."""

from tests.cost.bounds import STATEMENTS, breaches
from tests.cost.site import Site
from tests.cost.texts import mixed

OF = "statements of "
EVERY_SO_OFTEN = {"append", "_positions", "_sweep"}


def test_each_step_of_a_question_has_its_statements(site: Site) -> None:
    steps = steps_of_a_question(site)
    assert steps.keys() - EVERY_SO_OFTEN == STATEMENTS.keys()
    assert breaches(steps, STATEMENTS) == {}


def steps_of_a_question(site: Site) -> dict[str, int]:
    """What the question changes is rendered once, by the post or for those who watch."""
    counts = site.run(lambda: site.counted(mixed(5)))
    steps = {name.removeprefix(OF): n for name, n in counts.items() if name.startswith(OF)}
    steps["browser"] += steps.pop("advance")
    return steps
