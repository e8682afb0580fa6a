"""Providers: endpoints that speak the OpenAI protocol."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from palaver.llm.errors import ProviderError
from palaver.llm.known import known
from palaver.llm.model import Model

Kind = Literal["openai", "ollama", "lmstudio", "llamacpp", "vllm", "demo"]
Continuation = Literal["instruction", "prefill"]

LOCAL_PORTS: dict[int, Kind] = {11434: "ollama", 1234: "lmstudio", 8080: "llamacpp"}
PREFILLING: frozenset[Kind] = frozenset({"ollama", "lmstudio", "llamacpp", "vllm", "demo"})
COUNTING: frozenset[Kind] = frozenset({"llamacpp", "vllm"})


@dataclass(frozen=True)
class Provider:
    """One endpoint: where it is, how to sign in, how long to wait for it.

    `base_url` is what the OpenAI protocol calls so (`https://api.openai.com/v1`); without a path,
    `/v1` is understood. `models` is an allow-list; empty means all that the endpoint reports.
    Time-outs are seconds: to connect, to the first token, and between two pieces of the answer.
    `continuation` says how to go on from a partial answer: "prefill" ends the messages with it,
    "instruction" adds a request to continue; the default depends on `kind`. `described` is what
    is known of single models, and wins over what the endpoint reports.
    """

    name: str
    base_url: str
    api_key: str = field(default="", repr=False)
    models: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    connect_timeout: float = 10.0
    first_token_timeout: float = 120.0
    idle_timeout: float = 60.0
    continuation: Continuation | None = None
    kind: Kind | None = None
    described: tuple[Model, ...] = ()

    def __post_init__(self) -> None:
        kind = self.kind or guess_kind(self.base_url)
        continuation = self.continuation or ("prefill" if kind in PREFILLING else "instruction")
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "continuation", continuation)

    def describe(self, name: str) -> Model:
        """What is known of the model `name` without asking the endpoint."""
        described = (model for model in self.described if model.name == name)
        return known(self.base_url, next(described, Model(self.name, name)))

    @property
    def counts(self) -> bool:
        """Whether the server can be asked how many tokens a text has."""
        return self.kind in COUNTING

    def url(self, path: str) -> str:
        """The address of `path` ("models", "chat/completions") at this endpoint."""
        base = self.base_url.rstrip("/")
        return f"{base}/{path}" if urlsplit(base).path else f"{base}/v1/{path}"

    def own_url(self, path: str) -> str:
        """The address of `path` ("tokenize") where the server has what is its own."""
        return f"{self.base_url.rstrip('/').removesuffix('/v1')}/{path}"


@dataclass(frozen=True)
class Catalogue:
    """The models a provider offers, and why it could not be asked, if it could not."""

    models: tuple[Model, ...] = ()
    error: ProviderError | None = None

    def __iter__(self) -> Iterator[Model]:
        return iter(self.models)

    def __len__(self) -> int:
        return len(self.models)


def guess_kind(base_url: str) -> Kind:
    """What serves at `base_url`, by the usual ports of local servers."""
    if base_url.startswith("demo:"):
        return "demo"
    try:
        port = urlsplit(base_url).port
    except ValueError:
        port = None
    return LOCAL_PORTS.get(port or 0, "openai")
