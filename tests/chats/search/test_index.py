"""The index is right after whatever changes what it is about, in the same transaction."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.chats.search import index, sqlite
from palaver.chats.search.words import LONGEST
from palaver.generation.models import Generation
from tests.chats.search.conftest import Say, found, found_chats
from tests.generation.writing import claimed, finish, write

TABLES = ("chats_search_entry", "chats_search_text")


def test_an_answer_is_found_once_it_has_ended(owner: User, chat: Chat) -> None:
    generation = Generation.objects.ask(chat, "Why?", client_id=uuid4(), model="a/b")
    claim = write(claimed(generation), "because of ", "the river")
    assert found(owner, "river ") == set()

    assert finish(claim, " bed")
    assert found(owner, "river ") == {"because of the river bed"}
    assert found(owner, "river from:answer") == {"because of the river bed"}
    assert found(owner, "why ") == {"Why?"}


def test_what_is_taken_back_was_never_there(owner: User, say: Say) -> None:
    with transaction.atomic():
        say("river")
        assert found(owner, "river ") == {"river"}
        transaction.set_rollback(True)

    assert found(owner, "river ") == set()


def test_a_text_that_changes_is_found_by_its_new_words(owner: User, say: Say) -> None:
    message = say("river")
    Message.objects.filter(pk=message.pk).update(text="lake")
    assert (found(owner, "river "), found(owner, "lake ")) == (set(), {"lake"})

    Message.objects.filter(pk=message.pk).update(text="")
    assert found(owner, "lake ") == set()
    assert entries() == 1  # the chat's

    Message.objects.filter(pk=message.pk).update(text="river again")
    assert found(owner, "river ") == {"river again"}


def test_an_empty_message_has_no_entry_until_it_has_a_text(owner: User, say: Say) -> None:
    message = say("", role="assistant")
    assert entries() == 1

    message.text = "river"
    message.save(update_fields=["text"])
    assert found(owner, "river ") == {"river"}


def test_many_at_once_are_found_like_one(owner: User, chat: Chat) -> None:
    made = [Message(chat=chat, role="user", text=f"river {number}") for number in range(300)]
    Message.objects.bulk_create(made)
    assert len(found(owner, "river 299 ")) == 1

    Message.objects.filter(chat=chat, text__endswith="9").delete()
    assert found(owner, "river 299 ") == set()
    assert len(found(owner, "river 298 ")) == 1


def test_a_renamed_chat_is_found_by_its_new_title(owner: User, chat: Chat) -> None:
    chat.rename("The river")
    assert found_chats(owner, "river ") == {chat.pk}

    chat.rename("The lake")
    assert found_chats(owner, "river ") == set()
    assert found_chats(owner, "lake ") == {chat.pk}


def test_a_chat_without_a_title_is_found_by_what_opened_it(owner: User, chat: Chat) -> None:
    Chat.objects.filter(pk=chat.pk).update(opening="Why do rivers bend?")
    assert found_chats(owner, "bend ") == {chat.pk}

    chat.rename("Meanders")
    assert found_chats(owner, "bend ") == set()


def test_what_is_deleted_and_restored_is_found_again(owner: User, chat: Chat, say: Say) -> None:
    say("river")
    Chat.objects.filter(pk=chat.pk).discard()
    assert found(owner, "river ") == set()

    Chat.objects.filter(pk=chat.pk).restore()
    assert found(owner, "river ") == {"river"}


def test_nothing_is_left_of_a_chat_that_is_removed(owner: User, chat: Chat, say: Say) -> None:
    chat.rename("A river")
    say("river")
    chat.delete()

    assert entries() == 0
    assert words_left() == 0
    owner.delete()


@pytest.mark.parametrize(
    "text",
    [
        "word " * LONGEST,
        "x" * (LONGEST + 5),
        " ".join(f"{number:x}" for number in range(60_000)),
        "天" * LONGEST,
        "".join(map(chr, range(0x4E00, 0x9FFF))) * 9,
        "𠀀 " * 50_000,
        "ﷺ" * 20_000,
        "\u0301" * 50_000,
        "'\"\\ :* & | ! <-> () {}",
    ],
    ids=lambda text: repr(text[:5]),
)
def test_every_text_can_be_stored_and_taken_out(owner: User, say: Say, text: str) -> None:
    message = say(f"river {text}")
    assert len(found(owner, "river ")) == 1

    message.delete()
    assert found(owner, "river ") == set()


@pytest.mark.django_db(transaction=True)
def test_an_instance_without_an_index_gets_one(owner: User, chat: Chat, say: Say) -> None:
    chat.rename("The river")
    say("river")
    say("")
    _forget()
    say("another river")

    for _ in range(2):
        index.install()
        assert found(owner, "river ") == {"river", "another river"}
        assert found_chats(owner, "river ") == {chat.pk}
        assert entries() == 3
    say("river too")
    assert len(found(owner, "river ")) == 3


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Chat, Message])
def test_a_table_that_a_migration_makes_anew_is_still_watched(
    owner: User, chat: Chat, say: Say, model: type[Chat] | type[Message]
) -> None:
    say("river")
    with connection.schema_editor() as editor:
        editor._remake_table(model)  # type: ignore[attr-defined]  # as AddField does
    assert not _triggers() >= sqlite.TRIGGERS
    meanwhile = Chat.objects.create(owner=owner, title="A river")
    say("a river meanwhile", chat=meanwhile)

    call_command("migrate", verbosity=0)

    assert _triggers() >= sqlite.TRIGGERS
    chat.rename("Rivers")
    say("a river since then")
    assert len(found(owner, "river ")) == 3
    assert found_chats(owner, "riv") == {chat.pk, meanwhile.pk}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_in_an_emptied_database(owner: User, say: Say) -> None:
    say("river")
    call_command("flush", interactive=False, verbosity=0)

    assert entries() == 0
    assert words_left() == 0


def entries() -> int:
    return _number("SELECT count(*) FROM chats_search_entry")


def words_left() -> int:
    if connection.vendor == "postgresql":
        return entries()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, chats_search_text, row)"
        )
        cursor.execute("SELECT count(*) FROM temp.vocabulary")
        (number,) = cursor.fetchone()
        cursor.execute("DROP TABLE temp.vocabulary")
    return int(number)


def _number(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def _triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def _forget() -> None:
    """Takes the index out, as it is in a database of the version before."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("chats_chat", "chats_message"):
                cursor.execute(
                    "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass"
                    " AND tgname LIKE 'chats_search%%'",
                    [table],
                )
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP TRIGGER {name} ON {table}")
            cursor.execute("DROP TABLE chats_search_entry")
        else:
            for name in sqlite.TRIGGERS:
                cursor.execute(f"DROP TRIGGER {name}")
            for table in TABLES:
                cursor.execute(f"DROP TABLE {table}")
