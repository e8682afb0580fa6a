"""What servers refuse of a request, so that it is asked without it."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from palaver.llm.request import PARAMETERS, Request

# Servers that refuse a parameter name it, be it unknown to them or set to what they do not take.
DISPENSABLE = ("stream_options", *PARAMETERS)
OTHER_NAMES = {"max_tokens": "max_completion_tokens"}
MOST_VALUES = 20  # of a parameter that are remembered


class Refused:
    """Of one model at one endpoint: parameters as they were set, and names that are outdated."""

    def __init__(self) -> None:
        self._values: defaultdict[str, list[Any]] = defaultdict(list)
        self._outdated: set[str] = set()

    def note(self, sent: Mapping[str, Any], detail: str) -> bool:
        """Whether an error message objects to something in `sent` that can be done without."""
        named = set(re.findall(r"\w+", detail))
        name = next((name for name in DISPENSABLE if name in sent and name in named), None)
        if name is None:
            return False
        if OTHER_NAMES.get(name) in named:
            self._outdated.add(name)
        else:
            self._values[name] = [*self._values[name], sent[name]][-MOST_VALUES:]
        return True

    def without(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters, by the names that the server takes, without those that it refused."""
        return {
            OTHER_NAMES[name] if name in self._outdated else name: value
            for name, value in parameters.items()
            if not self._refuses(name, value)
        }

    def omitted(self, request: Request) -> tuple[str, ...]:
        """Which parameters of the request the server does not get."""
        return tuple(name for name in PARAMETERS if self._refuses(name, getattr(request, name)))

    def _refuses(self, name: str, value: Any) -> bool:
        return name in self._values and name not in self._outdated and value in self._values[name]
