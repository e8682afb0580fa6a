"""Providers of language models: one client for every endpoint that speaks the OpenAI protocol.

No Django here. A stream yields `Omitted`, `Delta`, `Usage` and at last `Finish`; failures are
`ProviderError`.
"""

from palaver.llm.client import Client
from palaver.llm.configuration import load_providers, provider_from_environment
from palaver.llm.demo import DEMO
from palaver.llm.discovery import discover_local
from palaver.llm.errors import ConfigurationError, ErrorKind, ProviderError
from palaver.llm.events import Completion, Delta, Event, Finish, Omitted, Usage
from palaver.llm.model import Model, Price
from palaver.llm.provider import Catalogue, Provider
from palaver.llm.request import PARAMETERS, Request, Role, Turn
from palaver.llm.text import clean

__all__ = [
    "DEMO",
    "PARAMETERS",
    "Catalogue",
    "Client",
    "Completion",
    "ConfigurationError",
    "Delta",
    "ErrorKind",
    "Event",
    "Finish",
    "Model",
    "Omitted",
    "Price",
    "Provider",
    "ProviderError",
    "Request",
    "Role",
    "Turn",
    "Usage",
    "clean",
    "discover_local",
    "load_providers",
    "provider_from_environment",
]
