"""What a model is told before the conversation: by the chat's folders, and by its assistant."""

from typing import Any

from palaver.chats.models import Chat, Folder

JSON_ONLY = "Answer with one JSON object and nothing else."


def instructions(chat: Chat, parameters: dict[str, Any]) -> str:
    """The system text, "" where nobody tells the model anything."""
    told = [*Folder.objects.instructions_of(chat), chat.system_prompt]
    if parameters.get("response_format"):  # some servers refuse it where no text asks for JSON
        told.append(JSON_ONLY)
    return "\n\n".join(text.strip() for text in told if text.strip())
