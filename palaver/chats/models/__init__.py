from palaver.chats.models.assistant import Assistant
from palaver.chats.models.attachment import Attachment, Extract, Reading
from palaver.chats.models.chat import TITLE_LENGTH, Chat, Ends
from palaver.chats.models.choice import Choice
from palaver.chats.models.feedback import Feedback
from palaver.chats.models.folder import Folder
from palaver.chats.models.message import Message, Role
from palaver.chats.models.prompt import Prompt
from palaver.chats.models.tag import Tag

__all__ = [
    "TITLE_LENGTH",
    "Assistant",
    "Attachment",
    "Chat",
    "Choice",
    "Ends",
    "Extract",
    "Feedback",
    "Folder",
    "Message",
    "Prompt",
    "Reading",
    "Role",
    "Tag",
]
