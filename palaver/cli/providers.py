"""The models that this installation can ask, as a person reads them."""

from palaver.generation.catalogue import Catalogue, configured_providers
from palaver.lib.refusal import Refusal
from palaver.llm import DEMO, Client, ConfigurationError

SHOWN = 5  # models of a provider
HOW_TO_ADD_ONE = (
    "for real ones set OPENAI_API_KEY or OPENAI_BASE_URL, or start Ollama on this machine"
)


def refuse_wrong_configuration() -> None:
    """Refuse a file of providers, or an address of one, that cannot be right."""
    try:
        configured_providers()
    except ConfigurationError as error:
        raise Refusal(str(error)) from error


async def found() -> Catalogue:
    """Ask every provider what it offers."""
    catalogue = Catalogue()
    async with Client() as client:
        await catalogue.refresh(client)
    return catalogue


def lines(catalogue: Catalogue) -> list[str]:
    """One line for each provider that offers a model."""
    offers = {provider.name: _names(catalogue, provider.name) for provider in catalogue.providers}
    lines = [f"{name}: {_short(models)}" for name, models in offers.items() if models]
    return [*lines, HOW_TO_ADD_ONE] if list(catalogue.providers) == [DEMO] else lines


def _names(catalogue: Catalogue, provider: str) -> list[str]:
    return [model.name for model in catalogue.models if model.provider == provider]


def _short(models: list[str]) -> str:
    more = f" and {len(models) - SHOWN} more" if len(models) > SHOWN else ""
    return ", ".join(models[:SHOWN]) + more
