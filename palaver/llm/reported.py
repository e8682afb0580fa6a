"""What a provider's list says of its models, in the fields of OpenRouter, vLLM, LM Studio,
llama.cpp, Groq and Mistral. Whatever is odd counts as unknown: it must not cost the list.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from palaver.llm.model import MILLION, Model, Price

MOST_TOKENS = 2**31 - 1
_NOT_FOR_CHAT = re.compile(
    r"embed|whisper|\btts\b|dall-e|moderation|transcribe|realtime|\bsora\b|rerank|gpt-image"
    r"|^(babbage|davinci)-",
    re.IGNORECASE,
)
SEEING = frozenset({"image", "images", "vision", "multimodal"})


class Entry(msgspec.Struct):
    """A model as one of these servers lists it."""

    id: str
    created: float | None = None
    type: Any = None
    architecture: Any = None
    capabilities: Any = None
    context_length: Any = None
    context_window: Any = None
    loaded_context_length: Any = None
    max_completion_tokens: Any = None
    max_context_length: Any = None
    max_model_len: Any = None
    max_output_length: Any = None
    meta: Any = None
    pricing: Any = None
    supported_parameters: Any = None
    top_provider: Any = None


class _List(msgspec.Struct):
    data: list[Entry]


def read_models(body: bytes, provider: str) -> tuple[Model, ...]:
    """The models that can chat, the newest first, in a response to `/models`.

    Raises `msgspec.DecodeError` or `UnicodeDecodeError` where it is none.
    """
    entries = msgspec.json.decode(body, type=_List).data
    entries.sort(key=lambda entry: -(entry.created or 0))
    return tuple(_model(entry, provider) for entry in entries if not _NOT_FOR_CHAT.search(entry.id))


def _model(entry: Entry, provider: str) -> Model:
    takes = _takes(entry.supported_parameters)
    return Model(
        provider,
        entry.id,
        window=_window(entry),
        longest_answer=_first(
            _tokens(_of(entry.top_provider, "max_completion_tokens")),
            _tokens(entry.max_completion_tokens),
            _tokens(entry.max_output_length),
        ),
        sees=_sees(entry),
        reasons=None if takes is None else "reasoning_effort" in takes,
        takes=takes,
        price=_price(entry.pricing),
    )


def _window(entry: Entry) -> int | None:
    """What is served now comes before what the model could read elsewhere."""
    return _first(
        _tokens(entry.loaded_context_length),
        _tokens(_of(entry.top_provider, "context_length")),
        _tokens(entry.context_length),
        _tokens(entry.max_model_len),
        _tokens(entry.context_window),
        _tokens(_of(entry.meta, "n_ctx")),
        _tokens(entry.max_context_length),
    )


def _sees(entry: Entry) -> bool | None:
    if isinstance(modalities := _of(entry.architecture, "input_modalities"), list):
        return "image" in modalities
    if isinstance(vision := _of(entry.capabilities, "vision"), bool):
        return vision
    if entry.type in ("llm", "vlm"):
        return bool(entry.type == "vlm")
    named = entry.capabilities if isinstance(entry.capabilities, list) else ()
    return True if any(name in SEEING for name in named if isinstance(name, str)) else None


def _takes(names: Any) -> frozenset[str] | None:
    if not isinstance(names, list):
        return None
    takes = {name for name in names if isinstance(name, str)}
    return frozenset(takes | ({"reasoning_effort"} if "reasoning" in takes else set()))


def _price(pricing: Any) -> Price | None:
    prompt, completion = (_per_million(_of(pricing, name)) for name in ("prompt", "completion"))
    if prompt is None or completion is None:
        return None
    return Price(prompt, completion, _per_million(_of(pricing, "input_cache_read")))


def _per_million(value: Any) -> Decimal | None:
    """From the price of one token, in dollars; below 0 stands for one that varies."""
    try:
        price = Decimal(str(value)) * MILLION
    except InvalidOperation:
        return None
    return price.normalize() if price.is_finite() and price >= 0 else None


def _of(table: Any, name: str) -> Any:
    return table.get(name) if isinstance(table, dict) else None


def _tokens(value: Any) -> int | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if number and 0 < value <= MOST_TOKENS else None


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)
