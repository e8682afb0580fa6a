"""What a program may ask on the JSON socket, read from one message."""

import uuid
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from palaver.accounts.limits import LimitReached
from palaver.accounts.sockets.connection import decoded
from palaver.generation.sending import Draft, Unsendable, sendable
from palaver.lib.text import is_storable

MODEL_LENGTH = 200  # characters
KINDS = ("message", "stop", "resume")

Kind = Literal["bad_request", "not_found", "busy", "idle", "limit", "unavailable"]


class Refused(Exception):
    """A request that is not done; the socket stays open, and the next one may do better."""

    def __init__(self, kind: Kind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Send:
    """Asks a model, in a chat that is there or in a new one."""

    draft: Draft
    chat_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Stop:
    """Ends the answer that this socket follows."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Follows an answer from positions (code points) that the client claims to have."""

    message_id: uuid.UUID
    position: int = 0
    reasoning: int = 0
    epoch: int | None = None


Request = Send | Stop | Resume


def read(text: str) -> Request:
    """The request in a message. Raises Refused with a sentence that says what is wrong."""
    fields = decoded(text)
    if not isinstance(fields, dict):
        raise _bad(_("Send one JSON object in a text message."))
    named = [kind for kind in KINDS if kind in fields]
    if named == ["message"]:
        return _send(fields)
    elif named == ["stop"]:
        return _stop(fields)
    elif named == ["resume"]:
        return _resume(fields)
    else:
        raise _bad(_("Send exactly one of “message”, “stop” and “resume”."))


def _send(fields: dict[str, Any]) -> Send:
    model = _text(fields, "model") or ""
    if len(model) > MODEL_LENGTH or not is_storable(model):
        raise _bad(_("“model” cannot be the name of a model."))
    try:
        text = sendable(_text(fields, "message") or "")
    except Unsendable as refusal:
        raise _bad(refusal.sentence) from None
    except LimitReached as reached:
        raise Refused("limit", reached.sentence) from None
    draft = Draft(text, _client_id(fields), model)
    return Send(draft, _id(fields, "chat"))


def _stop(fields: dict[str, Any]) -> Stop:
    if fields["stop"] is not True:
        raise _bad(_("“stop” must be true."))
    return Stop()


def _resume(fields: dict[str, Any]) -> Resume:
    message_id = _id(fields, "resume")
    if message_id is None:
        raise _bad(_("“resume” must be the id of an answer."))
    epoch = None if fields.get("epoch") is None else _number(fields, "epoch")
    return Resume(message_id, _number(fields, "from"), _number(fields, "reasoning_from"), epoch)


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise _bad(_("“%(name)s” must be a text.") % {"name": name})
    return value


def _id(fields: dict[str, Any], name: str) -> uuid.UUID | None:
    """Whatever is no id names nothing that exists."""
    value = _text(fields, name)
    try:
        return None if value is None else uuid.UUID(value)
    except ValueError:
        raise not_found() from None


def _client_id(fields: dict[str, Any]) -> uuid.UUID:
    try:
        value = _text(fields, "client_id")
        return uuid.uuid4() if value is None else uuid.UUID(value)
    except ValueError:
        raise _bad(_("“client_id” must be a UUID.")) from None


def _number(fields: dict[str, Any], name: str) -> int:
    value = fields.get(name, 0)
    if type(value) is not int or value < 0:
        raise _bad(_("“%(name)s” must be a whole number from 0 on.") % {"name": name})
    return value


def not_found() -> Refused:
    return Refused("not_found", _("There is no such chat or answer."))


def _bad(sentence: str) -> Refused:
    return Refused("bad_request", sentence)
