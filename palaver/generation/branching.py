"""What a person does with the branches of a chat: look at another, take one into a new chat."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from palaver.accounts.limits import check_running_generations
from palaver.chats import sidebar
from palaver.chats.models import Attachment, Chat, Choice, Message
from palaver.generation.bus import announce
from palaver.generation.hints import ChatMoved
from palaver.generation.models import Generation
from palaver.generation.models.asking import locked
from palaver.lib.uuid7 import uuid7

TITLE = 100  # characters of the old title in the new one
COPIED = ("role", "text", "reasoning", "html")
LEFT_BEHIND = ("id", "message_id", "lease_until", "takeovers")


class NotYet(Exception):
    """The branch cannot be copied while an answer in it is live."""


def choose(user: Any, message: Message) -> None:
    """From now on the person sees the branch with this message."""
    with transaction.atomic():
        chat = locked(message.chat_id)
        leaf = message.newest_below()
        is_newest = leaf == chat.ends_for(user.pk).newest
        chat.advance()
        shown = None if is_newest and not _is_picked(message, leaf) else leaf
        Choice.objects.point(user.pk, message, shown, chat.version)
        announce(ChatMoved(chat.pk, chat.version))


def stop(generation: Generation) -> None:
    """Stops the answer, and those that are written side by side with it."""
    comparison = generation.message.comparison
    if comparison is None:
        generation.stop()
    else:
        Generation.objects.filter(message__comparison=comparison).stop()


def retry(user: Any, generation: Generation, model: str = "") -> None:
    """Another answer beside this one; one in which nothing was said is filled again.

    Raises LimitReached with a sentence for the person.
    """
    check_running_generations(Generation.objects.owned_by(user).live().count())
    if generation.length:
        Generation.objects.answer_again(generation.message, model=model or generation.model)
    else:
        generation.retry(model)


def fork(user: Any, message: Message) -> Chat:
    """A new chat of the person with all that was said up to this message. Raises NotYet."""
    path = list(message.chat.messages.filter(pk__in=[m.pk for m in message.path()]).order_by("id"))
    with transaction.atomic():
        chat = Chat.objects.create(
            owner=user,
            title=_("%(title)s (fork)") % {"title": message.chat.display_title[:TITLE]},
            model=message.chat.model,
            parameters=message.chat.parameters,
            folder_id=message.chat.folder_id,
            is_temporary=message.chat.is_temporary,
            **message.chat.told,
        )
        copies = _copied(chat, path)
        Message.objects.bulk_create(copies.values())
        same = {said.client_id: copies[said.pk].client_id for said in path}
        Attachment.objects.of(path).copy(chat, same)
        _copy_generations(copies)
        sidebar.move_to_top(chat, live=False)
    return chat


def _is_picked(message: Message, leaf: Any) -> bool:
    return message.pk == leaf and message.comparison is not None


def _copied(chat: Chat, path: list[Message]) -> dict[Any, Message]:
    copies: dict[Any, Message] = {}
    for message in path:
        said = {name: getattr(message, name) for name in COPIED}
        parent = copies.get(message.parent_id)
        copies[message.pk] = Message(pk=uuid7(), chat=chat, parent=parent, **said)
    return copies


def _copy_generations(copies: dict[Any, Message]) -> None:
    made = []
    for generation in Generation.objects.filter(message__in=copies.keys()):
        if generation.is_live:
            raise NotYet
        ended = {
            field.attname: getattr(generation, field.attname)
            for field in Generation._meta.concrete_fields
            if field.attname not in LEFT_BEHIND
        }
        made.append(Generation(message=copies[generation.message_id], **ended))
    Generation.objects.bulk_create(made)
