"""The project as an app: it brings the system checks of the configuration."""

from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate

from palaver.lib import database


class ProjectConfig(AppConfig):
    name = "palaver.project"
    label = "palaver_project"

    def ready(self) -> None:
        from palaver.project import checks  # noqa: F401  registers the checks

        pre_migrate.connect(database.take_time)
        post_migrate.connect(database.hurry_again)

        if settings.PALAVER_RUNNER == "celery" and find_spec("celery"):
            from palaver.project import celery  # noqa: F401  becomes the application of tasks
