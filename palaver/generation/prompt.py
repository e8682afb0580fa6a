"""What a provider is asked: instructions, the path that leads to the answer, and parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from palaver.chats.models import Attachment, Message
from palaver.chats.models import Role as MessageRole
from palaver.generation import calibration, context
from palaver.generation.attached import TOKENS_OF_A_PICTURE, attached_to, turn_of
from palaver.generation.calibration import NotCounted, correction, ratio_of
from palaver.generation.context import MARGIN, DoesNotFit, Entry
from palaver.generation.instructions import instructions
from palaver.generation.models import Generation
from palaver.generation.parameters import parameters
from palaver.generation.path import Path, Step, path_to
from palaver.generation.tokens import FEWEST, tokens
from palaver.llm import Model, ProviderError, Request, Role, Turn


@dataclass(frozen=True, slots=True)
class Prompt:
    """The request, its size in estimated tokens, and how many messages it lacks."""

    request: Request
    estimate: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Demands:
    """What a prompt is not made without: read attachments, and a count of tokens.

    `ratio` is that of counted to estimated tokens, where somebody has counted for it.
    """

    reading: bool = False
    counting: bool = False
    ratio: float | None = None


def build(generation: Generation, model: Model, demands: Demands = Demands()) -> Prompt:
    """The prompt that fills this generation's message, or goes on with it.

    Raises ProviderError of kind "question_too_long" where not even the last question fits, and
    NotYetRead or NotCounted where it lacks what is demanded.
    """
    chosen = parameters(generation.message.chat, model)
    room = context.room(model, chosen.get("max_tokens"))
    path, ratio = _read(generation, room, demands.ratio)
    told = _told(instructions(generation.message.chat, chosen))
    partial = _partial(generation)
    entries = _entries(path.steps, model, patient=demands.reading)
    kept = entries
    if room is not None:
        around = context.size(told) + tokens(partial)
        if demands.counting and ratio is None:
            _check(entries, room - around)
        kept = _fitted(entries, room / correction(ratio) - around, model)
    turns = tuple(entry.turn for entry in (*told, *kept))
    return Prompt(
        Request(model=model.name, messages=turns, partial=partial, **chosen),
        round(context.size((*told, *kept)) + tokens(partial)),
        len(entries) - len(kept) + path.unread,
    )


def role_of(message: Message) -> Role:
    return cast("Role", message.role)


def _read(
    generation: Generation, room: int | None, counted: float | None
) -> tuple[Path, float | None]:
    """As much of the path as may fit, and the ratio of counted to estimated tokens."""
    message = generation.message
    if room is None:
        return path_to(message), None
    path = path_to(message, _characters(room, MARGIN))
    ratio = ratio_of(path.steps, generation.model) or counted
    if path.unread and correction(ratio) < MARGIN:
        path = path_to(message, _characters(room, correction(ratio)))
    return path, ratio


def _characters(room: int, correction: float) -> int:
    """How long a conversation can be at most that fits."""
    return round(room / correction / FEWEST)


def _check(entries: Sequence[Entry], room: float) -> None:
    if calibration.may_be_too_long(context.size(entries), room):
        raise NotCounted(calibration.sample(entries))


def _told(text: str) -> list[Entry]:
    return [Entry(Turn("system", text), tokens(text))] if text else []


def _entries(steps: Sequence[Step], model: Model, *, patient: bool) -> list[Entry]:
    attached = attached_to([step.message for step in steps if step.has_files], patient=patient)
    pairs = [(step, attached.get(step.message.client_id, ())) for step in steps]
    return [_entry(step.message, files, model) for step, files in pairs if step.was_said or files]


def _entry(message: Message, files: Sequence[Attachment], model: Model) -> Entry:
    turn = turn_of(role_of(message), message.text, files, model)
    size = tokens(turn.content) + TOKENS_OF_A_PICTURE * len(turn.images)
    return Entry(turn, size, stays=bool(files) or message.role == MessageRole.SYSTEM)


def _fitted(entries: Sequence[Entry], most: float, model: Model) -> list[Entry]:
    try:
        return context.fit(entries, most)
    except DoesNotFit:
        raise ProviderError("question_too_long", model=model.id) from None


def _partial(generation: Generation) -> str:
    if not generation.length:
        return ""
    chunks = generation.chunks.order_by("start").values_list("text", flat=True)
    return generation.message.text + "".join(chunks)
