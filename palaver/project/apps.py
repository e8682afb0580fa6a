"""The project as an app: it brings the system checks of the configuration."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "palaver.project"
    label = "palaver_project"

    def ready(self) -> None:
        from palaver.project import checks  # noqa: F401  registers the checks
