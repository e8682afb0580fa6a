import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from palaver.accounts.models import User
from palaver.chats.models import TITLE_LENGTH, Chat, Message
from palaver.chats.models.chat import one_line
from palaver.chats.models.trash import TRASH_PERIOD
from palaver.generation.models import Call, Generation, Purpose
from tests.generation.fixtures import Ask, at_once


def test_a_chat_is_visible_to_its_owner_alone(chat: Chat, owner: User, stranger: User) -> None:
    assert list(Chat.objects.visible_to(owner)) == [chat]
    assert not Chat.objects.visible_to(stranger).exists()
    assert not Chat.objects.visible_to(AnonymousUser()).exists()


def test_messages_and_answers_are_visible_as_their_chat_is(
    queued: Generation, owner: User, stranger: User
) -> None:
    for rows in (Message.objects, Generation.objects):
        assert rows.visible_to(owner).exists()
        assert not rows.visible_to(stranger).exists()
        assert not rows.visible_to(AnonymousUser()).exists()


def test_what_is_in_the_trash_is_visible_to_nobody(
    queued: Generation, chat: Chat, owner: User, stranger: User
) -> None:
    chat.discard()
    for rows in (Chat.objects, Message.objects, Generation.objects):
        assert not rows.visible_to(owner).exists()
    assert list(Chat.objects.restorable_by(owner)) == [chat]
    assert not Chat.objects.restorable_by(stranger).exists()
    chat.restore()
    assert list(Chat.objects.visible_to(owner)) == [chat]


def test_the_trash_is_emptied_after_its_period(queued: Generation, chat: Chat) -> None:
    chat.discard()
    Call.open(chat, Purpose.ANSWER, "m")
    assert Chat.objects.all().purge() == 0
    rows = Chat.objects.filter(pk=chat.pk)
    rows.update(deleted_at=timezone.now() - TRASH_PERIOD - timedelta(minutes=1))
    assert Chat.objects.all().purge() > 0
    assert not Chat.objects.exists()
    assert Call.objects.get().chat is None


def test_every_change_moves_the_version(chat: Chat) -> None:
    versions = [chat.version]
    for change in (partial(chat.rename, "Title"), chat.discard, chat.restore, chat.advance):
        change()
        versions.append(Chat.objects.get(pk=chat.pk).version)
    assert versions == [0, 1, 2, 3, 4]


def test_versions_from_many_threads_are_all_different(chat: Chat) -> None:
    twins = [Chat.objects.get(pk=chat.pk) for _ in range(5)]
    at_once(*(twin.advance for twin in twins))
    assert Chat.objects.get(pk=chat.pk).version == 5


def test_a_chat_opened_twice_is_there_once(owner: User, stranger: User) -> None:
    client_id = uuid.uuid4()
    opened = at_once(*[partial(Chat.objects.opened_by, owner, client_id)] * 4)
    assert len({chat.pk for chat in opened}) == 1
    assert Chat.objects.opened_by(stranger, client_id).owner == stranger


def test_newest_first_and_page_after_page(owner: User) -> None:
    same_moment = timezone.now()
    chats = [Chat.objects.create(owner=owner, active_at=same_moment) for _ in range(4)]
    chats.append(Chat.objects.create(owner=owner, active_at=same_moment - timedelta(days=1)))
    newest_first = [*reversed(chats[:4]), chats[4]]
    assert list(Chat.objects.visible_to(owner).newest_first()) == newest_first
    for n, chat in enumerate(newest_first):
        before = Chat.objects.visible_to(owner).newest_first().before(chat)
        assert list(before) == newest_first[n + 1 :]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Why?", "Why?"),
        ("  Two\n\nlines\t here ", "Two lines here"),
        ("x" * TITLE_LENGTH, "x" * TITLE_LENGTH),
        ("x" * (TITLE_LENGTH + 1), "x" * (TITLE_LENGTH - 1) + "…"),
        ("\n\n", ""),
    ],
)
def test_a_title_is_one_line_that_fits(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_chat_is_called_by_its_title_its_beginning_or_new(chat: Chat, ask: Ask) -> None:
    assert chat.display_title == "New chat"
    ask("How  does\nit work?")
    chat.refresh_from_db()
    assert chat.display_title == "How does it work?"
    assert chat.suggest_title("Workings")
    assert chat.display_title == "Workings"
    chat.rename("Mine")
    assert not chat.suggest_title("Other")
    assert str(chat) == "Mine"


def test_the_path_to_a_message_leads_through_its_parents(chat: Chat) -> None:
    first = Message.objects.create(chat=chat, role="user", text="1")
    answers = [Message.objects.create(chat=chat, parent=first, role="assistant") for _ in range(2)]
    last = Message.objects.create(chat=chat, parent=answers[0], role="user", text="2")
    assert last.path() == [first, answers[0], last]
    assert answers[1].path() == [first, answers[1]]


def test_a_path_is_read_at_once_and_without_what_lies_beside_it(
    chat: Chat, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = Message.objects.create(chat=chat, role="user", text="1", html="<p>1</p>")
    for _ in range(3):
        Message.objects.create(chat=chat, parent=first, role="assistant", text="beside")
    with django_assert_num_queries(1):
        (found,) = first.path()
        assert (found.role, found.text, found.chat_id) == ("user", "1", chat.pk)
    assert found.get_deferred_fields() >= {"html", "reasoning"}


def test_messages_changed_after_a_version_come_in_order(chat: Chat) -> None:
    made = [Message.objects.create(chat=chat, role="user", version=v) for v in (3, 1, 2)]
    assert list(chat.messages.changed_after(1)) == [made[0], made[2]]
