from django.apps import AppConfig


class ChatsConfig(AppConfig):
    name = "palaver.chats"
    label = "chats"
    verbose_name = "Chats"
