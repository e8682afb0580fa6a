"""Messages as a page shows them: a live answer with the text that the log holds by now."""

from collections.abc import Iterable

from django.utils.safestring import mark_safe

from palaver.chats.models import Message
from palaver.generation import log
from palaver.generation.cursor import Cursor
from palaver.generation.log import Reading
from palaver.generation.models import Generation
from palaver.markdown import Stream


def shown(messages: Iterable[Message]) -> list[Message]:
    """The messages with `body_html`, and live answers with their `generation.cursor`."""
    return [_shown(message) for message in messages]


def _shown(message: Message) -> Message:
    generation = getattr(message, "generation", None)
    message.body_html = mark_safe(message.html)  # noqa: S308  made by palaver.markdown
    if generation is not None and generation.is_live:
        _show_live(message, generation)
    return message


def _show_live(message: Message, generation: Generation) -> None:
    reading = _read(generation)
    view = Stream(reading.text).view
    message.reasoning = reading.reasoning
    message.body_html = mark_safe(view.html)  # noqa: S308  made by palaver.markdown
    generation.cursor = str(Cursor.of(reading.generation.first_epoch, view, reading.reasoning))


def _read(generation: Generation) -> Reading:
    """What the log holds; of an answer that had not begun when its row was read, that is known."""
    if generation.has_begun:
        return log.read(generation.pk)
    return Reading(generation, 0, "", 0, "")
