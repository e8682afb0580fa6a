"""What an answer takes of memory while it runs, and that it gives all of it back."""

import pytest

from tests.cost.bounds import BLOCKS_LEFT, MEMORY, breaches
from tests.cost.memory import Memory, memory_of
from tests.cost.site import Site
from tests.cost.texts import mixed


@pytest.mark.usefixtures("busy")
def test_an_answer_gives_back_the_memory_that_it_took(site: Site) -> None:
    memory = memory_of_an_answer(site)
    assert breaches({"peak": memory.peak}, MEMORY) == {}
    assert memory.blocks <= BLOCKS_LEFT, memory.left.most_common(5)


def memory_of_an_answer(site: Site) -> Memory:
    return site.run(lambda: memory_of(lambda: site.counted(mixed(1000))))
