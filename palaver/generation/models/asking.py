"""Ways a question gets its answer: asked at the end of a chat, put otherwise, answered again."""

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Q

from palaver.chats import sidebar
from palaver.chats.models import Chat, Choice, Ends, Message
from palaver.generation.bus import announce
from palaver.generation.clock import NOW
from palaver.generation.hints import ChatMoved, Queued

if TYPE_CHECKING:
    from palaver.generation.models.generation import Generation


class AnswerRunning(Exception):
    """The answer that the question would follow is still live."""


class Asking(models.QuerySet["Generation"]):
    def ask(
        self, chat: Chat, text: str, *, client_id: uuid.UUID, model: str, also: Sequence[str] = ()
    ) -> "Generation":
        """The question where the person is in the chat, with a queued answer of each model.

        Asked twice, it is there once. Raises AnswerRunning where what it follows is still live.
        """

        def parent(ends: Ends) -> uuid.UUID | None:
            if self._runs(ends):
                raise AnswerRunning
            return ends.leaf

        return self._ask(chat, text, client_id, (model, *also), parent)

    def ask_instead(
        self, question: Message, text: str, *, client_id: uuid.UUID, model: str
    ) -> "Generation":
        """The question put otherwise, as a branch beside it; asked twice, it is there once."""

        def parent(_ends: Ends) -> uuid.UUID | None:
            return question.parent_id

        return self._ask(question.chat, text, client_id, (model,), parent)

    def answer_again(self, answer: Message, *, model: str) -> "Generation":
        """One more answer beside this one; while one of them is live, it is that one."""
        with transaction.atomic():
            chat = locked(answer.chat_id)
            beside = self.filter(message__parent=answer.parent_id).live()
            return beside.first() or self._answer_again(chat, answer, model)

    def _ask(
        self,
        chat: Chat,
        text: str,
        client_id: uuid.UUID,
        models: Sequence[str],
        parent: Callable[[Ends], uuid.UUID | None],
    ) -> "Generation":
        with transaction.atomic(savepoint=False):
            held = locked(chat.pk)
            asked = self.filter(message__parent__chat=held, message__parent__client_id=client_id)
            if there := asked.order_by("message").first():
                return there
            ends = held.ends_for(held.owner_id)
            below = parent(ends)
            branches = below != ends.newest or len(models) > 1
            held.take_question(text, model=models[0], at=held.now, branches=branches)
            if ends.comparison and below == ends.leaf:  # which stands alone from now on
                Message.objects.filter(pk=below).update(version=held.version)
            _question, answers = held.add_exchange(
                text, client_id=client_id, parent=below, newest=ends.newest, answers=len(models)
            )
            return self._queue(held, ends, zip(answers, models, strict=True))[0]

    def _answer_again(self, chat: Any, answer: Message, model: str) -> "Generation":
        ends = chat.ends_for(chat.owner_id)
        chat.move(at=chat.now, branches=True)
        beside = chat.add_answer(answer.parent_id, newest=ends.newest)
        return self._queue(chat, ends, [(beside, model)])[0]

    def _queue(self, chat: Any, ends: Ends, answers: Any) -> "list[Generation]":
        queued = [self.create(message=m, model=model, queued_at=chat.now) for m, model in answers]
        if ends.is_chosen:
            Choice.objects.drop(chat.owner_id, chat)
        announce(*(Queued(one.pk) for one in queued), ChatMoved(chat.pk, chat.version))
        sidebar.move_to_top(chat, live=True)
        return queued

    def live(self) -> Self:
        return self.filter(status__live=True)

    def _runs(self, ends: Ends) -> bool:
        if ends.leaf is None:
            return False
        last = Q(message=ends.leaf)
        if ends.comparison:
            last |= Q(message__comparison=ends.comparison)
        return self.filter(last).live().exists()


def locked(chat_id: uuid.UUID) -> Any:
    """The chat with the database's time as `now`, held until the transaction ends."""
    return Chat.objects.select_for_update(no_key=True).annotate(now=NOW).get(pk=chat_id)
