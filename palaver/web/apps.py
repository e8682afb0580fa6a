from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "palaver.web"
    label = "palaver_web"
    verbose_name = "Pages"

    def ready(self) -> None:
        from palaver.accounts.sessions import on_sign_out
        from palaver.accounts.sockets.registry import registry

        on_sign_out(registry.sign_out)
