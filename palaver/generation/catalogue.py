"""The providers of this installation and the models that they offer now."""

import asyncio
import logging
from collections.abc import Sequence

from django.conf import settings

from palaver.llm import (
    DEMO,
    Client,
    Model,
    Provider,
    ProviderError,
    discover_local,
    load_providers,
    provider_from_environment,
)

REFRESH_INTERVAL = 300.0  # seconds
EMPTY_REFRESH_INTERVAL = 15.0  # seconds, while a provider fails or only the demo model is there

logger = logging.getLogger(__name__)


class Catalogue:
    """What can be asked. Read from any thread; refreshed in the background by one loop."""

    def __init__(self) -> None:
        self.providers: Sequence[Provider] = ()
        self.models: Sequence[Model] = ()
        self.errors: Sequence[ProviderError] = ()

    def find(self, model_id: str) -> tuple[Provider, str]:
        """The provider of a model and the model's name there.

        Raises ProviderError of kind "unknown_model" where no provider of that name is known;
        whether the model exists is the provider's to say, whose list may be incomplete.
        """
        model = Model.from_id(model_id)
        for provider in self.providers:
            if provider.name == model.provider and model.name:
                return provider, model.name
        raise ProviderError("unknown_model", provider="Palaver", model=model_id or "?")

    def describe(self, model_id: str) -> Model:
        """What is known of a model, offered or not."""
        named = Model.from_id(model_id)
        for model in self.models:
            if model.name == named.name and model.provider == named.provider:
                return model
        providers = (p for p in self.providers if p.name == named.provider)
        provider = next(providers, None)
        return provider.describe(named.name) if provider else named

    @property
    def default(self) -> str:
        return self.models[0].id if self.models else ""

    async def look_for_providers(self) -> None:
        self.providers = configured_providers() or await discover_local() or [DEMO]

    async def refresh(self, client: Client) -> None:
        await self.look_for_providers()
        found = await asyncio.gather(*(client.models(provider) for provider in self.providers))
        self.models = [model for models in found for model in models]
        self.errors = [models.error for models in found if models.error]

    async def keep_fresh(self, client: Client) -> None:
        """Refreshes for ever; a failure is logged and tried again."""
        while True:
            try:
                await self.refresh(client)
            except Exception:
                logger.exception("The models could not be listed")
            uncertain = self.errors or list(self.providers) == [DEMO]
            await asyncio.sleep(EMPTY_REFRESH_INTERVAL if uncertain else REFRESH_INTERVAL)


def configured_providers() -> list[Provider]:
    """Those that the environment and the providers' file name; raises ConfigurationError."""
    environ = settings.PALAVER_ENVIRON
    path = settings.PALAVER_PROVIDERS
    from_file = load_providers(path, environ) if path.exists() else ()
    from_environment = provider_from_environment(environ)
    return [*([from_environment] if from_environment else []), *from_file]


catalogue = Catalogue()
