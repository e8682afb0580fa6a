"""A chat is a tree: the paths through it, and where each person is."""

from datetime import datetime
from uuid import uuid4

from pytest_django import DjangoAssertNumQueries

from palaver.accounts.models import User
from palaver.chats.models import Chat, Choice, Ends, Message


def test_a_stretch_of_a_path_is_read_from_its_end(
    chat: Chat, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = _say(chat, None, "1", "2", "3", "4", "5")
    _say(chat, path[1], "beside")
    with django_assert_num_queries(1):
        assert list(chat.messages.up_from(path[3].pk, most=2)) == path[2:4]
    assert list(chat.messages.up_from(path[4].pk, most=99)) == path
    assert list(chat.messages.up_from(path[4].pk, most=99, down_to=path[2].pk)) == path[2:]
    assert list(chat.messages.up_from(None, most=99)) == []


def test_what_was_said_in_place_of_a_message_is_found_with_it(chat: Chat) -> None:
    (first,) = _say(chat, None, "1")
    (instead,) = _say(chat, None, "1, put otherwise")
    answers = [_say(chat, first, text)[0] for text in ("a", "b")]
    elsewhere = Chat.objects.create(owner=chat.owner)
    _say(elsewhere, None, "another beginning")
    assert list(chat.messages.siblings_of([answers[0]])) == answers
    assert list(chat.messages.siblings_of([first, answers[1]])) == [first, instead, *answers]


def test_a_branch_ends_with_its_newest_message(chat: Chat) -> None:
    first, answer, second = _say(chat, None, "1", "a", "2")
    other, below = _say(chat, first, "b", "2, below b")
    assert first.newest_below() == below.pk
    assert answer.newest_below() == second.pk
    assert other.newest_below() == below.pk
    assert below.newest_below() == below.pk


def test_a_chat_ends_with_its_newest_message_for_whoever_has_chosen_no_branch(
    chat: Chat, stranger: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert chat.ends_for(chat.owner_id) == Ends()
    first, answer = _say(chat, None, "1", "a")
    assert chat.ends_for(chat.owner_id) == Ends(answer.pk, answer.pk)
    (other,) = _say(chat, first, "b")
    chat.is_branched = True
    with django_assert_num_queries(1):
        assert chat.ends_for(chat.owner_id) == Ends(other.pk, other.pk)
    Choice.objects.point(chat.owner_id, answer, answer.pk, 7)
    chosen = Ends(other.pk, answer.pk, None, answer.pk, 7, is_chosen=True)
    assert chat.ends_for(chat.owner_id) == chosen
    assert chat.ends_for(stranger.pk) == Ends(other.pk, other.pk)
    Choice.objects.drop(chat.owner_id, chat)
    assert chat.ends_for(chat.owner_id) == Ends(other.pk, other.pk, None, answer.pk, 7)


def test_answers_side_by_side_end_with_the_first_of_them(chat: Chat) -> None:
    question, answers = chat.add_exchange(
        "1", client_id=uuid4(), parent=None, newest=None, answers=3
    )
    assert len({answer.comparison for answer in answers}) == 1
    chat.is_branched = True
    ends = chat.ends_for(chat.owner_id)
    assert (ends.newest, ends.leaf) == (answers[2].pk, answers[0].pk)
    assert ends.comparison == answers[0].comparison
    assert {answer.parent_id for answer in answers} == {question.pk}


def test_messages_are_in_order_whatever_the_clock_says(chat: Chat) -> None:
    newest = None
    for moment in ("2030-01-01", "2020-01-01", "2025-01-01"):
        chat.active_at = datetime.fromisoformat(f"{moment}T00:00Z")
        question, (answer,) = chat.add_exchange(
            moment, client_id=uuid4(), parent=newest, newest=newest
        )
        assert (newest or question.pk) <= question.pk < answer.pk
        newest = answer.pk


def _say(chat: Chat, parent: Message | None, *texts: str) -> list[Message]:
    """Messages one below the other."""
    said = []
    for text in texts:
        parent = Message.objects.create(chat=chat, parent=parent, role="user", text=text)
        said.append(parent)
    return said
