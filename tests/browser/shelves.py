"""Assistants and prompts, made past their pages."""

from typing import Any

from tests.browser.person import Person

ASSISTANT = {
    "name": "Translator",
    "description": "Says it in another language, and no more than that.",
    "system_prompt": "Translate into {{language}} for {{name}}.",
    "starters": "Good morning\nWhere is the station?",
}


def make_assistant(person: Person, **fields: str) -> str:
    """Makes one; the path of a new chat with it."""
    _made(person.post("/assistants/new/", **{**ASSISTANT, **fields}))
    return _link(person, "/assistants/", "/?assistant=")


def make_prompt(person: Person, command: str, text: str, **fields: str) -> str:
    """Makes one; the path of a new chat with it."""
    content = {"title": f"About {command}", "text": text}
    _made(person.post("/prompts/new/", command=command, **{**content, **fields}))
    return _link(person, "/prompts/", "/?prompt=")


def _made(response: Any) -> None:
    assert response.status == 302, response.text()


def _link(person: Person, path: str, start: str) -> str:
    html = person.context.request.get(path).text()
    return start + html.partition(f'href="{start}')[2].partition('"')[0]
