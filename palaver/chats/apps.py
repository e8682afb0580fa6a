from django.apps import AppConfig


class ChatsConfig(AppConfig):
    name = "palaver.chats"
    label = "chats"
    verbose_name = "Chats"

    def ready(self) -> None:
        from palaver.chats import leftovers  # noqa: F401  it listens from then on
        from palaver.chats.search import index

        index.listen(self)
