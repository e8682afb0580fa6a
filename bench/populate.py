"""`python -m bench.populate`: fills the configured instance with chats, for somebody who is there.

The same seed says the same, in chats of the same shapes: most of them short, one very long, and
some with branches.
"""

import argparse
import os
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench.told import Teller

if TYPE_CHECKING:
    from palaver.chats.models import Chat, Message

SPAN = timedelta(days=730)  # in which all of it was said
PAUSE = 90.0  # seconds between two messages, on the average
AT_ONCE = 500  # messages of a transaction
BRANCHED = 25  # of so many chats one has branches
SHORTEST = 2  # messages
MODELS = ("local/qwen3-coder", "local/mistral-small", "openai/gpt-4o", "anthropic/sonnet")
FOLDERS = ("Work", "Home", "Garden", "Travel")


@dataclass(frozen=True)
class Plan:
    """How much there is to be; the longest chat is one of the chats."""

    messages: int = 100_000
    chats: int = 2_000
    longest: int = 5_000
    seed: int = 1

    def lengths(self) -> list[int]:
        """Of each chat, of which a few hold most of what is left beside the longest."""
        others = max(0, self.chats - 1)
        shares = [1 / (4 + place % 50) for place in range(others)]
        rest = max(0, self.messages - self.longest - SHORTEST * others)
        lengths = [SHORTEST + int(rest * share / sum(shares)) for share in shares]
        for place in range(max(0, self.messages - self.longest - sum(lengths)) if others else 0):
            lengths[place % others] += 1
        lengths.insert(others // 2, min(self.longest, self.messages))
        return lengths


@dataclass
class _Made:
    """Rows that are not in the database yet."""

    chats: "list[Chat]"
    messages: "list[Message]"
    models: dict[uuid.UUID, str]


def populate(owner: Any, plan: Plan, say: Callable[[str], Any] = print) -> None:
    from palaver.chats.models import Message

    teller, lengths = Teller(plan.seed), plan.lengths()
    folders, made, stored = _folders(owner), _Made([], [], {}), 0
    created_at = Message._meta.get_field("created_at")
    with patch.object(created_at, "auto_now_add", new=False):  # it is when it was said
        for place, length in enumerate(lengths):
            folder = folders[place // 5 % len(folders)] if place % 5 == 0 else None
            _chat(made, teller, owner, length, (_begun(place, len(lengths)), folder))
            if len(made.messages) >= AT_ONCE or place == len(lengths) - 1:
                stored += len(made.messages)
                _store(made)
                say(f"{stored:,} of {plan.messages:,} messages")


def _folders(owner: Any) -> list[Any]:
    from palaver.chats.models import Folder

    return [Folder.objects.get_or_create(owner=owner, name=name)[0] for name in FOLDERS]


def _begun(place: int, number: int) -> datetime:
    """The chats follow each other; the last has just begun."""
    from django.utils import timezone

    return timezone.now() - SPAN * (number - place) / number


def _chat(
    made: _Made, teller: Teller, owner: Any, length: int, where: tuple[datetime, Any]
) -> None:
    from palaver.chats.models import Chat
    from palaver.lib.uuid7 import uuid7_after

    begun, folder = where
    language, rng = teller.language(), teller.rng
    model = rng.choices(MODELS, (8, 4, 2, 1))[0]
    chat = Chat(pk=uuid7_after(None, begun), owner=owner, version=1, created_at=begun, model=model)
    chat.title, chat.titled_at, chat.folder = teller.title(language), begun, folder
    talk = _Talk(made, teller, chat, language)
    talk.go_on(length, branched=rng.randrange(BRANCHED) == 0)
    chat.opening, chat.active_at = talk.opening, talk.at
    made.chats.append(chat)


class _Talk:
    """Questions and answers of one chat, one after the other."""

    def __init__(self, made: _Made, teller: Teller, chat: "Chat", language: str) -> None:
        self._made, self._teller, self._chat, self._language = made, teller, chat, language
        self._last: Message | None = None
        self.at = chat.created_at
        self.opening = ""

    def go_on(self, length: int, *, branched: bool) -> None:
        while length > 0:
            before = self._last
            length -= self._exchange(length)
            if branched and length > 0 and self._teller.rng.random() < 1 / 3:
                self._last = before  # the same place again: the question is put otherwise
                self._chat.is_branched = True
                length -= self._exchange(length)

    def _exchange(self, length: int) -> int:
        question = self._say("user", self._teller.question(self._language))
        self.opening = self.opening or question.text[:100]
        if length == 1:
            return 1
        answer = self._say("assistant", self._teller.answer(self._language))
        self._made.models[answer.pk] = self._chat.model
        return 2

    def _say(self, role: str, text: str) -> "Message":
        from palaver.chats.models import Message
        from palaver.lib.uuid7 import uuid7_after
        from palaver.markdown import render

        self.at += timedelta(seconds=self._teller.rng.expovariate(1 / PAUSE))
        self._last = Message(
            pk=uuid7_after(self._last.pk if self._last else None, self.at),
            chat=self._chat,
            parent=self._last,
            role=role,
            text=text,
            html=render(text) if role == "assistant" else "",
            version=1,
            created_at=self.at,
        )
        self._made.messages.append(self._last)
        return self._last


def _store(made: _Made) -> None:
    from django.db import transaction

    from palaver.chats.models import Chat, Message
    from palaver.generation.models import Generation

    with transaction.atomic():
        Chat.objects.bulk_create(made.chats)
        Message.objects.bulk_create(made.messages)
        answers = (message for message in made.messages if message.pk in made.models)
        Generation.objects.bulk_create(_generations(made, answers))
    made.chats.clear()
    made.messages.clear()
    made.models.clear()


def _generations(made: _Made, answers: "Iterable[Message]") -> Iterator[Any]:
    from palaver.generation.models import Generation

    for answer in answers:
        yield Generation(
            message=answer,
            model=made.models[answer.pk],
            status="done",
            epoch=1,
            length=len(answer.text),
            prompt_tokens=len(answer.text) // 8,
            completion_tokens=len(answer.text) // 4,
            queued_at=answer.created_at,
            started_at=answer.created_at,
            finished_at=answer.created_at,
        )


def main() -> int:
    words = _words()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palaver.project.settings")
    import django

    from palaver.lib.refusal import Refusal

    django.setup()
    try:
        owner = _owner(words.owner)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    populate(owner, Plan(words.messages, words.chats, words.longest, words.seed))
    return 0


def _words() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m bench.populate", description=__doc__)
    words.add_argument("--owner", help="whose chats they are to be (the first person's)")
    words.add_argument("--messages", type=int, default=Plan.messages, help="in all (100,000)")
    words.add_argument("--chats", type=int, default=Plan.chats, help="(2,000)")
    words.add_argument("--longest", type=int, default=Plan.longest, help="messages of it (5,000)")
    words.add_argument("--seed", type=int, default=Plan.seed, help="(1)")
    return words.parse_args()


def _owner(name: str | None) -> Any:
    from django.contrib.auth import get_user_model

    from palaver.lib import installation
    from palaver.lib.refusal import Refusal

    installation.upgrade_unless_served()
    people = get_user_model().objects.order_by("pk")
    owner = people.filter(username=name).first() if name else people.first()
    if owner is None:
        raise Refusal("There is nobody of that name; make them: palaver createuser NAME")
    return owner


if __name__ == "__main__":
    sys.exit(main())
