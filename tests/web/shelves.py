"""Assistants and prompts for tests, and the forms that make them."""

from typing import Any

from palaver.accounts.models import User
from palaver.chats.models import Assistant, Prompt


def an_assistant(owner: User, *, shared: bool = False, **content: Any) -> Assistant:
    made = Assistant(owner=owner, **{"name": "Translator", **content})
    made.keep(shared=shared)
    return made


def a_prompt(owner: User, *, shared: bool = False, **content: Any) -> Prompt:
    made = Prompt(owner=owner, **{"command": "fix", "title": "Fix it", "text": "Text", **content})
    made.keep(shared=shared)
    return made


def assistant_fields(**fields: str) -> dict[str, str]:
    filled = {"name": "Poet", "icon": "✍️", "description": "Rhymes", "system_prompt": "Rhyme."}
    return {**filled, "starters": "On rain\r\n\r\n On snow ", **fields}


def prompt_fields(**fields: str) -> dict[str, str]:
    return {"command": "/Fix", "title": "Fix it", "text": "Fix:\r\n{{text}}", **fields}
