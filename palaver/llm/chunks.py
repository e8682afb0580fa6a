"""The JSON of one streamed chunk, and of the whole answer that some servers send instead."""

import json
from typing import Any

import msgspec

# What a server may get wrong is typed Any and looked at when used: one odd field must not
# cost the answer.


class Piece(msgspec.Struct, gc=False):
    """What a chunk adds to the answer."""

    content: Any = None
    reasoning_content: Any = None
    reasoning: Any = None
    refusal: Any = None


class Choice(msgspec.Struct, gc=False):
    """The one choice that Palaver asks for."""

    delta: Piece | None = None
    message: Piece | None = None
    finish_reason: Any = None


class Chunk(msgspec.Struct, gc=False):
    """One event of the stream."""

    choices: tuple[Choice, ...] | None = None
    usage: Any = None
    error: Any = None
    object: Any = None


_decode = msgspec.json.Decoder(Chunk).decode


def decode(payload: bytes) -> Chunk:
    """The chunk in `payload`. Raises `ValueError` where there is none."""
    try:
        return _decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _decode_leniently(payload)


def _decode_leniently(payload: bytes) -> Chunk:
    """As `decode`, for invalid UTF-8, lone surrogates and bare control characters."""
    value = json.loads(payload.decode("utf-8", "replace"), strict=False)
    try:
        return msgspec.convert(value, Chunk)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
