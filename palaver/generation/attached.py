"""What was attached to a message, as its part of the prompt: texts as they are, and pictures."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from palaver.chats.models import Attachment, Message
from palaver.llm import Role, Turn
from palaver.llm.model import Model

STORED = "attachment:"  # before the name in the storage, until the picture itself is put there
TOKENS_OF_A_PICTURE = 1_000  # about, whatever its size

Attached = Mapping[uuid.UUID, Sequence[Attachment]]


class NotYetRead(Exception):
    """Some of it is still being read; the prompt can wait for it, or go on without."""

    def __init__(self, ids: Sequence[uuid.UUID]) -> None:
        super().__init__(ids)
        self.ids = ids


def attached_to(messages: Sequence[Message], *, patient: bool = False) -> Attached:
    """The attachments with their texts, by the client-made id of their message.

    Raises NotYetRead where somebody `patient` asks before all are read.
    """
    found: dict[uuid.UUID, list[Attachment]] = defaultdict(list)
    if not messages:
        return found
    for attachment in Attachment.objects.of(messages).select_related("extract").order_by("id"):
        if attachment.sent_with:
            found[attachment.sent_with].append(attachment)
    unread = [a.pk for each in found.values() for a in each if not a.is_settled]
    if patient and unread:
        raise NotYetRead(unread)
    return found


def turn_of(role: Role, text: str, attachments: Sequence[Attachment], model: Model) -> Turn:
    """What is said of the attachments, then the message itself."""
    words = [_words(attachment, model) for attachment in attachments]
    shown = [a for a in attachments if _is_shown(a, model)]
    images = tuple(f"{STORED}{attachment.picture.name}" for attachment in shown)
    return Turn(role, "\n\n".join(filter(None, [*words, text])), images)


def sees(model: Model) -> bool:
    """Whether pictures are sent to it; most that do not know what to do with one fail."""
    return model.sees is True


def _is_shown(attachment: Attachment, model: Model) -> bool:
    return attachment.is_image and bool(attachment.picture.name) and sees(model)


def _words(attachment: Attachment, model: Model) -> str:
    """For a model, and so in no language of the reader's."""
    name = attachment.name
    if _is_shown(attachment, model):
        return f"[Attached image: {name}]"
    elif attachment.is_image and not attachment.problem:
        return f"[An image, {name}, is attached, but this model cannot be shown it.]"
    elif attachment.problem or not attachment.is_settled:
        reason = attachment.sentence or "Reading it takes too long."
        return f"[A file, {name}, is attached, but could not be read. {reason}]"
    else:
        return _file(attachment)


def _file(attachment: Attachment) -> str:
    pages = f", {attachment.pages} pages" if attachment.pages else ""
    rest = "\n[The file goes on; only its beginning is given here.]" if attachment.is_cut else ""
    begin = f"--- Attached file: {attachment.name}{pages} ---"
    return f"{begin}\n{attachment.text}{rest}\n--- End of {attachment.name} ---"
