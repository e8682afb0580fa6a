"""Who may write an answer: claims, leases, take-overs, and what becomes of the hopeless."""

from functools import partial

import pytest

from palaver.generation import log, reaper
from palaver.generation.log import Claim
from palaver.generation.models import Chunk, Generation
from tests.generation.fixtures import at_once, columns
from tests.generation.writing import append, claimed, finish, run_out, sweep, text_of, think, write


def test_a_waiting_answer_is_claimed_once(queued: Generation) -> None:
    assert log.claim(queued.pk) == Claim(queued.pk, 1, 0, 0, queued)
    assert log.claim(queued.pk) is None
    assert columns(queued)["status"] == "running"


def test_of_many_runners_that_claim_at_once_one_gets_it(queued: Generation) -> None:
    claims = at_once(*[partial(log.claim, queued.pk)] * 6)
    assert sorted(claim.epoch for claim in claims if claim) == [1]
    assert columns(queued)["epoch"] == 1


def test_of_many_runners_that_take_over_at_once_one_gets_it(queued: Generation) -> None:
    write(claimed(queued), "One, ")
    run_out(queued)
    claims = at_once(*[partial(log.claim, queued.pk)] * 6)
    assert [claim.epoch for claim in claims if claim] == [2]


def test_a_zombie_and_its_successor_never_both_write(queued: Generation) -> None:
    zombie = write(claimed(queued), "One, ")
    run_out(queued)
    took_over, went_on = at_once(
        lambda: log.claim(queued.pk) is not None,
        lambda: bool(log.append([append(zombie, "two, ")])),
    )
    assert took_over != went_on
    assert text_of(queued) == ("One, two, " if went_on else "One, ")


def test_a_stop_and_an_end_at_once_leave_one_end(queued: Generation) -> None:
    claim = write(claimed(queued), "One, ")
    at_once(partial(finish, claim, "two."), queued.stop)
    row = columns(queued)
    text = {"done": "One, two.", "stopped": "One, "}[row["status"]]
    assert text_of(queued) == text
    assert row["length"] == len(text)


def test_an_answer_without_text_is_taken_over_up_to_the_limit(queued: Generation) -> None:
    claimed(queued)
    for epoch in (2, 3, 4):
        run_out(queued)
        assert claimed(queued).epoch == epoch
    run_out(queued)
    assert log.claim(queued.pk) is None
    assert columns(queued)["status"] == "running"
    sweep()
    assert columns(queued)["status"] == "interrupted"


def test_an_answer_with_text_goes_on_once_and_is_then_interrupted(queued: Generation) -> None:
    write(claimed(queued), "One, ")
    run_out(queued)
    assert sweep() == [queued.pk]
    write(claimed(queued), "two, ")
    run_out(queued)
    assert sweep() == []
    queued.refresh_from_db()
    assert (queued.status, queued.error_kind, text_of(queued)) == (
        "interrupted",
        "interrupted",
        "One, two, ",
    )
    assert queued.error_text
    assert queued.may_retry
    assert queued.can_continue


def test_crashes_before_the_first_word_do_not_use_up_the_continuation(queued: Generation) -> None:
    for _ in range(2):
        claimed(queued)
        run_out(queued)
    write(claimed(queued), "One, ")
    run_out(queued)
    claim = claimed(queued)
    assert (claim.epoch, claim.length) == (4, len("One, "))
    run_out(queued)
    assert log.claim(queued.pk) is None


def test_thoughts_without_an_answer_begin_anew(queued: Generation) -> None:
    think(claimed(queued), "Hm, ", "well. ")
    run_out(queued)
    claim = claimed(queued)
    assert claim == Claim(queued.pk, 2, 0, 0, queued)
    assert columns(queued)["first_epoch"] == 2
    assert not Chunk.objects.exists()
    think(claim, "Aha.")
    assert log.read(queued.pk).reasoning == "Aha."


def test_thoughts_before_some_text_are_kept(queued: Generation) -> None:
    claim = think(claimed(queued), "Hm. ")
    write(claim, "So")
    run_out(queued)
    claim = claimed(queued)
    assert (claim.length, claim.reasoning_length) == (2, 4)
    assert columns(queued)["first_epoch"] == 1


def test_a_lease_that_still_runs_is_respected(queued: Generation) -> None:
    claimed(queued)
    assert sweep() == []
    reaper.expire_leases()
    assert sweep() == [queued.pk]


def test_retry_and_continue_forgive_earlier_crashes(queued: Generation) -> None:
    claim = write(claimed(queued), "One, ")
    run_out(queued)
    claimed(queued)
    run_out(queued)
    sweep()
    queued.refresh_from_db()
    assert queued.go_on()
    assert claimed(queued).length == claim.length
    run_out(queued)
    assert claimed(queued).epoch == 4


def test_one_answer_that_cannot_be_ended_does_not_hold_up_the_others(
    queued: Generation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = queued.message.chat.owner.chats.create()
    write(claimed(queued), "poison")
    run_out(queued)
    claimed(queued)
    run_out(queued)
    waiting = Generation.objects.create(message=other.messages.create(role="assistant"), model="m")
    monkeypatch.setattr("palaver.generation.models.ending.render", _refuse_poison)
    assert sweep() == [waiting.pk]
    assert "could not be interrupted" in caplog.text
    monkeypatch.undo()
    sweep()
    assert columns(queued)["status"] == "interrupted"


def test_what_this_process_runs_is_not_given_up(queued: Generation) -> None:
    write(claimed(queued), "One, ")
    run_out(queued)
    write(claimed(queued), "two, ")
    run_out(queued)
    assert sweep([queued.pk]) == []
    assert columns(queued)["status"] == "running"
    sweep([queued.pk + 1])
    assert columns(queued)["status"] == "interrupted"


def _refuse_poison(text: str) -> str:
    raise ValueError(text)
