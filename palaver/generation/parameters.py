"""The parameters of a chat, as a request has them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from palaver.chats.models import Chat
from palaver.llm import PARAMETERS, Model

LABELS = {
    "temperature": _("Temperature"),
    "top_p": _("Top-p"),
    "max_tokens": _("Longest answer"),
    "stop": _("Stop at"),
    "seed": _("Seed"),
    "reasoning_effort": _("Reasoning effort"),
    "response_format": _("JSON mode"),
}


def parameters(chat: Chat, model: Model) -> dict[str, Any]:
    """Those that were chosen and that the model takes, as far as is known."""
    chosen = chat.parameters or {}
    taken = {name: chosen[name] for name in PARAMETERS if name in chosen and model.may_take(name)}
    if "stop" in taken:
        taken["stop"] = tuple(taken["stop"])
    return taken
