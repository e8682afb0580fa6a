"""Where answers are run: a backend that the setting PALAVER_RUNNER chooses."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from palaver.generation.runners.base import Runner

RUNNERS = {
    "inline": "palaver.generation.runners.inline.InlineRunner",
    "celery": "palaver.generation.runners.celery.CeleryRunner",
}


def chosen() -> type[Runner]:
    """The backend of this installation; a dotted path names one that is not Palaver's own."""
    return _load(settings.PALAVER_RUNNER)


@cache
def _load(name: str) -> type[Runner]:
    loaded: type[Runner] = import_string(RUNNERS.get(name, name))
    return loaded
