"""What was read, as the reading process hands it over."""

from typing import Literal, Self

from msgspec import Struct

from palaver.documents.content import Kind

Problem = Literal[
    "damaged",  # not what it says it is, or broken
    "encrypted",  # cannot be opened without a password
    "unknown",  # of a type that cannot be read
    "old",  # of Office before 2007
    "without_text",
    "too_many_pages",
    "too_large_a_picture",
    "too_complex",  # took more time or memory than a file may
]


class Limits(Struct, frozen=True):
    """How much is taken out of one file."""

    pages: int = 500
    characters: int = 500_000


class Document(Struct, frozen=True, kw_only=True):
    """The text of a file, or the pictures made of an image; or the problem why there is neither.

    `thumbnail` is a small WebP, `picture` a JPEG of the size that models look at. `is_cut` says
    that the text goes on in the file.
    """

    problem: Problem | None = None
    kind: Kind | None = None
    media_type: str = ""
    text: str = ""
    is_cut: bool = False
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    thumbnail: bytes = b""
    picture: bytes = b""


class Unreadable(Exception):
    """There is nothing to be had out of the file."""

    def __init__(self, problem: Problem, pages: int | None = None) -> None:
        super().__init__(problem)
        self.document = Document(problem=problem, pages=pages)


class Full(Exception):
    """As much as is wanted has been gathered."""


class Gathered:
    """Text that grows up to a limit; the block that gathers it is left when it is reached."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._parts: list[str] = []
        self.is_cut = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> bool:
        return kind is Full

    def add(self, part: str) -> None:
        self._parts.append(part[: self._left])
        self._left -= len(part)
        if self._left < 0:
            self.is_cut = True
            raise Full

    @property
    def text(self) -> str:
        """All of it, without what databases and prompts cannot hold."""
        whole = "".join(self._parts).replace("\r\n", "\n").replace("\0", "\ufffd")
        return whole.encode("utf-8", "replace").decode().strip()
