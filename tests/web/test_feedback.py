"""Thumbs, and the reason if somebody gives one."""

from uuid import uuid4

import pytest
from django.test import Client

from palaver.accounts.models import User
from palaver.chats.models import Chat, Feedback
from palaver.chats.models.feedback import LONGEST_REASON
from palaver.generation.hints import ChatMoved, Hint
from palaver.generation.models import Generation
from palaver.web.advance import advance
from tests.generation.writing import claimed, finish
from tests.web.posting import post

pytestmark = pytest.mark.usefixtures("broadcasts")


@pytest.fixture
def answered(queued: Generation) -> Generation:
    finish(claimed(queued), "So.")
    queued.refresh_from_db()
    return queued


def address(answered: Generation) -> str:
    return f"/messages/{answered.message_id}/feedback/"


def test_a_thumb_is_kept_and_asks_for_the_reason(client: Client, answered: Generation) -> None:
    html = post(client, address(answered), turbo=True, verdict="down").content.decode()
    assert f'action="replace" target="feedback_{answered.message_id}" method="morph"' in html
    assert "What was wrong with it?" in html
    assert 'value="incomplete"' in html
    assert 'value="complete"' not in html
    assert Feedback.objects.get().verdict == "down"


def test_the_reason_is_kept_and_asked_for_no_more(client: Client, answered: Generation) -> None:
    given = {"verdict": "down", "kind": "long", "reason": "Very <long>.", "explained": "1"}
    html = post(client, address(answered), turbo=True, **given).content.decode()
    assert "What was wrong with it?" not in html
    feedback = Feedback.objects.get()
    assert (feedback.kind, feedback.reason) == ("long", "Very <long>.")
    page = client.get(address(answered)).content.decode()
    assert "Very &lt;long&gt;." in page
    assert '<option value="long" selected>' in page


def test_without_scripts_one_page_leads_to_the_next(client: Client, answered: Generation) -> None:
    response = post(client, address(answered), verdict="up")
    assert response.headers["Location"] == address(answered)
    assert "What was good about it?" in client.get(address(answered)).content.decode()
    response = post(client, address(answered), verdict="up", kind="clear", explained="1")
    chat = answered.message.chat_id
    assert response.headers["Location"] == f"/chats/{chat}/?message={answered.message_id}"


def test_who_has_given_none_yet_may_give_it_there(client: Client, answered: Generation) -> None:
    page = client.get(address(answered)).content.decode()
    assert 'name="verdict" value="up" aria-pressed="false"' in page


def test_what_was_given_is_shown_with_the_answer(
    client: Client, answered: Generation, chat: Chat, owner: User
) -> None:
    page = f"/chats/{chat.pk}/"
    assert 'aria-pressed="true"' not in _tools(client.get(page).content.decode())
    Feedback.objects.give(owner, answered.message, "up")
    html = _tools(client.get(page).content.decode())
    assert 'value="up" aria-pressed="true" formaction=' in html
    assert 'value="down" aria-pressed="false" aria-label' in html


def test_it_can_be_withdrawn_by_the_same_thumb(client: Client, answered: Generation) -> None:
    post(client, address(answered), verdict="up")
    for _ in range(2):
        response = post(client, f"{address(answered)}withdrawal/", turbo=True, verdict="up")
        assert 'aria-pressed="true"' not in response.content.decode()
    assert not Feedback.objects.exists()


def test_other_pages_of_the_person_hear_of_it(
    client: Client, answered: Generation, chat: Chat, owner: User, hints: list[Hint]
) -> None:
    chat.refresh_from_db()
    before = chat.version
    post(client, address(answered), verdict="up")
    assert hints == [ChatMoved(chat.pk, before + 1)]
    version, html = advance(chat.pk, owner.pk, before)
    assert version == before + 1
    assert 'value="up" aria-pressed="true"' in html


def test_nobody_else_sees_what_somebody_thinks(
    answered: Generation, chat: Chat, owner: User, stranger: User
) -> None:
    Feedback.objects.give(owner, answered.message, "up")
    chat.refresh_from_db()
    _version, html = advance(chat.pk, stranger.pk, chat.version - 1)
    assert f'id="feedback_{answered.message_id}"' in html
    assert 'aria-pressed="true"' not in html


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"verdict": "sideways"},
        {"verdict": "up", "kind": "unheard-of"},
        {"verdict": "up", "reason": "x" * (LONGEST_REASON + 1)},
        {"verdict": "up", "reason": "a\0b"},
    ],
)
def test_what_cannot_be_stored_is_refused(
    client: Client, answered: Generation, fields: dict[str, str]
) -> None:
    for turbo in (True, False):
        response = post(client, address(answered), turbo=turbo, **fields)
        assert response.status_code == 422
    assert not Feedback.objects.exists()


def test_a_stranger_and_a_question_get_none(
    client: Client, strangers_client: Client, answered: Generation
) -> None:
    question = f"/messages/{answered.message.parent_id}/feedback/"
    nothing = f"/messages/{uuid4()}/feedback/"
    for somebody, path in (
        (strangers_client, address(answered)),
        (client, question),
        (client, nothing),
    ):
        assert somebody.get(path).status_code == 404
        assert post(somebody, path, verdict="up").status_code == 404
        assert post(somebody, f"{path}withdrawal/").status_code == 404
    assert not Feedback.objects.exists()


def _tools(html: str) -> str:
    return html.partition('class="answer__tools"')[2]
