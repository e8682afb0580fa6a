"""What a page sends, as forms and as Turbo does."""

import uuid
from typing import Any

from django.test import Client

from palaver.chats.models import Chat

TURBO = {"accept": "text/vnd.turbo-stream.html, text/html"}


def message(text: str = "Why?", **fields: Any) -> dict[str, Any]:
    return {"text": text, "model": "", "client_id": str(uuid.uuid4()), **fields}


def post(client: Client, address: str, *, turbo: bool = False, **fields: Any) -> Any:
    return client.post(address, fields, headers=TURBO if turbo else {})


def send(client: Client, chat: Chat, text: str = "Why?", **fields: Any) -> Any:
    """Posts the composer's form of a chat as Turbo does."""
    address = f"/chats/{chat.pk}/messages/"
    return post(client, address, turbo=True, **message(text, version=chat.version, **fields))
