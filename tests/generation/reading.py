"""A browser's part in following an answer: it applies a frame only where it fits."""

from typing import Any

from palaver.generation.cursor import Cursor
from palaver.generation.hints import Text
from palaver.generation.log import Reading
from palaver.generation.models import Generation, Status
from palaver.generation.replica import End, Payload, Replica, State
from palaver.markdown import View
from tests.frames import Standing
from tests.markdown.reader import Reader


class Page:
    """What one page shows of one answer, and the cursor that says so."""

    def __init__(self, cursor: str = "", view: View | None = None, reasoning: str = "") -> None:
        self.reasoning = reasoning
        self._standing = Standing(cursor)
        self.end: list[Any] | None = None
        self._reader = Reader()
        if view is not None:
            blocks = view.finished[: view.blocks]
            self.show(blocks, view.html[len("".join(blocks)) :])

    def show(self, blocks: list[str], rest: str) -> None:
        """As the page was rendered: finished blocks, and HTML of which only the place is known."""
        self._reader.blocks, self._reader.tail = blocks, rest

    @property
    def cursor(self) -> str:
        return self._standing.cursor

    @property
    def html(self) -> str:
        return self._reader.html

    def receive(self, payload: Payload) -> bool:
        """Applies a frame; False where it starts from something else, and changes nothing."""
        frame = self._standing.take(payload)
        if frame is None:
            return False
        self.end = frame.end or self.end
        self._reader.apply(frame.ops)
        self.reasoning = frame.reasoning if frame.anew else self.reasoning + frame.reasoning
        return True


def followed(replica: Replica, page: Page, sent: State | Cursor | None) -> State:
    """Brings the page up to the replica, as a socket does that has sent `sent`."""
    assert page.receive(replica.frame(sent))
    assert page.cursor == str(replica.state.cursor)
    return replica.state


def reading(
    text: str,
    *,
    start: int = 0,
    epoch: int = 1,
    first_epoch: int = 1,
    reasoning: str = "",
    reasoning_start: int = 0,
) -> Reading:
    generation = Generation(epoch=epoch, first_epoch=first_epoch, status=Status.RUNNING)
    return Reading(generation, start, text, reasoning_start, reasoning)


def hint(start: int, text: str, epoch: int = 1, reasoning: str = "") -> Text:
    return Text(1, epoch, start, text, 0, reasoning)


def loaded(text: str = "", **options: Any) -> Replica:
    replica = Replica(1)
    assert replica.take(reading(text, **options), None)
    return replica


DONE = End("done", "<p>notice</p>", "Thought for 1 s", "2026-11-21T12:00:00+00:00")
