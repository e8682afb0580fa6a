"""The models that providers serve: what they can do, and what they cost."""

from dataclasses import dataclass, fields, replace
from decimal import Decimal

from palaver.llm.events import Usage

MILLION = 1_000_000  # tokens that a price is for


@dataclass(frozen=True)
class Price:
    """What a million tokens cost: of the prompt, of its part that the provider had cached, and of
    the answer with its reasoning; `currency` is a code such as "USD".
    """

    input: Decimal
    output: Decimal
    cached: Decimal | None = None
    currency: str = "USD"

    def of(self, usage: Usage) -> Decimal:
        """What these tokens cost; cached ones cost as much as others where no price is known."""
        cached = min(usage.cached_tokens, usage.prompt_tokens)
        price = self.input if self.cached is None else self.cached
        prompt = (usage.prompt_tokens - cached) * self.input + cached * price
        return (prompt + usage.completion_tokens * self.output) / MILLION


@dataclass(frozen=True)
class Model:
    """A model as its provider names it; `id` is how Palaver names it: "provider/model".

    What is not known is None. `window` is the number of tokens that prompt and answer may have
    together, `longest_answer` those of the answer alone; `sees` says whether it takes images,
    `reasons` whether it takes a reasoning effort, `takes` which parameters of a request.
    """

    provider: str
    name: str
    window: int | None = None
    longest_answer: int | None = None
    sees: bool | None = None
    reasons: bool | None = None
    takes: frozenset[str] | None = None
    price: Price | None = None

    @property
    def id(self) -> str:
        """The name that is unique in Palaver, e.g. "openai/gpt-5" or "router/meta/llama-4"."""
        return f"{self.provider}/{self.name}"

    @classmethod
    def from_id(cls, model_id: str) -> "Model":
        """The model of an id; names of providers hold no slash, names of models may."""
        provider, _, name = model_id.partition("/")
        return cls(provider, name)

    def may_take(self, parameter: str) -> bool:
        """Whether a request may hold this parameter, as far as is known."""
        if parameter == "reasoning_effort" and self.reasons is not None:
            return self.reasons
        return self.takes is None or parameter in self.takes

    def or_else(self, other: "Model") -> "Model":
        """This model, with what `other` knows of it where this does not."""
        unknown = {
            field.name: getattr(other, field.name)
            for field in fields(self)
            if getattr(self, field.name) is None
        }
        return replace(self, **unknown) if unknown else self
