"""What OpenAI's own models can do, which its list of them does not say; as of November 2026.

No prices: they change, and a wrong one is worse than none.
"""

import re
from urllib.parse import urlsplit

from palaver.llm.model import Model

OPENAI = "https://api.openai.com/v1"

_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_Facts = tuple[int, int, bool, bool]  # window, longest answer, sees, reasons
_FACTS: dict[str, _Facts] = {
    "gpt-5": (400_000, 128_000, True, True),
    "gpt-5-mini": (400_000, 128_000, True, True),
    "gpt-5-nano": (400_000, 128_000, True, True),
    "gpt-4.1": (1_047_576, 32_768, True, False),
    "gpt-4.1-mini": (1_047_576, 32_768, True, False),
    "gpt-4.1-nano": (1_047_576, 32_768, True, False),
    "gpt-4o": (128_000, 16_384, True, False),
    "gpt-4o-mini": (128_000, 16_384, True, False),
    "o3": (200_000, 100_000, True, True),
    "o3-mini": (200_000, 100_000, False, True),
    "o4-mini": (200_000, 100_000, True, True),
}


def known(base_url: str, model: Model) -> Model:
    """The model with what is known of it where whoever made it serves it at `base_url`."""
    at_openai = urlsplit(base_url).hostname == urlsplit(OPENAI).hostname
    facts = _FACTS.get(_DATED.sub("", model.name)) if at_openai else None
    return model.or_else(Model(model.provider, model.name, *facts)) if facts else model
