"""The project as an app: it brings the system checks of the configuration."""

from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings


class ProjectConfig(AppConfig):
    name = "palaver.project"
    label = "palaver_project"

    def ready(self) -> None:
        from palaver.project import checks  # noqa: F401  registers the checks

        if settings.PALAVER_RUNNER == "celery" and find_spec("celery"):
            from palaver.project import celery  # noqa: F401  becomes the application of tasks
