"""The part of a chat that says with which assistant it began."""

from typing import Any

from django.db import models

from palaver.chats.models.assistant import NAME_LENGTH


class Assisted(models.Model):
    """What a chat was told at its beginning is its own: the assistant may change, or go.

    `assistant` is the one to begin another chat with, as long as the chat's owner may use it.
    """

    assistant = models.ForeignKey(
        "chats.Assistant", on_delete=models.SET_NULL, null=True, blank=True, related_name="chats"
    )
    assistant_name = models.CharField(max_length=NAME_LENGTH, blank=True, default="", db_default="")
    system_prompt = models.TextField(blank=True, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def told(self) -> dict[str, Any]:
        """The fields that a copy of the chat takes over, so that it goes on in the same way."""
        return {
            "assistant_id": self.assistant_id,
            "assistant_name": self.assistant_name,
            "system_prompt": self.system_prompt,
        }
