"""What is found, whose it is, and in which order."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from palaver.accounts.models import User
from palaver.chats.models import Chat, Folder
from palaver.chats.search import finding
from palaver.chats.search.finding import CHATS, PAGE
from palaver.generation.models import Generation
from tests.chats.search.conftest import Say, found, found_chats, found_in_order, search
from tests.chats.search.test_query import TYPED


def test_all_words_have_to_be_there(owner: User, say: Say) -> None:
    say("the river bends")
    say("the river")
    say("a bend of the rivers")

    assert found(owner, "river bends ") == {"the river bends"}
    assert found(owner, "river ") == {"the river bends", "the river"}
    assert found(owner, "RIV") == {"the river bends", "the river", "a bend of the rivers"}
    assert found(owner, "lake ") == set()


def test_a_phrase_is_found_as_it_stands(owner: User, say: Say) -> None:
    say("a point bar grows")
    say("at this point the bar is closed")

    assert found(owner, "point bar ") == {"a point bar grows", "at this point the bar is closed"}
    assert found(owner, '"point bar"') == {"a point bar grows"}
    assert found(owner, "point-ba") == {"a point bar grows"}


def test_what_is_not_wanted_is_left_out(owner: User, say: Say) -> None:
    say("river and delta")
    say("river and lake")

    assert found(owner, "river -delta") == {"river and lake"}
    assert found(owner, '-"and delta"') == {"river and lake"}
    assert found(owner, "-river") == set()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Grüße aus der Straße", "Straße "),
        ("Grüße aus Köln", "koln "),
        ("Москва зимой", "москва "),
        ("今天天气很好", "天气"),
        ("東京の図書館", "図書館"),
        ("학교에서 배운다", "학교"),
        ("ภาษาไทย", "ไทย"),
        ("def my_function(x):", "my_function"),
        ("see https://a.example/path?x=1", "a.example/path"),
        ("version 3.11.2", "3.11.2 "),
        ("x = 1e5", "1e5 "),
    ],
)
def test_words_of_every_kind_are_found(owner: User, say: Say, text: str, question: str) -> None:
    say("something else")
    say(text)

    assert found(owner, question) == {text}


@pytest.mark.parametrize(
    "question",
    [
        "river AND",
        "NOT river ",
        "river OR near ",
        "NEAR(river and, 2",
        "near:river",
        "-lake AND",
        "^near *",
        "'near':* & river",
        "!near | river",
        "near <-> river",
        "in: near",
        "before:and",
        '"near river',
        "\u202enear\0river",
    ],
)
def test_what_engines_take_for_operators_are_words(owner: User, say: Say, question: str) -> None:
    say("the river")
    say("a lake and not a river")
    text = say("2 in OR before, AND NOT NEAR: river; from").text

    assert text in found(owner, question)
    assert "the river" not in found(owner, question)


def test_only_characters_that_follow_each_other_are_a_word(owner: User, say: Say) -> None:
    say("天空的气味")

    assert found(owner, "天空") == {"天空的气味"}
    assert found(owner, "天气") == set()


def test_a_word_is_found_wherever_it_stands_in_a_long_text(owner: User, say: Say) -> None:
    before, after = (" ".join(f"{sign}{number}" for number in range(9_000)) for sign in "ab")
    text = say(f"{before} the point bar {after} a delta plain").text

    assert found(owner, '"point bar"') == found(owner, "plain ") == {text}
    # PostgreSQL keeps no order of words as late as that.
    is_ordered = connection.vendor == "sqlite"
    assert found(owner, '"delta plain"') == ({text} if is_ordered else set())


def test_conditions_on_who_said_it(owner: User, say: Say) -> None:
    say("river?", role="user")
    answer = say("river!", role="assistant")
    Generation.objects.create(message=answer, model="local/Qwen3-coder", status="done")

    assert found(owner, "river from:me") == {"river?"}
    assert found(owner, "from:answer") == {"river!"}
    assert found(owner, "-from:answer") == {"river?"}
    assert found(owner, "from:me from:answer") == set()
    assert found(owner, "river model:qwen") == {"river!"}
    assert found(owner, "river model:gpt") == set()
    assert found(owner, "river -model:qwen") == {"river?"}


def test_conditions_on_when_it_was_said(owner: User, say: Say) -> None:
    say("river early", at="2026-02-28T23:59:59")
    say("river late", at="2026-03-01T00:00:00")

    assert found(owner, "before:2026-03 river ") == {"river early"}
    assert found(owner, "after:2026-03-01 river ") == {"river late"}
    assert found(owner, "after:2026-02 before:2026-03 river ") == {"river early"}
    assert found(owner, "-before:2026-03 river ") == {"river late"}
    with timezone.override("Europe/Berlin"):
        assert found(owner, "after:2026-03 river ") == {"river early", "river late"}


def test_conditions_on_the_folder(owner: User, stranger: User, say: Say) -> None:
    work = Folder.objects.create(owner=owner, name="Work")
    inner = Folder.objects.create(owner=owner, parent=work, name="Field notes")
    Folder.objects.create(owner=stranger, name="Theirs")
    for folder in (work, inner, None):
        chat = Chat.objects.create(owner=owner, folder=folder, title=f"A river in {folder}")
        say(f"river in {folder}", chat=chat)

    assert found(owner, "in:work") == {"river in Work", "river in Field notes"}
    assert found(owner, 'in:"field NOTES" river') == {"river in Field notes"}
    assert found(owner, 'in:"Work / Field notes"') == {"river in Field notes"}
    assert found(owner, "-in:work") == {"river in None"}
    assert found(owner, "in:nowhere") == set()
    assert found(owner, "in:theirs") == set()
    assert len(found_chats(owner, "in:work river ")) == 2
    assert found_chats(owner, "in:nowhere river ") == set()


def test_nobody_finds_what_is_somebody_elses(owner: User, stranger: User, say: Say) -> None:
    theirs = Chat.objects.create(owner=stranger, title="their river")
    say("their river", chat=theirs)
    say("my river")

    assert found(stranger, "river ") == {"their river"}
    assert found_chats(stranger, "river ") == {theirs.pk}
    assert found(owner, "river ") == {"my river"}
    assert found_chats(owner, "river ") == set()


def test_no_word_of_a_message_opens_another_persons_chats(
    owner: User, stranger: User, say: Say
) -> None:
    say("secret river", role="user")
    for sign in ("", "@"):
        say(f"{sign}user{owner.pk}", chat=Chat.objects.create(owner=stranger))
        assert found(stranger, f'"{sign}user{owner.pk}"') >= {f"{sign}user{owner.pk}"}

    assert found(stranger, "river ") == set()
    assert found(owner, f"user{owner.pk} ") == set()


@pytest.mark.parametrize("change", [{"deleted_at": timezone.now()}, {"is_temporary": True}])
def test_what_is_in_the_trash_or_temporary_is_not_found(
    owner: User, chat: Chat, say: Say, change: dict[str, object]
) -> None:
    chat.rename("A river")
    say("river")
    assert found(owner, "river ") == {"river"}
    assert found_chats(owner, "river ") == {chat.pk}

    Chat.objects.filter(pk=chat.pk).update(**change)

    assert found(owner, "river ") == set()
    assert found_chats(owner, "river ") == set()


def test_titles_are_found_apart_from_messages(owner: User, chat: Chat, say: Say) -> None:
    chat.rename("Rivers of Europe")
    say("a lake")

    assert found_chats(owner, "europe riv") == {chat.pk}
    assert found_chats(owner, "lake ") == set()
    assert found(owner, "europe ") == set()
    assert found_chats(owner, "europe from:me ") == set()
    assert found_chats(owner, "europe model:qwen ") == set()


def test_a_chat_is_found_in_the_time_it_lasted(owner: User, chat: Chat) -> None:
    chat.rename("A river")
    long_ago = timezone.now() - timedelta(days=800)
    Chat.objects.filter(pk=chat.pk).update(created_at=long_ago, active_at=long_ago)
    between = f"{timezone.now().year - 1}"

    assert found_chats(owner, f"before:{between} river ") == {chat.pk}
    assert found_chats(owner, f"after:{between} river ") == set()
    assert found_chats(owner, f"-after:{between} river ") == {chat.pk}


def test_the_best_come_first(owner: User, say: Say) -> None:
    say("a river " + "and many other words " * 40)
    say("river")
    say("the river, the river, the river")

    ranked = found_in_order(owner, "river ")
    assert ranked[-1].startswith("a river and many")


def test_of_equals_the_newest_come_first(owner: User, say: Say) -> None:
    for number in range(5):
        say(f"river {number}")

    assert found_in_order(owner, "river ") == [f"river {number}" for number in (4, 3, 2, 1, 0)]
    assert found_in_order(owner, "from:me")[0] == "river 4"


def test_a_page_follows_the_other_until_there_is_no_more(
    owner: User, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "RANKED", 2 * PAGE)
    expected = {say(f"river {number}").text for number in range(5 * PAGE + 3)}

    pages = [search(owner, "river ").find(page) for page in range(1, 8)]
    assert [page.has_more for page in pages] == [True] * 5 + [False] * 2
    assert [len(page.messages) for page in pages] == [PAGE] * 5 + [3, 0]
    assert pages[0].number == 2 * PAGE
    texts = [text for page in range(1, 8) for text in found_in_order(owner, "river ", page)]
    assert len(texts) == len(expected)
    assert set(texts) == expected


def test_chats_are_few(owner: User) -> None:
    for number in range(CHATS + 2):
        Chat.objects.create(owner=owner, title=f"River {number}")

    assert len(found_chats(owner, "river ")) == CHATS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TYPED)
def test_the_database_takes_whatever_is_typed(owner: User, text: str) -> None:
    found = search(owner, text).find()

    assert (found.messages, found.chats) == ([], [])


def test_what_was_said_long_ago_is_found_as_well(owner: User, say: Say) -> None:
    said = ["2020-02-29", "2025-12-31", "2026-03-01"]
    for day in said:
        answer = say(f"river {day}", role="assistant", at=f"{day}T12:00:00")
        Generation.objects.create(message=answer, model="local/qwen3", status="done")
    say("river of today")

    assert found_in_order(owner, "river ") == [
        "river of today",
        *(f"river {d}" for d in said[::-1]),
    ]
    assert found_in_order(owner, "model:qwen")[-1] == "river 2020-02-29"
    assert found(owner, "river -model:qwen") == {"river of today"}
    assert found_in_order(owner, "before:2026 ")[0] == "river 2025-12-31"
    assert found(owner, "before:2020-02-29 ") == set()


def test_a_stretch_with_enough_has_the_newest_of_all(
    owner: User, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "RANKED", 3)
    for days in (900, 200, 100, 40, 10, 5, 0):
        moment = timezone.now() - timedelta(days=days)
        say(f"river {days}", at=moment.replace(tzinfo=None).isoformat())

    for question, expected in {
        "river ": [0, 5, 10],
        f"river before:{(timezone.now() - timedelta(days=20)).date()}": [40, 100, 200],
        "river -10 -5 -0 ": [40, 100, 200],
    }.items():
        assert found_in_order(owner, question) == [f"river {days}" for days in expected], question
