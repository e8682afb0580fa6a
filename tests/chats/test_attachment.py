"""Who may see a file, to which message it belongs, and that nothing of it is left behind."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from palaver.accounts.models import User
from palaver.chats.models import Attachment, Chat, Extract, Message
from palaver.chats.models.attachment import KEPT_UNSENT
from palaver.chats.models.trash import TRASH_PERIOD
from palaver.chats.storage import files
from tests.chats.attaching import attached, sent
from tests.generation.fixtures import Ask
from tests.waiting import wait_for

pytestmark = pytest.mark.usefixtures("hints")


def test_what_is_not_sent_is_its_owners_alone(owner: User, stranger: User, chat: Chat) -> None:
    for attachment in (attached(owner), attached(owner, chat=chat)):
        assert list(Attachment.objects.visible_to(owner).filter(pk=attachment.pk)) == [attachment]
    assert not Attachment.objects.visible_to(stranger).exists()
    assert not Attachment.objects.visible_to(AnonymousUser()).exists()


def test_what_is_sent_is_visible_as_its_chat_is(owner: User, stranger: User, chat: Chat) -> None:
    attachment = sent(owner, chat)
    assert list(Attachment.objects.visible_to(owner)) == [attachment]
    assert not Attachment.objects.visible_to(stranger).exists()
    chat.discard()
    assert not Attachment.objects.visible_to(owner).exists()


def test_what_is_not_sent_belongs_to_the_message_of_its_page(owner: User, chat: Chat) -> None:
    new, old = attached(owner), attached(owner, chat=chat)
    assert list(Attachment.objects.unsent_by(owner, None)) == [new]
    assert list(Attachment.objects.unsent_by(owner, chat)) == [old]
    sent(owner, chat)
    assert list(Attachment.objects.unsent_by(owner, chat)) == [old]


def test_only_ones_own_are_sent_and_only_once(owner: User, stranger: User, chat: Chat) -> None:
    own, theirs = attached(owner), attached(stranger)
    elsewhere = attached(owner, chat=Chat.objects.create(owner=owner))
    before = sent(owner, chat)
    client_id = uuid.uuid4()
    ids = [own.pk, theirs.pk, elsewhere.pk, before.pk, uuid.uuid4()]
    assert Attachment.objects.send(owner, ids, chat, client_id) == 1
    assert list(Attachment.objects.filter(sent_with=client_id)) == [own]


def test_it_belongs_to_the_message_of_its_client_made_id(owner: User, chat: Chat, ask: Ask) -> None:
    question = ask("What is this?").message.parent
    assert question is not None
    attachment = attached(owner)
    Attachment.objects.send(owner, [attachment.pk], chat, question.client_id)
    assert list(Attachment.objects.of(chat.messages.all())) == [attachment]
    assert list(Attachment.objects.of([])) == []
    elsewhere = Message.objects.create(
        chat=Chat.objects.create(owner=owner), role="user", client_id=question.client_id
    )
    assert list(Attachment.objects.of([elsewhere])) == []


def test_a_copy_shares_the_files_and_has_the_text(owner: User, chat: Chat) -> None:
    original = sent(owner, chat)
    Extract.objects.create(attachment=original, text="Some text.")
    other, client_id = Chat.objects.create(owner=owner), uuid.uuid4()
    assert original.sent_with is not None
    Attachment.objects.filter(pk=original.pk).copy(other, {original.sent_with: client_id})
    copy = Attachment.objects.get(chat=other)
    assert (copy.sent_with, copy.text, copy.place) == (
        client_id,
        "Some text.",
        original.place,
    )
    original.delete()
    assert copy.file.read() == b"Some text."
    copy.delete()
    wait_for(lambda: not files().exists(copy.place))


def test_a_chat_that_is_gone_for_good_leaves_no_files(owner: User, chat: Chat) -> None:
    attachment = sent(owner, chat)
    assert files().exists(attachment.place)
    chat.discard()
    Chat.objects.all().purge()
    assert files().exists(attachment.place)
    long_ago = timezone.now() - TRASH_PERIOD - timedelta(minutes=1)
    Chat.objects.filter(pk=chat.pk).update(deleted_at=long_ago)
    Chat.objects.all().purge()
    wait_for(lambda: not files().exists(attachment.place))
    assert not Attachment.objects.exists()


def test_a_person_who_is_gone_leaves_no_files(owner: User, chat: Chat) -> None:
    kept = [sent(owner, chat), attached(owner)]
    owner.delete()
    wait_for(lambda: not any(files().exists(each.place) for each in kept))


def test_what_is_never_sent_is_removed_after_a_day(owner: User, chat: Chat) -> None:
    old, new, used = attached(owner), attached(owner), sent(owner, chat)
    yesterday = timezone.now() - KEPT_UNSENT - timedelta(minutes=1)
    Attachment.objects.filter(pk__in=[old.pk, used.pk]).update(created_at=yesterday)
    assert Attachment.objects.all().purge() == 1
    assert set(Attachment.objects.all()) == {new, used}
    wait_for(lambda: not files().exists(old.place))


def test_a_removal_that_is_taken_back_removes_no_file(owner: User) -> None:
    attachment = attached(owner)
    with pytest.raises(ZeroDivisionError):
        _delete_and_fail(attachment)
    assert attachment.file.read() == b"Some text."


def test_its_files_are_private(owner: User) -> None:
    attachment = attached(owner, name="../../my secret.txt")
    path = files().path(attachment.place)
    assert "secret" not in path
    with open(path) as file:  # noqa: PTH123  a path of Django's
        assert file.read() == "Some text."


def _delete_and_fail(attachment: Attachment) -> None:
    with transaction.atomic():
        attachment.delete()
        raise ZeroDivisionError
