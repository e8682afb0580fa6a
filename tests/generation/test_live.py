"""Which generations are live: those that wait or run, asked for without parameters."""

import pytest

from palaver.generation.models import Generation, Status


@pytest.mark.parametrize("status", Status.values)
def test_what_waits_or_runs_is_live(queued: Generation, status: str) -> None:
    Generation.objects.update(status=status)
    assert Generation.objects.live().exists() is (status in {"queued", "running"})
    assert Generation.objects.get(pk=queued.pk).is_live is Generation.objects.live().exists()


def test_the_condition_is_the_one_of_the_index(queued: Generation) -> None:
    _sql, parameters = Generation.objects.live().query.sql_with_params()
    assert parameters == ()
    (index,) = (it for it in Generation._meta.indexes if it.name == "live_generations")
    of_the_index = Generation.objects.filter(index.condition)
    assert list(of_the_index) == list(Generation.objects.live()) == [queued]
