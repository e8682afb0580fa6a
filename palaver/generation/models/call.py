"""Every call of a provider, with its purpose and what it used: nothing is spent unseen."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palaver.chats.models import Chat
from palaver.lib import metrics
from palaver.llm import Usage

WITHOUT_ERROR = ("done", "stopped")
TOKENS = ("prompt", "completion", "reasoning")


class Purpose(models.TextChoices):
    ANSWER = "answer", _("Answer")
    TITLE = "title", _("Title")


class CallQuerySet(models.QuerySet["Call"]):
    def titled(self, chat: Chat) -> bool:
        """Whether a title was asked for already; it is asked for once."""
        return self.filter(chat=chat, purpose=Purpose.TITLE).exists()


class Call(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="provider_calls"
    )
    chat = models.ForeignKey(
        Chat, on_delete=models.SET_NULL, null=True, related_name="provider_calls"
    )
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    model = models.CharField(max_length=200)
    prompt_tokens = models.PositiveIntegerField(null=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    reasoning_tokens = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=30, default="running")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider call")
        verbose_name_plural = _("provider calls")

    def __str__(self) -> str:
        return f"{self.purpose}, {self.model}, {self.outcome}"

    @classmethod
    def open(cls, chat: Chat, purpose: Purpose, model: str) -> "Call":
        return cls.objects.create(user_id=chat.owner_id, chat=chat, purpose=purpose, model=model)

    def close(self, outcome: str, usage: Usage | None) -> None:
        self.outcome, self.finished_at = outcome, timezone.now()
        if usage:
            self.prompt_tokens = usage.prompt_tokens
            self.completion_tokens = usage.completion_tokens
            self.reasoning_tokens = usage.reasoning_tokens
        self.save()
        self._count(usage)

    def _count(self, usage: Usage | None) -> None:
        provider = self.model.partition("/")[0]
        metrics.PROVIDER_CALLS.labels(provider, self.purpose).inc()
        if self.outcome not in WITHOUT_ERROR:
            metrics.PROVIDER_ERRORS.labels(provider, self.outcome).inc()
        for kind in TOKENS if usage else ():
            metrics.TOKENS.labels(provider, kind).inc(getattr(usage, f"{kind}_tokens"))
