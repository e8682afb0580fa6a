"""Transactions that overlap, as only PostgreSQL lets them."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from palaver.accounts.models import Founding, Invitation, User
from palaver.accounts.models.founding import TooLate
from palaver.accounts.models.invitation import InvitationSpent
from palaver.chats.models import Chat
from palaver.generation import log
from palaver.generation.models import AnswerRunning, Generation
from palaver.generation.sending import Draft, send
from palaver.turbo.testing import Broadcast
from tests.generation.fixtures import MODEL, Ask, columns
from tests.generation.writing import append, claimed, finish, run_out, sweep, text_of, write
from tests.racing import overlapping

pytestmark = [pytest.mark.postgresql_only, pytest.mark.usefixtures("transactional_db")]

PASSWORD = "a quiet river 7"


def test_of_two_claims_one_gets_the_answer(queued: Generation) -> None:
    claim = partial(log.claim, queued.pk)
    first, second = overlapping(claim, claim)
    assert (first.epoch, second) == (1, None)
    assert columns(queued)["epoch"] == 1


def test_of_two_takeovers_one_gets_the_answer(queued: Generation) -> None:
    write(claimed(queued), "One, ")
    run_out(queued)
    claim = partial(log.claim, queued.pk)
    first, second = overlapping(claim, claim)
    assert (first.epoch, second) == (2, None)


def test_who_is_taken_over_while_it_writes_writes_nothing(queued: Generation) -> None:
    zombie = write(claimed(queued), "One, ")
    run_out(queued)
    taken, accepted = overlapping(
        partial(log.claim, queued.pk), partial(log.append, [append(zombie, "two, ")])
    )
    assert (taken.epoch, accepted) == (2, set())
    assert text_of(queued) == "One, "


def test_who_writes_while_it_is_taken_over_keeps_the_answer(queued: Generation) -> None:
    zombie = write(claimed(queued), "One, ")
    run_out(queued)
    accepted, taken = overlapping(
        partial(log.append, [append(zombie, "two, ")]), partial(log.claim, queued.pk)
    )
    assert (accepted, taken) == ({queued.pk}, None)
    assert text_of(queued) == "One, two, "


def test_who_comes_back_while_it_is_given_up_is_not_interrupted(queued: Generation) -> None:
    write(claimed(queued), "One, ")
    run_out(queued)
    zombie = write(claimed(queued), "two, ")
    run_out(queued)
    accepted, claimable = overlapping(partial(log.append, [append(zombie, "three.")]), sweep)
    assert (accepted, claimable) == ({queued.pk}, [])
    assert columns(queued)["status"] == "running"
    assert text_of(queued) == "One, two, three."


def test_a_stop_that_comes_while_text_is_written_keeps_it(queued: Generation) -> None:
    claim = write(claimed(queued), "One, ")
    overlapping(partial(log.append, [append(claim, "two, ")]), queued.stop)
    assert (columns(queued)["status"], text_of(queued)) == ("stopped", "One, two, ")


def test_text_that_comes_while_an_answer_is_stopped_is_refused(queued: Generation) -> None:
    claim = write(claimed(queued), "One, ")
    stopped, accepted = overlapping(queued.stop, partial(log.append, [append(claim, "two, ")]))
    assert (stopped, accepted) == (True, set())
    assert (columns(queued)["status"], text_of(queued)) == ("stopped", "One, ")


@pytest.mark.parametrize(("stops_first", "status"), [(True, "stopped"), (False, "done")])
def test_of_a_stop_and_an_end_the_first_counts(
    queued: Generation, stops_first: bool, status: str
) -> None:
    claim = write(claimed(queued), "One, ")
    ends: list[Callable[[], Any]] = [partial(finish, claim, "two."), queued.stop]
    assert overlapping(*(reversed(ends) if stops_first else ends)) == (True, False)
    assert columns(queued)["status"] == status
    assert text_of(queued) == ("One, " if stops_first else "One, two.")


def test_of_two_retries_one_starts_again(queued: Generation) -> None:
    finish(claimed(queued), "One.")
    queued.refresh_from_db()
    assert overlapping(queued.retry, queued.retry) == (True, False)
    queued.message.chat.refresh_from_db()
    assert queued.message.chat.version == 2


def test_one_answer_that_is_stopped_meanwhile_does_not_fail_the_others(
    chat: Chat, ask: Ask
) -> None:
    claims = [claimed(ask(chat=chat.owner.chats.create())) for _ in range(2)]
    stopped = Generation.objects.get(pk=claims[0].generation_id)
    _, accepted = overlapping(
        stopped.stop, partial(log.append, [append(claim, "Text") for claim in claims])
    )
    assert accepted == {claims[1].generation_id}


def test_a_message_that_is_sent_twice_at_once_is_there_once(
    chat: Chat, broadcasts: list[Broadcast]
) -> None:
    draft = Draft("Why?", uuid.uuid4(), MODEL)
    sending = partial(send, chat.owner, chat, draft)
    assert overlapping(sending, sending) == (chat, chat)
    assert chat.messages.count() == 2


def test_a_chat_that_is_begun_twice_at_once_is_there_once(
    owner: User, broadcasts: list[Broadcast]
) -> None:
    draft = Draft("Why?", uuid.uuid4(), MODEL)
    beginning = partial(send, owner, None, draft)
    first, second = overlapping(beginning, beginning)
    assert first == second == Chat.objects.get()
    assert first.messages.count() == 2


def test_of_two_questions_at_once_one_waits_for_the_answer(
    chat: Chat, broadcasts: list[Broadcast]
) -> None:
    ask = partial(Generation.objects.ask, chat, "Why?", model="m")
    first, second = overlapping(
        lambda: ask(client_id=uuid.uuid4()), lambda: ask(client_id=uuid.uuid4())
    )
    assert isinstance(second, AnswerRunning)
    assert list(Generation.objects.all()) == [first]


def test_changes_of_one_chat_are_counted_one_by_one(chat: Chat) -> None:
    first, second = overlapping(chat.advance, lambda: Chat.objects.get(pk=chat.pk).advance())
    assert (first, second) == (1, 2)


def test_of_two_first_people_one_becomes_the_administrator() -> None:
    def found(name: str) -> Any:
        return Founding.objects.found(name, PASSWORD)

    first, second = overlapping(partial(found, "first"), partial(found, "second"))
    assert isinstance(second, TooLate)
    assert list(User.objects.all()) == [first]


def test_an_invitation_lets_in_one_of_two() -> None:
    administrator = User.objects.create_person("administrator", PASSWORD, admin=True)
    invitation, _token = Invitation.objects.make(by=administrator)
    first, second = overlapping(
        partial(invitation.accept, "first", PASSWORD),
        partial(invitation.accept, "second", PASSWORD),
    )
    assert isinstance(second, InvitationSpent)
    assert set(User.objects.all()) == {administrator, first}
