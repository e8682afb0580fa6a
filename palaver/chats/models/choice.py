"""The branch of a chat that a person looks at, where it is not the newest."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from palaver.chats.models.chat import Chat
from palaver.chats.models.message import Message


class ChoiceQuerySet(models.QuerySet["Choice"]):
    def point(self, user_id: int, message: Message, leaf: uuid.UUID | None, version: int) -> None:
        """The person looks at the branch with this message, down to this leaf."""
        self.update_or_create(
            user_id=user_id,
            chat_id=message.chat_id,
            defaults={"leaf_id": leaf, "since_id": message.pk, "version": version},
        )

    def drop(self, user_id: int, chat: Chat) -> None:
        """The person looks at the newest message again."""
        self.filter(user=user_id, chat=chat).exclude(leaf=None).update(leaf=None)


class Choice(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="choices"
    )
    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="choices", db_index=False)
    leaf = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, related_name="chosen_as_end"
    )
    since = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="chosen")
    version = models.PositiveBigIntegerField(help_text=_("The chat's, with which it was chosen."))

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of a branch")
        verbose_name_plural = _("choices of branches")
        constraints = [
            models.UniqueConstraint(fields=["chat", "user"], name="one_choice_per_chat"),
        ]

    def __str__(self) -> str:
        return f"{self.chat_id}: {self.leaf_id}"
