"""Questions put otherwise, answers beside each other, and chats forked off."""

import uuid
from functools import partial

import pytest

from palaver.accounts.models import User
from palaver.chats.models import Chat, Choice, Message
from palaver.generation import branching
from palaver.generation.branching import NotYet, choose, fork, retry
from palaver.generation.hints import ChatMoved, Hint, Queued
from palaver.generation.models import AnswerRunning, Generation
from palaver.generation.prompt import build
from palaver.llm import Model, Turn
from tests.generation.fixtures import MODEL, Ask, at_once
from tests.generation.writing import claimed, finish, think, write


@pytest.fixture
def answered(ask: Ask) -> Generation:
    """Why? So."""
    generation = ask()
    finish(claimed(generation), "So.")
    generation.refresh_from_db()
    return generation


def test_a_question_put_otherwise_stands_beside_the_first(
    answered: Generation, chat: Chat, hints: list[Hint]
) -> None:
    first = _question(answered)
    hints.clear()
    other = _edit(first, "How?")
    question = _question(other)
    assert (question.text, question.parent_id) == ("How?", first.parent_id)
    assert list(chat.messages.siblings_of([first])) == [first, question]
    assert _texts(other.message) == ["How?", ""]
    assert hints == [Queued(other.pk), ChatMoved(chat.pk, 2)]
    first.refresh_from_db()
    assert first.text == "Why?"


def test_put_otherwise_in_the_middle_it_keeps_what_came_before(
    answered: Generation, ask: Ask
) -> None:
    second = ask("And?")
    finish(claimed(second), "Therefore.")
    other = _edit(_question(second), "But?")
    assert _texts(other.message) == ["Why?", "So.", "But?", ""]
    assert [turn.content for turn in _asked(other)] == ["Why?", "So.", "But?"]


def test_put_otherwise_while_its_answer_is_written_both_are(queued: Generation, chat: Chat) -> None:
    other = _edit(_question(queued), "How?")
    assert Generation.objects.live().in_chat(chat).count() == 2
    finish(claimed(queued), "So.")
    finish(claimed(other), "Thus.")
    assert chat.messages.count() == 4


def test_put_otherwise_from_two_tabs_at_once_makes_two_branches(
    answered: Generation, chat: Chat
) -> None:
    question = _question(answered)
    at_once(*[partial(_edit, question, text) for text in ("How?", "When?")])
    beside = chat.messages.siblings_of([question])
    assert {message.text for message in beside} == {"Why?", "How?", "When?"}


def test_put_otherwise_twice_with_one_id_it_is_there_once(answered: Generation) -> None:
    client_id = uuid.uuid4()
    question = _question(answered)
    ask = partial(Generation.objects.ask_instead, question, "How?", client_id=client_id, model="m")
    assert ask() == ask()


def test_another_answer_stands_beside_the_first(
    answered: Generation, chat: Chat, owner: User
) -> None:
    retry(owner, answered)
    retry(owner, answered)  # pressed twice
    first, second = chat.messages.siblings_of([answered.message])
    assert (first, second.parent_id) == (answered.message, answered.message.parent_id)
    assert second.generation.model == MODEL
    assert _asked(second.generation) == _asked(answered)
    answered.refresh_from_db()
    assert (answered.status, answered.message.text) == ("done", "So.")


def test_another_answer_may_be_another_models(answered: Generation, owner: User) -> None:
    retry(owner, answered, "scripted/other")
    assert Generation.objects.live().get().model == "scripted/other"


def test_an_answer_in_which_nothing_was_said_is_filled_again(
    queued: Generation, chat: Chat, owner: User
) -> None:
    queued.stop()
    retry(owner, queued)
    assert chat.messages.count() == 2
    assert queued.status == "queued"


def test_thoughts_alone_are_no_answer(queued: Generation, chat: Chat, owner: User) -> None:
    think(claimed(queued), "Hm.")
    queued.stop()
    retry(owner, queued)
    assert chat.messages.count() == 2


def test_whoever_looks_at_a_branch_goes_on_there(
    answered: Generation, ask: Ask, owner: User, chat: Chat, hints: list[Hint]
) -> None:
    other = _edit(_question(answered), "How?")
    finish(claimed(other), "Thus.")
    hints.clear()
    choose(owner, _question(answered))
    chat.refresh_from_db()
    assert hints == [ChatMoved(chat.pk, chat.version)]
    assert chat.ends_for(owner.pk).leaf == answered.message_id

    below = ask("And?")

    assert _texts(below.message) == ["Why?", "So.", "And?", ""]
    assert chat.ends_for(owner.pk).leaf == below.message_id
    assert not chat.ends_for(owner.pk).is_chosen


