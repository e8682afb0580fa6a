"""Which chats the page of all chats shows."""

import uuid
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from palaver.chats.models import Chat
from palaver.chats.models.chat import ChatQuerySet
from palaver.web.lists import as_uuid

NO_FOLDER = "none"
ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Filter:
    """By folder, by tag, and archived or not; what makes no sense filters nothing."""

    folder: str = ""
    tag: uuid.UUID | None = None
    archived: bool = False

    @classmethod
    def of(cls, data: QueryDict) -> Self:
        folder, tag = data.get("folder", ""), data.get("tag", "")
        known = folder == NO_FOLDER or as_uuid(folder)
        return cls(folder if known else "", as_uuid(tag), data.get("state") == ARCHIVED)

    @property
    def folder_id(self) -> uuid.UUID | None:
        return as_uuid(self.folder)

    @property
    def query(self) -> str:
        """As it stands in an address."""
        chosen = {
            "folder": self.folder,
            "tag": self.tag or "",
            "state": ARCHIVED if self.archived else "",
        }
        return urlencode({name: value for name, value in chosen.items() if value})

    def chats(self, user: Any) -> ChatQuerySet:
        chats = Chat.objects.visible_to(user).kept().filter(archived_at__isnull=not self.archived)
        if self.folder:
            chats = chats.filter(folder=self.folder_id)
        return chats.tagged(self.tag) if self.tag else chats
