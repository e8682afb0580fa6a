"""What a model does not see of its chat, because its window is too small."""

from django.db import transaction

from palaver.chats.models import Message
from palaver.generation.bus import announce
from palaver.generation.hints import ChatMoved
from palaver.generation.models.fields import Fields


class Fitting(Fields):
    class Meta(Fields.Meta):
        abstract = True

    def leave_out(self, messages: int) -> None:
        """Notes how many messages the prompt lacks; every page shows it where that is news."""
        if messages == self.left_out:
            return
        with transaction.atomic():
            type(self)._default_manager.filter(pk=self.pk).update(left_out=messages)
            chat = self.message.chat
            version = chat.advance()
            Message.objects.filter(pk=self.message_id).update(version=version)
            announce(ChatMoved(chat.pk, version))
        self.left_out = messages
