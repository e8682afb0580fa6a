"""Names of streams: what a page listens to, signed, and what a broadcast is addressed to."""

from hashlib import sha256
from typing import NamedTuple, TypeAlias
from urllib.parse import quote, unquote
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Model

MAX_NAME_LENGTH = 500  # characters
SALT = "palaver.turbo.streams"

Streamable: TypeAlias = str | int | UUID | Model | type[Model]


class Record(NamedTuple):
    """A model instance inside a stream's name; `pk` is empty where the name holds a model class."""

    model: str
    pk: str


def stream_name(*streamables: Streamable) -> str:
    """Return the name of the stream that these strings, numbers, model instances or classes make.

    Different streamables never make the same name: `("a:b",)` differs from `("a", "b")`, and no
    string equals a record. Raises ValueError for an empty or over-long name, a blank string or an
    unsaved instance, and TypeError for anything else than a `Streamable`.
    """
    name = ":".join(_part(streamable) for streamable in streamables)
    if not name:
        raise ValueError("A stream needs at least one streamable.")
    if len(name) > MAX_NAME_LENGTH:
        raise ValueError(f"A stream's name may have {MAX_NAME_LENGTH} characters, not {len(name)}.")
    return name


def stream_parts(name: str) -> tuple[str | Record, ...]:
    """Return what a stream's name was made of: strings, and a `Record` for each model.

    Made for permission callables: `match stream_parts(name): case [Record("app.board", pk)]: …`.
    """
    return tuple(_unpart(part) for part in name.split(":"))


def signed_stream_name(*streamables: Streamable) -> str:
    """Return the stream's name with a signature, fit to be shown to a browser.

    It proves that this site made the name. It permits nothing: it never expires and belongs to
    nobody, so that every subscription still asks whether this user may listen.
    """
    return Signer(salt=SALT).sign(stream_name(*streamables))


def verified_stream_name(signed_name: str) -> str:
    """Return the name inside a signed one; raises `django.core.signing.BadSignature`."""
    try:
        return Signer(salt=SALT).unsign(signed_name)
    except UnicodeEncodeError as error:
        raise BadSignature("A lone surrogate.") from error


def group_name(name: str) -> str:
    """Return the channel layer's group for a stream's name.

    Hashed, since Channels allows only ASCII letters, digits, `-`, `_`, `.` and under 100 of them.
    """
    return f"turbo.{sha256(name.encode()).hexdigest()}"


def _part(streamable: Streamable) -> str:
    if isinstance(streamable, Model):
        return _record(streamable._meta.label_lower, streamable.pk)
    elif isinstance(streamable, type) and issubclass(streamable, Model):
        return f"{streamable._meta.label_lower}/"
    elif isinstance(streamable, str | int | UUID):
        return _word(str(streamable))
    else:
        raise TypeError(f"Not a string, number, UUID or model: {streamable!r}.")


def _record(label: str, pk: object) -> str:
    if pk is None:
        raise ValueError(f"An unsaved {label} has no stream.")
    return f"{label}/{quote(str(pk), safe='')}"


def _word(word: str) -> str:
    if not word.strip():
        raise ValueError("A stream cannot be named after a blank string.")
    return quote(word, safe="")


def _unpart(part: str) -> str | Record:
    label, slash, pk = part.partition("/")
    return Record(label, unquote(pk)) if slash else unquote(label)
