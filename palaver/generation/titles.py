"""A title made from the first exchange: a provider call of its own, recorded as such."""

import logging

from django.conf import settings

from palaver.chats import sidebar
from palaver.chats.models import Chat
from palaver.generation.bus import announce
from palaver.generation.hints import ChatMoved
from palaver.generation.models import Call, Generation, Purpose
from palaver.generation.prompt import role_of
from palaver.generation.run import Engine
from palaver.lib import logs
from palaver.llm import DEMO, Provider, ProviderError, Request, Turn

EXCERPT = 2_000  # characters of the question and of the answer that are sent
LONGEST = 200  # tokens, enough for a model that thinks first

INSTRUCTION = (
    "Write a title of at most six words for the conversation above, in its language. "
    "Answer with the title alone: no quotation marks, no full stop."
)

logger = logging.getLogger(__name__)


class Title:
    """The title of the chat that a finished generation belongs to."""

    def __init__(self, engine: Engine, generation_id: int) -> None:
        self._engine = engine
        self._generation_id = generation_id

    async def suggest(self) -> None:
        """Asks for a title where one is wanted; on failure the fallback simply stays."""
        logs.generation_id.set(self._generation_id)
        try:
            if settings.PALAVER_TITLES and (
                wanted := await self._engine.threads.insist(self._prepare)
            ):
                await self._ask(*wanted)
        except Exception:
            logger.exception("No title was made from generation %s", self._generation_id)

    async def _ask(self, provider: Provider, request: Request, chat: Chat, call: Call) -> None:
        outcome, usage = "stopped", None
        try:
            completion = await self._engine.client.complete(provider, request)
            outcome, usage = "done", completion.usage
            await self._engine.threads.insist(self._take, chat, completion.text)
        except ProviderError as error:
            outcome = error.kind
            logger.info("No title for chat %s: %s", chat.pk, error)
        finally:
            await self._engine.threads.insist(call.close, outcome, usage)

    def _prepare(self) -> tuple[Provider, Request, Chat, Call] | None:
        generation = Generation.objects.select_related("message__chat").get(pk=self._generation_id)
        chat = generation.message.chat
        if chat.is_temporary or chat.titled_at or Call.objects.titled(chat):
            return None
        provider, name = self._engine.catalogue.find(generation.model)
        if provider is DEMO:
            return None
        price = self._engine.catalogue.describe(generation.model).price
        call = Call.open(chat, Purpose.TITLE, generation.model, price=price)
        return provider, _request(chat, name), chat, call

    def _take(self, chat: Chat, text: str) -> None:
        title = text.strip().strip("\"'“”«»").rstrip(".")
        if title and chat.suggest_title(title):
            announce(ChatMoved(chat.pk, chat.version))
            sidebar.replace(chat, live=Generation.objects.live().in_chat(chat).exists())


def _request(chat: Chat, model: str) -> Request:
    first = chat.messages.order_by("id")[:2]
    turns = [Turn(role_of(m), m.text[:EXCERPT] or chat.opening) for m in first]
    return Request(model=model, messages=(*turns, Turn("user", INSTRUCTION)), max_tokens=LONGEST)
