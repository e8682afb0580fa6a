"""The statements of one question, step by step from the post to the end."""

from tests.cost.bounds import STATEMENTS, breaches
from tests.cost.site import Site
from tests.cost.texts import mixed

OF = "statements of "
EVERY_SO_OFTEN = {"append", "_positions", "_sweep"}
ADVANCE = {1, 3}  # the chat alone, where the answer to the post has rendered the same just before


def test_each_step_of_a_question_has_its_statements(site: Site) -> None:
    steps = steps_of_a_question(site)
    assert steps.pop("advance") in ADVANCE
    assert steps.keys() - EVERY_SO_OFTEN == STATEMENTS.keys()
    assert breaches(steps, STATEMENTS) == {}


def steps_of_a_question(site: Site) -> dict[str, int]:
    counts = site.run(lambda: site.counted(mixed(5)))
    return {name.removeprefix(OF): n for name, n in counts.items() if name.startswith(OF)}
