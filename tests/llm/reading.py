"""Reading a whole stream in a test."""

from contextlib import aclosing
from dataclasses import dataclass, field

from palaver.llm import Client, Delta, Event, Finish, Provider, ProviderError, Request, Turn, Usage


@dataclass
class Outcome:
    """All that a stream gave."""

    events: list[Event] = field(default_factory=list)
    error: ProviderError | None = None

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, Delta))

    @property
    def reasoning(self) -> str:
        return "".join(event.reasoning for event in self.events if isinstance(event, Delta))

    @property
    def usage(self) -> Usage | None:
        return next((event for event in self.events if isinstance(event, Usage)), None)

    @property
    def finish(self) -> Finish | None:
        last = self.events[-1] if self.events else None
        return last if isinstance(last, Finish) else None


def asking(model: str, *, text: str = "Hello?", partial: str = "", **more: object) -> Request:
    """A request of one user message."""
    return Request(model, (Turn("user", text),), partial=partial, **more)  # type: ignore[arg-type]  # the fields of Request, passed on


async def read(client: Client, provider: Provider, request: Request) -> Outcome:
    """The whole stream, its failure included."""
    outcome = Outcome()
    async with aclosing(client.stream(provider, request)) as events:
        try:
            async for event in events:
                outcome.events.append(event)
        except ProviderError as error:
            outcome.error = error
    return outcome
