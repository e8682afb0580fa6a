import random
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palaver.generation import log
from palaver.generation.fence import Append
from palaver.generation.models import Chunk, Generation, Outcome, Status
from palaver.markdown import render
from tests.generation.fixtures import Ask, columns
from tests.generation.writing import (
    DONE,
    append,
    claimed,
    finish,
    moved,
    run_out,
    text_of,
    think,
    write,
)

FENCED = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def test_what_is_appended_is_read_back_in_order(queued: Generation) -> None:
    claim = write(claimed(queued), "One ", "two ", "👩‍👩‍👧三\n")
    assert text_of(queued) == "One two 👩‍👩‍👧三\n"
    assert columns(queued)["length"] == claim.length == len("One two 👩‍👩‍👧三\n")


def test_text_and_reasoning_keep_positions_of_their_own(queued: Generation) -> None:
    claim = think(claimed(queued), "Hm", "mm.")
    write(claim, "So: ", "42.")
    reading = log.read(queued.pk)
    assert (reading.text, reading.reasoning) == ("So: 42.", "Hmmm.")


@pytest.mark.parametrize(
    "stale",
    [
        pytest.param({"epoch": 0}, id="an older epoch"),
        pytest.param({"epoch": 2}, id="an epoch to come"),
        pytest.param({"start": 3}, id="a start within the log"),
        pytest.param({"start": 5}, id="a start beyond the log"),
        pytest.param({"reasoning_start": 1}, id="another start of the reasoning"),
    ],
)
def test_an_append_that_does_not_fit_changes_nothing(
    queued: Generation, stale: dict[str, Any]
) -> None:
    claim = write(claimed(queued), "Four")
    before = columns(queued), list(Chunk.objects.values())
    assert log.append([replace(append(claim, "more"), **stale)]) == set()
    assert not log.finish(replace(append(claim, "more"), **stale), DONE)
    assert (columns(queued), list(Chunk.objects.values())) == before
    assert log.append([append(claim, "more")]) == {queued.pk}


@pytest.mark.parametrize("status", [s for s in Status if s != Status.RUNNING])
def test_an_append_to_an_answer_that_does_not_run_changes_nothing(
    queued: Generation, status: Status
) -> None:
    claim = write(claimed(queued), "Four")
    Generation.objects.filter(pk=queued.pk).update(status=status)
    before = columns(queued), list(Chunk.objects.values())
    assert log.append([append(claim, "more")]) == set()
    assert not finish(claim, "more")
    assert (columns(queued), list(Chunk.objects.values())) == before


@FENCED
@given(
    epoch=st.integers(0, 4),
    start=st.integers(0, 8),
    status=st.sampled_from(list(Status)),
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5),
)
def test_the_fence_holds_for_every_epoch_start_and_status(
    ask: Ask, epoch: int, start: int, status: Status, text: str
) -> None:
    Generation.objects.all().delete()
    generation = ask()
    Generation.objects.filter(pk=generation.pk).update(epoch=2, length=4, status=status)
    accepted = log.append([Append(generation.pk, epoch, start, text)])
    fits = (epoch, start, status) == (2, 4, Status.RUNNING)
    assert accepted == ({generation.pk} if fits else set())
    assert columns(generation)["length"] == (4 + len(text) if fits else 4)
    assert Chunk.objects.count() == (1 if fits and text else 0)


def test_one_tick_takes_many_answers_and_refuses_only_the_stale_ones(ask: Ask) -> None:
    claims = [claimed(generation) for generation in _many(ask, 30)]
    stale = {claim.generation_id for claim in claims[::3]}
    Generation.objects.filter(pk__in=stale).update(epoch=7)
    offers = [append(claim, f"Text {n}.") for n, claim in enumerate(claims)]
    random.Random(1).shuffle(offers)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        accepted = log.append(offers)
    assert accepted == {claim.generation_id for claim in claims} - stale
    for n, claim in enumerate(claims):
        text = "" if claim.generation_id in stale else f"Text {n}."
        assert log.read(claim.generation_id).text == text
    said = [q["sql"].removeprefix("20 times: ").split()[0] for q in queries]
    statements = [word for word in said if word != "BEGIN"]
    at_once = connection.vendor == "postgresql"
    assert statements == (["WITH"] if at_once else ["WITH", "INSERT", "COMMIT"])


