from palaver.chats.models.chat import TITLE_LENGTH, Chat
from palaver.chats.models.message import Message, Role

__all__ = ["TITLE_LENGTH", "Chat", "Message", "Role"]
