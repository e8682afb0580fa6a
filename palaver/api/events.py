"""What the JSON socket says; docs/openai-socket.md describes each event."""

from typing import Any

from palaver.api.answers import Answer
from palaver.api.requests import Refused
from palaver.generation.models import Generation, Status

Event = dict[str, Any]


def started(answer: Answer, position: int, reasoning: int) -> Event:
    return {
        "event": "started",
        "chat": str(answer.chat_id),
        "message": str(answer.message_id),
        "model": answer.model,
        "epoch": answer.epoch,
        "from": position,
        "reasoning_from": reasoning,
    }


def restarted(generation: Generation) -> Event:
    return {
        "event": "restarted",
        "message": str(generation.message_id),
        "model": generation.model,
        "epoch": generation.first_epoch,
    }


def delta(position: int, text: str) -> Event:
    return {"event": "delta", "position": position, "text": text}


def reasoning(position: int, text: str) -> Event:
    return {"event": "reasoning", "position": position, "text": text}


def ended(generation: Generation) -> Event:
    """`finished` where the answer is as long as it was to be, `failed` where it is not."""
    common = {
        "message": str(generation.message_id),
        "length": generation.length,
        "reasoning_length": generation.reasoning_length,
        "usage": _usage(generation),
        "kind": generation.error_kind,
        "sentence": generation.error_text,
    }
    if generation.status in (Status.DONE, Status.STOPPED):
        return {"event": "finished", "status": generation.status, **common}
    may = {"may_retry": generation.may_retry, "may_continue": generation.can_continue}
    return {"event": "failed", "status": generation.status, **common, **may}


def refused(refusal: Refused) -> Event:
    return {"event": "error", "kind": refusal.kind, "sentence": refusal.sentence}


def _usage(generation: Generation) -> dict[str, int | None] | None:
    """None where the provider told nothing."""
    figures = {
        "prompt_tokens": generation.prompt_tokens,
        "completion_tokens": generation.completion_tokens,
        "reasoning_tokens": generation.reasoning_tokens,
    }
    return None if all(figure is None for figure in figures.values()) else figures
