"""The models that this installation can ask, as a person reads them."""

from palaver.generation.catalogue import Catalogue, configured_providers
from palaver.lib.refusal import Refusal
from palaver.llm import Client, ConfigurationError

SHOWN = 5  # models of a provider


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
    """One line for each provider."""
    return [
        f"{provider.name}: {_models(catalogue, provider.name)}" for provider in catalogue.providers
    ]


def _models(catalogue: Catalogue, provider: str) -> str:
    names = [model.name for model in catalogue.models if model.provider == provider]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more if names else "no models"
