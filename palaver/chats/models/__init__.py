from palaver.chats.models.chat import TITLE_LENGTH, Chat
from palaver.chats.models.feedback import Feedback
from palaver.chats.models.message import Message, Role

__all__ = ["TITLE_LENGTH", "Chat", "Feedback", "Message", "Role"]
