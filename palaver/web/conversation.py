"""What a page shows of a chat: a stretch of the path that the person sees."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from palaver.chats.models import Attachment, Chat, Ends, Message
from palaver.chats.models.message import MessageQuerySet
from palaver.generation.models import Waiting
from palaver.generation.shown import shown

PER_PAGE = 50
AROUND = 25  # messages before one that is jumped to
ALL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages in order, as they are shown, and from where on there are more."""

    messages: Sequence[Message]
    earlier: uuid.UUID | None = None
    later: uuid.UUID | None = None
    unsent: Sequence[Attachment] = ()  # files of the message that is being written

    def __bool__(self) -> bool:
        return bool(self.messages)


class Conversation:
    """A chat as one person sees it."""

    def __init__(self, chat: Chat, user_id: int, waiting: Sequence[Waiting] = ()) -> None:
        self._chat = chat
        self.unsent: Sequence[Attachment] = ()
        self._user_id = user_id
        self._waiting = waiting

    @cached_property
    def ends(self) -> Ends:
        return self._chat.ends_for(self._user_id)

    def turned(self) -> "Conversation":
        """The same chat once the person looks at another branch."""
        return Conversation(self._chat, self._user_id, self._waiting)

    def end(self) -> Stretch:
        return self._before(self.ends.leaf, PER_PAGE)

    def whole(self) -> Stretch:
        """All of the path, however long: what is printed."""
        return Stretch(self.shown(self.messages.up_from(self.ends.leaf, most=ALL)))

    def before(self, message_id: uuid.UUID) -> Stretch:
        """What led to this message, wherever it is in the chat."""
        found = self._chat.messages.filter(pk=message_id).values_list("parent", flat=True)
        return self._before(found.first(), PER_PAGE)

    def after(self, message_id: uuid.UUID) -> Stretch:
        return self._from(message_id, leave_out=1)

    def around(self, message_id: uuid.UUID) -> Stretch | None:
        """The stretch with this message; None where it is in another branch, or nowhere."""
        later = self._from(message_id)
        if not later.messages or later.messages[0].pk != message_id:
            return None
        earlier = self._before(later.messages[0].parent_id, AROUND)
        messages = [*earlier.messages, *later.messages]
        return Stretch(messages, earlier.earlier, later.later, self.unsent)

    def shown(self, messages: Iterable[Message]) -> list[Message]:
        """The messages with what is beside them: the page's templates need no more."""
        found = shown(messages)
        self._attach(found)
        beside = self._beside(found)
        for message in found:
            message.siblings = beside[message.parent_id]
            if message.comparison and message.pk == self.ends.leaf and self.ends.comparison:
                message.compared = self._compared(message)
        return found

    @property
    def messages(self) -> MessageQuerySet:
        answered = self._chat.messages.select_related("generation")
        return answered.with_feedback_of(self._user_id)

    def _attach(self, messages: Sequence[Message]) -> None:
        attached: dict[uuid.UUID | None, list[Attachment]] = defaultdict(list)
        waiting = [one.client_id for one in self._waiting]
        for file in Attachment.objects.on_page(self._chat, self._user_id, messages, waiting):
            attached[file.sent_with].append(file)
        self.unsent = attached.pop(None, ())
        for waits in self._waiting:
            waits.attached = attached.get(waits.client_id, ())
        unread = False
        for message in messages:
            message.attached = attached.get(message.client_id, ())
            unread = unread or not all(file.is_settled for file in message.attached)
            message.waits_for_files = unread

    def _before(self, last: uuid.UUID | None, most: int) -> Stretch:
        page = list(self.messages.up_from(last, most=most + 1))
        has_more = len(page) > most
        page = page[-most:]
        return Stretch(self.shown(page), page[0].pk if has_more else None, unsent=self.unsent)

    def _from(self, message_id: uuid.UUID, leave_out: int = 0) -> Stretch:
        path = self.messages.up_from(self.ends.leaf, most=ALL, down_to=message_id)
        page = list(path[: PER_PAGE + leave_out + 1])
        has_more = len(page) > PER_PAGE + leave_out
        page = page[leave_out : PER_PAGE + leave_out]
        return Stretch(
            self.shown(page), later=page[-1].pk if has_more else None, unsent=self.unsent
        )

    def _beside(self, messages: Sequence[Message]) -> dict[uuid.UUID | None, list[uuid.UUID]]:
        beside: dict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
        if messages and self._chat.is_branched:
            siblings = self._chat.messages.siblings_of(messages).values_list("parent", "id")
            for parent, sibling in siblings:
                beside[parent].append(sibling)
        return beside

    def _compared(self, leaf: Message) -> list[Message]:
        others = self.messages.filter(parent=leaf.parent_id, comparison=leaf.comparison)
        compared = [leaf, *shown(others.exclude(pk=leaf.pk).order_by("id"))]
        for answer in compared:
            answer.waits_for_files = leaf.waits_for_files
        return compared
