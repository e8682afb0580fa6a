"""What a provider is asked: instructions, the path that leads to the answer, and parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from palaver.chats.models import Attachment, Message
from palaver.chats.models import Role as MessageRole
from palaver.generation import context
from palaver.generation.attached import TOKENS_OF_A_PICTURE, attached_to, turn_of
from palaver.generation.context import CALIBRATED_MARGIN, MARGIN, DoesNotFit, Entry
from palaver.generation.instructions import instructions
from palaver.generation.models import Generation
from palaver.generation.parameters import parameters
from palaver.generation.path import ANY_LENGTH, Step, path_to
from palaver.generation.tokens import FEWEST, tokens
from palaver.llm import Model, ProviderError, Request, Role, Turn

LOWEST_RATIO, HIGHEST_RATIO = 0.5, 3.0  # of what a provider counted to what was estimated


@dataclass(frozen=True, slots=True)
class Prompt:
    """The request, its size in estimated tokens, and how many messages it lacks."""

    request: Request
    estimate: int
    left_out: int = 0


def build(generation: Generation, model: Model, *, patient: bool = False) -> Prompt:
    """The prompt that fills this generation's message, or goes on with it.

    Raises ProviderError of kind "question_too_long" where not even the last question fits, and
    NotYetRead where somebody `patient` would rather wait for what is attached.
    """
    chosen = parameters(generation.message.chat, model)
    room = context.room(model, chosen.get("max_tokens"))
    most_read = ANY_LENGTH if room is None else _characters(room)
    steps, unread = path_to(generation.message, most_read)
    told = _told(instructions(generation.message.chat, chosen))
    partial = _partial(generation)
    entries = _entries(steps, model, patient)
    kept = entries
    if room is not None:
        most = room / _correction(steps, generation.model) - context.size(told) - tokens(partial)
        kept = _fitted(entries, most, model)
    turns = tuple(entry.turn for entry in (*told, *kept))
    return Prompt(
        Request(model=model.name, messages=turns, partial=partial, **chosen),
        round(context.size((*told, *kept)) + tokens(partial)),
        len(entries) - len(kept) + unread,
    )


def role_of(message: Message) -> Role:
    return cast("Role", message.role)


def _characters(room: int) -> int:
    """How long a conversation can be at most that fits."""
    return round(room / FEWEST / LOWEST_RATIO)


def _told(text: str) -> list[Entry]:
    return [Entry(Turn("system", text), tokens(text))] if text else []


def _entries(steps: Sequence[Step], model: Model, patient: bool) -> list[Entry]:
    attached = attached_to((step.message for step in steps if step.has_files), patient=patient)
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


def _correction(steps: Sequence[Step], model: str) -> float:
    """By how much an estimate is to be multiplied, by what this model counted here before."""
    for step in reversed(steps):
        if step.model == model and step.prompt_tokens and step.prompt_estimate:
            ratio = step.prompt_tokens / step.prompt_estimate
            return CALIBRATED_MARGIN * min(max(ratio, LOWEST_RATIO), HIGHEST_RATIO)
    return MARGIN


def _partial(generation: Generation) -> str:
    if not generation.length:
        return ""
    chunks = generation.chunks.order_by("start").values_list("text", flat=True)
    return generation.message.text + "".join(chunks)