def test_back_at_the_newest_message_new_ones_are_followed(
    answered: Generation, owner: User, chat: Chat
) -> None:
    other = _edit(_question(answered), "How?")
    choose(owner, _question(answered))
    choose(owner, _question(other))
    assert Choice.objects.get().leaf is None
    assert not chat.ends_for(owner.pk).is_chosen


def test_several_models_answer_side_by_side(chat: Chat, owner: User, hints: list[Hint]) -> None:
    generations = _compare(chat, "a/1", "b/2", "c/3")
    assert [generation.model for generation in generations] == ["a/1", "b/2", "c/3"]
    assert hints == [*(Queued(g.pk) for g in generations), ChatMoved(chat.pk, 1)]
    assert len({generation.message.comparison for generation in generations}) == 1


def test_answers_side_by_side_are_waited_for_and_stopped_together(chat: Chat, ask: Ask) -> None:
    first, second = _compare(chat, "a/1", "b/2")
    finish(claimed(first), "So.")
    with pytest.raises(AnswerRunning):
        ask("And?")
    branching.stop(second)
    assert not Generation.objects.live().exists()


def test_the_answer_that_is_picked_is_gone_on_with(chat: Chat, ask: Ask, owner: User) -> None:
    first, second = _compare(chat, "a/1", "b/2")
    finish(claimed(first), "So.")
    finish(claimed(second), "Thus.")
    for picked, text in ((first, "So."), (second, "Thus.")):
        choose(owner, picked.message)
        chat.refresh_from_db()
        assert chat.ends_for(owner.pk).leaf == picked.message_id
        below = ask(f"After {text}")
        assert _texts(below.message) == ["Why?", text, f"After {text}", ""]
        finish(claimed(below), "Yes.")


def test_without_a_pick_the_first_answer_is_gone_on_with(chat: Chat, ask: Ask) -> None:
    first, second = _compare(chat, "a/1", "b/2")
    finish(claimed(second), "Thus.")
    finish(claimed(first), "So.")
    assert _texts(ask("And?").message) == ["Why?", "So.", "And?", ""]


def test_a_fork_has_all_that_was_said_up_to_a_message(
    answered: Generation, ask: Ask, chat: Chat, owner: User
) -> None:
    finish(claimed(ask("And?")), "Therefore.")
    copy = fork(owner, answered.message)
    assert copy.pk != chat.pk
    assert copy.display_title == "Why? (fork)"
    copied = list(copy.messages.order_by("id"))
    assert [message.text for message in copied] == ["Why?", "So."]
    assert copied[1].html == "<p>So.</p>"
    assert copied[1].parent == copied[0]
    assert (copied[1].generation.status, copied[1].generation.model) == ("done", MODEL)
    below = ask("But?", chat=copy)
    assert _texts(below.message) == ["Why?", "So.", "But?", ""]
    assert chat.messages.count() == 4


def test_a_live_answer_is_not_forked(queued: Generation, owner: User) -> None:
    write(claimed(queued), "One, ")
    with pytest.raises(NotYet):
        fork(owner, queued.message)
    assert Chat.objects.count() == 1
    parent = queued.message.parent
    assert parent is not None
    assert fork(owner, parent).messages.count() == 1


def _edit(question: Message, text: str) -> Generation:
    return Generation.objects.ask_instead(question, text, client_id=uuid.uuid4(), model=MODEL)


def _compare(chat: Chat, model: str, *also: str) -> list[Generation]:
    Generation.objects.ask(chat, "Why?", client_id=uuid.uuid4(), model=model, also=also)
    asked = Generation.objects.in_chat(chat).select_related("message__chat")
    return list(asked.order_by("message"))


def _question(generation: Generation) -> Message:
    question = generation.message.parent
    assert question is not None
    return question


def _texts(message: Message) -> list[str]:
    return [one.text for one in message.path()]


def _asked(generation: Generation) -> tuple[Turn, ...]:
    return build(generation, Model("scripted", "m")).request.messages
