"""What leads a page from one version of its chat to the present one."""

import re
from uuid import uuid4

import pytest

from palaver.accounts.models import User
from palaver.chats.models import Chat
from palaver.chats.models.message import MessageQuerySet
from palaver.generation.branching import choose
from palaver.generation.models import Generation, Waiting
from palaver.web import advance as advance_module
from palaver.web.advance import advance
from tests.generation.fixtures import Ask
from tests.generation.writing import claimed, finish, write

REFRESH = '<turbo-stream action="refresh"></turbo-stream>'


def test_a_page_that_is_up_to_date_needs_nothing(queued: Generation, chat: Chat) -> None:
    assert advance(chat.pk, chat.owner_id, 1) == (1, "")


def test_every_step_leads_to_the_present(ask: Ask, chat: Chat) -> None:
    for _ in range(3):
        finish(claimed(ask()), "So.")
    messages = list(chat.messages.order_by("id"))
    for after in range(3):
        version, html = advance(chat.pk, chat.owner_id, after)
        assert version == 3
        assert f'from="{after}" to="3"' in html
        assert _shown(html) == [str(message.pk) for message in messages[2 * after :]]


def test_an_answer_that_runs_again_is_part_of_the_step(ask: Ask, chat: Chat) -> None:
    first = ask()
    write(claimed(first), "So,")
    first.stop()
    finish(claimed(ask("And?")), "So.")
    first.refresh_from_db()
    first.go_on()
    _version, html = advance(chat.pk, chat.owner_id, 2)
    assert _shown(html) == [str(first.message_id)]
    assert 'data-status="queued"' in html


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
    version, html = advance(chat.pk, chat.owner_id, 0)
    assert version == 1
    assert html.count('id="message_') == 2
    assert advance(chat.pk, chat.owner_id, 1)[1].count('id="message_') == 2


def test_what_cannot_be_led_to_is_loaded_anew(
    ask: Ask, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        finish(claimed(ask()), "So.")
    assert advance(chat.pk, chat.owner_id, 99) == (3, REFRESH)
    monkeypatch.setattr(advance_module, "MOST_MESSAGES", 4)
    assert advance(chat.pk, chat.owner_id, 0) == (3, REFRESH)
    assert advance(chat.pk, chat.owner_id, 1)[1] != REFRESH


def test_a_chat_that_is_deleted_or_gone_is_loaded_anew(chat: Chat) -> None:
    chat.discard()
    assert advance(chat.pk, chat.owner_id, 0) == (1, REFRESH)
    Chat.objects.all().delete()
    assert advance(chat.pk, chat.owner_id, 1)[1] == REFRESH


def test_a_title_is_shown_as_text(chat: Chat) -> None:
    chat.rename('"><script>alert(1)</script>')
    _version, html = advance(chat.pk, chat.owner_id, 0)
    assert "<script>" not in html
    assert 'title="&quot;&gt;&lt;script&gt;' in html


def test_a_person_is_led_along_the_branch_that_they_look_at(
    ask: Ask, chat: Chat, owner: User, stranger: User
) -> None:
    first = ask()
    finish(claimed(first), "So.")
    other = _edit(first, "How?")
    finish(claimed(other), "Thus.")
    newest = [str(other.message.parent_id), str(other.message_id)]
    assert _shown(advance(chat.pk, owner.pk, 1)[1]) == newest
    assert _shown(advance(chat.pk, owner.pk, 0)[1]) == newest

    choose(owner, first.message)

    back = [str(first.message_id)]
    assert _shown(advance(chat.pk, owner.pk, 2)[1]) == back
    assert _shown(advance(chat.pk, stranger.pk, 1)[1]) == newest
    assert advance(chat.pk, owner.pk, 3)[1] == ""


def test_a_change_further_up_the_path_is_part_of_the_step(ask: Ask, chat: Chat) -> None:
    first = ask()
    write(claimed(first), "So,")
    first.stop()
    for _ in range(3):
        finish(claimed(ask("And?")), "So.")
    first.refresh_from_db()
    first.go_on()
    assert _shown(advance(chat.pk, chat.owner_id, 4)[1]) == [str(first.message_id)]


def test_answers_side_by_side_come_together(chat: Chat, ask: Ask) -> None:
    first = _compare(chat)
    _question, *answers = chat.messages.order_by("id")
    _version, html = advance(chat.pk, chat.owner_id, 0)
    assert f'class="compare" id="compare_{answers[0].pk}"' in html
    assert _shown(html)[1:] == [str(answer.pk) for answer in answers]

    second = answers[1].generation
    write(claimed(first), "So,")
    write(claimed(second), "Thus,")
    second.stop()
    second.go_on()
    assert _shown(advance(chat.pk, chat.owner_id, 1)[1]) == [str(answer.pk) for answer in answers]


def test_gone_on_with_an_answer_stands_alone(chat: Chat, ask: Ask) -> None:
    first = _compare(chat)
    finish(claimed(first), "So.")
    finish(claimed(Generation.objects.live().get()), "Thus.")
    below = ask("And?")
    _version, html = advance(chat.pk, chat.owner_id, 1)
    shown = [first.message_id, below.message.parent_id, below.message_id]
    assert _shown(html) == [str(pk) for pk in shown]
    assert "1 / 2" in html


def test_what_waits_is_part_of_the_step_once_it_has_changed(chat: Chat, queued: Generation) -> None:
    assert "waiting_" not in advance(chat.pk, chat.owner_id, 0)[1]
    Waiting.objects.add(chat, "And?", client_id=uuid4(), model="m")
    _version, html = advance(chat.pk, chat.owner_id, 1)
    assert f'action="replace" method="morph" target="waiting_{chat.pk}"' in html
    assert "And?" in html


def _edit(generation: Generation, text: str) -> Generation:
    question = generation.message.parent
    assert question is not None
    return Generation.objects.ask_instead(question, text, client_id=uuid4(), model="m")


def _compare(chat: Chat) -> Generation:
    return Generation.objects.ask(chat, "Why?", client_id=uuid4(), model="a/1", also=("b/2",))


def _shown(html: str) -> list[str]:
    return re.findall(r'id="message_(.+?)"', html)