def test_an_append_renews_the_lease_even_without_text(queued: Generation) -> None:
    claim = claimed(queued)
    run_out(queued)
    assert Generation.objects.claimable().exists()
    assert log.append([append(claim)]) == {queued.pk}
    assert not Generation.objects.claimable().exists()
    assert not Chunk.objects.exists()


def test_the_end_folds_the_log_into_the_message(queued: Generation) -> None:
    claim = write(think(claimed(queued), "Let me see."), "# Title\n\n", "Some *text*")
    assert finish(claim, ", and an end.", Outcome(Status.DONE, completion_tokens=7))
    queued.refresh_from_db()
    queued.message.refresh_from_db()
    text = "# Title\n\nSome *text*, and an end."
    assert queued.message.text == text == text_of(queued)
    assert queued.message.html == render(text)
    assert queued.message.reasoning == "Let me see."
    assert (queued.status, queued.completion_tokens) == ("done", 7)
    assert queued.finished_at is not None
    assert queued.lease_until is None
    assert not Chunk.objects.exists()


def test_an_end_that_fails_half_way_leaves_the_answer_as_it_was(
    queued: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = write(claimed(queued), "Kept")
    with monkeypatch.context() as broken:
        broken.setattr("palaver.generation.models.ending.render", _explode)
        with pytest.raises(ZeroDivisionError):
            finish(claim, " and lost")
    assert (columns(queued)["status"], text_of(queued)) == ("running", "Kept")
    assert finish(claim, " and found")
    assert text_of(queued) == "Kept and found"


def test_an_answer_ends_once(queued: Generation) -> None:
    claim = claimed(queued)
    assert finish(claim, "The end.")
    ended = columns(queued)
    assert not finish(moved(claim, "The end."), " Or not.")
    assert not finish(claim, "The end.")
    assert columns(queued) == ended


def test_a_released_answer_goes_on_in_a_new_epoch_from_where_it_was(queued: Generation) -> None:
    first = write(claimed(queued), "One, ")
    assert log.release(first)
    assert columns(queued)["status"] == "queued"
    second = claimed(queued)
    assert (second.epoch, second.length) == (2, len("One, "))
    assert columns(queued)["takeovers"] == 0
    assert log.append([append(first, "zombie")]) == set()
    finish(second, "two.")
    assert text_of(queued) == "One, two."


def test_only_the_holder_of_the_lease_can_release(queued: Generation) -> None:
    first = claimed(queued)
    run_out(queued)
    second = claimed(queued)
    assert not log.release(first)
    assert columns(queued)["status"] == "running"
    assert log.release(second)
    assert not log.release(second)


@pytest.mark.parametrize("start", [5, 1000, 10**9])
def test_a_cursor_beyond_the_log_reads_from_the_beginning(queued: Generation, start: int) -> None:
    write(claimed(queued), "Four")
    reading = log.read(queued.pk, start)
    assert (reading.start, reading.text) == (0, "Four")
    reading = log.read(queued.pk, 0, start)
    assert (reading.start, reading.reasoning_start, reading.text) == (0, 0, "Four")


def test_a_cursor_at_the_end_reads_nothing_new(queued: Generation) -> None:
    write(claimed(queued), "Four")
    reading = log.read(queued.pk, 4)
    assert (reading.start, reading.text) == (4, "")


def test_a_reading_survives_the_end_of_the_answer(queued: Generation) -> None:
    claim = write(claimed(queued), "One, ")
    assert log.read(queued.pk, 5).text == ""
    finish(claim, "two.")
    assert log.read(queued.pk, 5).text == "two."


def test_reading_an_answer_that_is_gone_says_so(queued: Generation) -> None:
    queued.message.chat.delete()
    with pytest.raises(Generation.DoesNotExist):
        log.read(queued.pk)


def test_a_log_that_never_agrees_with_its_row_is_not_made_up(queued: Generation) -> None:
    claimed(queued)
    Generation.objects.filter(pk=queued.pk).update(length=10)
    with pytest.raises(log.LogOutOfStep):
        log.read(queued.pk)


def _many(ask: Ask, count: int) -> list[Generation]:
    generation = ask()
    owner = generation.message.chat.owner
    return [ask(chat=owner.chats.create()) for _ in range(count)]


def _explode(_text: str) -> str:
    raise ZeroDivisionError
