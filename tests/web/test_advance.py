"""What leads a page from one version of its chat to the present one."""

import re

import pytest

from palaver.chats.models import Chat
from palaver.chats.models.message import MessageQuerySet
from palaver.generation.models import Generation
from palaver.web import advance as advance_module
from palaver.web.advance import advance
from tests.generation.fixtures import Ask
from tests.generation.writing import claimed, finish

REFRESH = '<turbo-stream action="refresh"></turbo-stream>'


def test_a_page_that_is_up_to_date_needs_nothing(queued: Generation, chat: Chat) -> None:
    assert advance(chat.pk, 1) == (1, "")


def test_every_step_leads_to_the_present(ask: Ask, chat: Chat) -> None:
    for _ in range(3):
        finish(claimed(ask()), "So.")
    messages = list(chat.messages.order_by("id"))
    for after in range(3):
        version, html = advance(chat.pk, after)
        assert version == 3
        assert f'from="{after}" to="3"' in html
        shown = re.findall(r'id="message_(.+?)"', html)
        assert shown == [str(message.pk) for message in messages[2 * after :]]


def test_an_answer_that_runs_again_is_part_of_the_step(ask: Ask, chat: Chat) -> None:
    first = ask()
    finish(claimed(first), "So.")
    finish(claimed(ask("And?")), "So.")
    first.refresh_from_db()
    first.retry()
    _version, html = advance(chat.pk, 2)
    assert re.findall(r'id="message_(.+?)" data-status="(.+?)"', html) == [
        (str(first.message_id), "queued")
    ]


def test_what_changes_while_it_is_read_is_left_for_the_next_step(
    ask: Ask, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(claimed(ask()), "So.")
    first_read = MessageQuerySet.changed_after

    def ask_first(messages: MessageQuerySet, version: int) -> MessageQuerySet:
        monkeypatch.undo()
        ask("And?")
        return first_read(messages, version)

    monkeypatch.setattr(MessageQuerySet, "changed_after", ask_first)
    version, html = advance(chat.pk, 0)
    assert version == 1
    assert html.count('id="message_') == 2
    assert advance(chat.pk, 1)[1].count('id="message_') == 2


def test_what_cannot_be_led_to_is_loaded_anew(
    ask: Ask, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        finish(claimed(ask()), "So.")
    assert advance(chat.pk, 99) == (3, REFRESH)
    monkeypatch.setattr(advance_module, "MOST_MESSAGES", 4)
    assert advance(chat.pk, 0) == (3, REFRESH)
    assert advance(chat.pk, 1)[1] != REFRESH


def test_a_deleted_chat_is_loaded_anew_and_one_that_is_gone_is_left(chat: Chat) -> None:
    chat.discard()
    assert advance(chat.pk, 0) == (1, REFRESH)
    Chat.objects.all().delete()
    assert advance(chat.pk, 0) == (0, "")


def test_a_title_is_shown_as_text(chat: Chat) -> None:
    chat.rename('"><script>alert(1)</script>')
    _version, html = advance(chat.pk, 0)
    assert "<script>" not in html
    assert 'title="&quot;&gt;&lt;script&gt;' in html
