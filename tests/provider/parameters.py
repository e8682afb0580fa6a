"""What a scripted model is to do: read from its name and from the last user message."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import parse_qsl

from palaver.llm import clean
from palaver.llm.body import INSTRUCTION
from tests.provider.script import script_tokens

READY_MADE = {
    "scripted": "",
    "scripted-fast": "rate=0",
    "scripted-slow": "rate=5",
    "scripted-long": "tokens=4000",
    "scripted-thinking": "reasoning=40",
    "scripted-401": "fault=401",
    "scripted-404": "fault=404",
    "scripted-429": "fault=429:2&times=1",
    "scripted-busy": "fault=429:3600",
    "scripted-context": "fault=context",
    "scripted-filter": "fault=filter",
    "scripted-500": "fault=500",
    "scripted-silent": "fault=stall_at:0",
    "scripted-stalled": "fault=stall_at:60",
    "scripted-cut": "fault=cut_at:60",
    "scripted-cut-once": "fault=cut_at:60&times=1",
    "scripted-garbage": "fault=garbage_at:60",
    "scripted-odd": "fault=nul_at:20,surrogate_at:40,control_at:60,split",
}
INJECTED = {
    "nul_at": ("\0",),
    "surrogate_at": ("\ud83d",),
    "control_at": ("\x07\x1b[31m\x85",),
    "split_pair_at": ("\ud83d", "\ude00"),
}


@dataclass(frozen=True)
class Parameters:
    """All that can be asked of a scripted model; see `tests/provider/README.md`."""

    seed: int = 1
    tokens: int = 200
    rate: float | None = None
    first: float = 0.0
    fault: str = ""
    times: int = 0
    reasoning: int = 0
    field: str = "reasoning_content"
    text: str | None = None
    size: int = 4
    overlap: int = 0
    finish: str = "stop"

    @property
    def faults(self) -> dict[str, str]:
        """The faults by name, with their argument or ""."""
        parts = (fault.partition(":") for fault in self.fault.split(",") if fault)
        return {name: argument for name, _, argument in parts}

    def at(self, fault: str) -> int | None:
        """Before which token `fault` happens."""
        argument = self.faults.get(fault)
        return int(argument or 0) if argument is not None else None

    def pieces(self) -> list[str]:
        """The deltas of the whole answer, as they are sent."""
        if self.text is None:
            pieces = list(script_tokens(self.seed, self.tokens))
        else:
            pieces = [self.text[i : i + self.size] for i in range(0, len(self.text), self.size)]
        for at, extra in sorted(self._injections(), reverse=True):
            pieces[at:at] = extra
        return pieces

    def answer(self) -> str:
        """The whole answer as it should be stored."""
        return clean("".join(self.pieces()))

    def _injections(self) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (at, extra) for name, extra in INJECTED.items() if (at := self.at(name)) is not None
        ]


def read_parameters(model: str, messages: Sequence[Mapping[str, Any]]) -> Parameters | None:
    """The parameters of a request, None for a model that does not exist."""
    name, _, query = model.partition("?")
    if name not in READY_MADE:
        return None
    given: dict[str, Any] = dict(parse_qsl(READY_MADE[name])) | dict(parse_qsl(query))
    return _parameters(given | _from_message(question(messages)))


def question(messages: Sequence[Mapping[str, Any]]) -> str:
    """The last thing the user said, apart from the request to continue."""
    texts = (str(message.get("content", "")) for message in reversed(messages) if _asks(message))
    return next(texts, "")


def partial_answer(messages: Sequence[Mapping[str, Any]]) -> str:
    """The text that the answer is to go on from, in either form of a continuation."""
    turns = list(messages)
    if turns and turns[-1].get("content") == INSTRUCTION:
        turns.pop()
    goes_on = len(turns) > 1 and turns[-1].get("role") == "assistant"
    return str(turns[-1].get("content", "")) if goes_on else ""


def _asks(message: Mapping[str, Any]) -> bool:
    return message.get("role") == "user" and message.get("content") != INSTRUCTION


def _from_message(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        return {}
    try:
        value, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _parameters(given: Mapping[str, Any]) -> Parameters:
    types = {"fault": str, "field": str, "text": str, "finish": str, "rate": float, "first": float}
    known = {field.name for field in fields(Parameters)}
    return Parameters(
        **{name: types.get(name, int)(value) for name, value in given.items() if name in known}
    )
