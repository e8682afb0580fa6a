from django.apps import AppConfig


class TurboConfig(AppConfig):
    """The Django app; its label is `turbo`."""

    name = "palaver.turbo"
    label = "turbo"

    def ready(self) -> None:
        from palaver.turbo import checks

        checks.register_all()
