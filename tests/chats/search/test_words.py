"""A text in words, which PostgreSQL makes as this process does."""

import pytest
from django.db import connection

from palaver.chats.search.words import LONGEST, letters, words

SAME = {
    "River BENDS": "river bends",
    "café, naïve; Ångström": "cafe naive angstrom",
    "cafe\u0301": "cafe",
    "my_function(x.y)": "my function x y",
    "e-mail to a@b.example": "e mail to a b example",
    "don’t “quote” — it…": "don t quote it",
    "ＦＵＬＬ　ｗｉｄｔｈ": "full width",
    "x² + ½": "x2 1 2",
    "今天天气": "今 天 天 气",
    "がぎ ﾊﾟ": "が ぎ パ",
    "한국어 학교": "한국어 학교",
    "हिन्दी भाषा।": "हिन्दी भाषा",
    "شُكْرًا، جدا": "شكرا جدا",
    "שָׁלוֹם": "שלום",
    "Москва́ – ёлка": "москва елка",
    "ภาษา": "ภ า ษ า",
    "a\x00b 🙂 c": "a b c",
    "": "",
    "!?": "",
}


@pytest.mark.parametrize(("text", "expected"), SAME.items())
def test_words_are_the_same_however_they_were_typed(text: str, expected: str) -> None:
    assert words(text).split() == expected.split()


@pytest.mark.postgresql_only
@pytest.mark.django_db
@pytest.mark.parametrize("text", SAME)
def test_postgresql_makes_the_same_words(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(chats_search_words(%s))", [text.replace("\x00", " ")])
        (made,) = cursor.fetchone()

    assert made.split() == words(text).split()


def test_what_cannot_be_encoded_is_no_word() -> None:
    assert words("a\ud800b").split() == ["a", "b"]


def test_only_so_much_of_a_text_is_searched() -> None:
    assert words("a" * LONGEST + "b") == "a" * LONGEST


@pytest.mark.parametrize("text", SAME)
def test_letters_stay_where_they_are(text: str) -> None:
    assert len(letters(text)) == len(text)


def test_letters_are_those_of_words() -> None:
    assert letters("Café: Ñu, 天") == "cafe  nu  天"
