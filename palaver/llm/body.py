"""The body of a request in the OpenAI protocol."""

import re
from typing import Any

from palaver.llm.provider import Provider
from palaver.llm.request import PARAMETERS, Request, Turn
from palaver.llm.text import clean

INSTRUCTION = (
    "Your last answer broke off. Continue it exactly where it stopped, in mid-word if need be. "
    "Repeat nothing, do not comment on the break, and do not reopen a code block that is open."
)
# Servers that refuse a parameter name it; what to do without it.
REPLACEMENTS = {
    "stream_options": None,
    **dict.fromkeys(PARAMETERS),
    "max_tokens": "max_completion_tokens",
}


def body(provider: Provider, request: Request, refused: frozenset[str]) -> dict[str, Any]:
    """The JSON body, without the parameters that this server is known to have `refused`."""
    parameters = {
        "model": request.model,
        "messages": _messages(provider, request),
        "stream": True,
        "stream_options": {"include_usage": True},
        **{name: getattr(request, name) for name in PARAMETERS},
        **_prefill_flags(provider, request),
        **request.extra,
    }
    for name in refused:
        value = parameters.pop(name, None)
        if other := REPLACEMENTS[name]:
            parameters[other] = value
    return {name: value for name, value in parameters.items() if value is not None}


def refused_parameter(sent: dict[str, Any], detail: str) -> str | None:
    """Which parameter of `sent` an error message objects to, if one that can be done without."""
    named = re.findall(r"\w+", detail)
    return next((name for name in REPLACEMENTS if name in sent and name in named), None)


def omitted(request: Request, refused: frozenset[str]) -> tuple[str, ...]:
    """Which parameters of the request this server does not get, not even under another name."""
    return tuple(
        name
        for name in PARAMETERS
        if name in refused and not REPLACEMENTS[name] and getattr(request, name) is not None
    )


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
