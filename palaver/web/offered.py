"""The models on offer, as the picker lists them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from palaver.generation.catalogue import catalogue
from palaver.llm import Model


@dataclass(frozen=True, slots=True)
class Group:
    """Models under one heading."""

    name: str
    models: list[Model] = field(default_factory=list)
    are_favourites: bool = False


def groups(favourites: Iterable[str], chosen: str = "") -> list[Group]:
    """The favourites first, then all others by their provider; what is chosen is always there."""
    offered = {model.id: model for model in catalogue.models}
    if chosen and chosen not in offered:
        offered[chosen] = catalogue.describe(chosen)
    first = [offered.pop(name) for name in favourites if name in offered]
    others = sorted(offered.values(), key=lambda model: _rank(model.provider))
    found = [Group(_("Favourites"), first, are_favourites=True)] if first else []
    by_provider = groupby(others, key=lambda model: model.provider)
    return found + [Group(provider, list(models)) for provider, models in by_provider]


def _rank(provider: str) -> int:
    names = [known.name for known in catalogue.providers]
    return names.index(provider) if provider in names else len(names)
