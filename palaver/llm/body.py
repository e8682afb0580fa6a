"""The body of a request in the OpenAI protocol."""

from typing import Any

from palaver.llm.provider import Provider
from palaver.llm.request import PARAMETERS, Request, Turn
from palaver.llm.text import clean

INSTRUCTION = (
    "Your last answer broke off. Continue it exactly where it stopped, in mid-word if need be. "
    "Repeat nothing, do not comment on the break, and do not reopen a code block that is open."
)


def body(provider: Provider, request: Request) -> dict[str, Any]:
    """The JSON body."""
    parameters = {
        "model": request.model,
        "messages": _messages(provider, request),
        "stream": True,
        "stream_options": {"include_usage": True},
        **{name: getattr(request, name) for name in PARAMETERS},
        **_prefill_flags(provider, request),
        **request.extra,
    }
    return {name: value for name, value in parameters.items() if value is not None}


def _messages(provider: Provider, request: Request) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = [
        {"role": turn.role, "content": _content(turn)} for turn in request.messages
    ]
    if request.partial:
        messages.append({"role": "assistant", "content": clean(request.partial)})
        if provider.continuation == "instruction":
            messages.append({"role": "user", "content": INSTRUCTION})
    return messages


def _content(turn: Turn) -> str | list[dict[str, Any]]:
    text = clean(turn.content)
    if not turn.images:
        return text
    images = [{"type": "image_url", "image_url": {"url": url}} for url in turn.images]
    return [{"type": "text", "text": text}, *images]


def _prefill_flags(provider: Provider, request: Request) -> dict[str, Any]:
    if request.partial and provider.kind == "vllm" and provider.continuation == "prefill":
        return {"continue_final_message": True, "add_generation_prompt": False}
    return {}
