"""One of each thing that a URL may name, of one person in a running Palaver."""

import json
import re
from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver

from tests.running import Palaver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# Of a chat that is there, by its answer; what is unknown is made.
MAKE = """
import json
from uuid import uuid4
from django.core.files.base import ContentFile
from palaver.chats.models import Assistant, Attachment, Folder, Message, Prompt, Tag
from palaver.generation.models import Waiting
def belongings(answer_id):
    answer = Message.objects.select_related("chat__owner", "parent").get(pk=answer_id)
    chat, owner, question = answer.chat, answer.chat.owner, answer.parent
    folder = Folder(owner=owner, name="Rivers", instructions="Be brief.")
    folder.arrange()
    assistant = Assistant(owner=owner, name="Poet", system_prompt="Rhyme.")
    assistant.keep(shared=True)
    prompt = Prompt(owner=owner, command="fix", title="Fix it", text="Fix {{it}}.")
    prompt.keep(shared=False)
    attachment = Attachment.objects.create(
        owner=owner, chat=chat, sent_with=question.client_id, name="notes.txt", kind="text",
        media_type="text/plain", size=2, reading="ready", file=ContentFile(b"ok", name="notes.txt"),
    )
    waiting = Waiting.objects.create(chat=chat, client_id=uuid4(), text="And?", model=chat.model)
    return {
        "chat_id": chat.pk, "message_id": answer.pk, "question_id": question.pk,
        "folder_id": folder.pk, "assistant_id": assistant.pk, "prompt_id": prompt.pk,
        "attachment_id": attachment.pk, "waiting_id": waiting.pk,
        "tag_id": Tag.objects.create(owner=owner, name="water").pk,
        "pk": 1, "token": "spent",
    }
"""


def belongings(palaver: Palaver, answer_id: str) -> dict[str, str]:
    """By the names that URLs have for them."""
    made = palaver.shell(f"{MAKE}\nprint(json.dumps(belongings({answer_id!r}), default=str))")
    found: dict[str, str] = json.loads(made.splitlines()[-1])
    return found


def addresses(named: Mapping[str, str]) -> list[str]:
    """Of every URL pattern of the project; fails on one that names what nobody has made here."""
    found = []
    for route in _routes(get_resolver()):
        unknown = set(PARAMETER.findall(route)) - named.keys()
        assert not unknown, f"{route} names {unknown}: let MAKE in {__name__} make one."
        found.append(PARAMETER.sub(lambda match: str(named[match[1]]), route))
    return found


def _routes(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from _routes(entry, route)
