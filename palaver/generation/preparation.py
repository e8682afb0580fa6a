"""Makes the prompt of a run, and waits for what it takes: attached files, a count of tokens."""

from dataclasses import replace

from palaver.generation import prompt
from palaver.generation.attached import NotYetRead
from palaver.generation.calibration import NotCounted
from palaver.generation.catalogue import Catalogue
from palaver.generation.models import Call, Generation, Purpose
from palaver.generation.prompt import Demands, Prompt
from palaver.generation.reader import Reader
from palaver.lib.threads import DatabaseThreads
from palaver.llm import Client, Model, Provider


class Preparation:
    """Of one epoch; whatever is not to be had in time, the prompt does without."""

    def __init__(
        self, client: Client, reader: Reader, threads: DatabaseThreads, catalogue: Catalogue
    ) -> None:
        self._client = client
        self._reader = reader
        self._threads = threads
        self._catalogue = catalogue
        self._demands = Demands(reading=True)

    async def make(self, generation: Generation) -> tuple[Provider, Prompt, Call]:
        """Raises ProviderError where no prompt can be made, or nobody can be asked."""
        provider, name = self._catalogue.find(generation.model)
        self._demands = replace(self._demands, counting=provider.counts)
        while True:
            try:
                asked, call = await self._threads.insist(self._prepare, generation)
            except NotYetRead as unread:
                await self._reader.settle(unread.ids)
                self._demands = replace(self._demands, reading=False)
            except NotCounted as uncounted:
                counted = await self._client.count(provider, name, uncounted.sample)
                ratio = uncounted.ratio(counted)
                self._demands = replace(self._demands, counting=False, ratio=ratio)
            else:
                return provider, asked, call

    def _prepare(self, generation: Generation) -> tuple[Prompt, Call]:
        model = self._catalogue.describe(generation.model)
        asked = prompt.build(generation, model, self._demands)
        generation.leave_out(asked.left_out)
        return asked, _call(generation, model)


def _call(generation: Generation, model: Model) -> Call:
    chat = generation.message.chat
    return Call.open(
        chat, Purpose.ANSWER, generation.model, generation=generation, price=model.price
    )
