"""Every call of a provider, with its purpose and what it used: nothing is spent unseen."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palaver.chats.models import Chat
from palaver.lib import metrics
from palaver.llm import Price, Usage

if TYPE_CHECKING:
    from palaver.generation.models.generation import Generation

WITHOUT_ERROR = ("done", "stopped")
TOKENS = ("prompt", "completion", "reasoning")


class Purpose(models.TextChoices):
    ANSWER = "answer", _("Answer")
    TITLE = "title", _("Title")


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(chat__in=Chat.objects.visible_to(user))

    def totals(self) -> Any:
        """What was used and spent, a dictionary for each purpose, model and currency."""
        groups = self.order_by("purpose", "model", "currency")
        return groups.values("purpose", "model", "currency").annotate(
            calls=Count("pk"),
            prompt=Sum("prompt_tokens"),
            cached=Sum("cached_tokens"),
            completion=Sum("completion_tokens"),
            spent=Sum("cost"),
        )

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
    generation = models.ForeignKey(
        "generation.Generation",
        on_delete=models.SET_NULL,
        null=True,
        related_name="provider_calls",
        help_text=_("Whose answer it brought; a title is nobody's."),
    )
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    model = models.CharField(max_length=200)
    prompt_tokens = models.PositiveIntegerField(null=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    reasoning_tokens = models.PositiveIntegerField(null=True)
    cached_tokens = models.PositiveIntegerField(null=True)
    cost = models.DecimalField(
        max_digits=20,
        decimal_places=10,
        null=True,
        help_text=_("By the price of that time, None where none was known."),
    )
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=30, default="running")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    price: Price | None = None  # in force when the call was opened

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider call")
        verbose_name_plural = _("provider calls")

    def __str__(self) -> str:
        return f"{self.purpose}, {self.model}, {self.outcome}"

    @classmethod
    def open(
        cls,
        chat: Chat,
        purpose: Purpose,
        model: str,
        *,
        generation: "Generation | None" = None,
        price: Price | None = None,
    ) -> "Call":
        call = cls(
            user_id=chat.owner_id, chat=chat, generation=generation, purpose=purpose, model=model
        )
        call.price = price
        call.save()
        return call

    def close(self, outcome: str, usage: Usage | None) -> None:
        self.outcome, self.finished_at = outcome, timezone.now()
        if usage:
            self.prompt_tokens = usage.prompt_tokens
            self.completion_tokens = usage.completion_tokens
            self.reasoning_tokens = usage.reasoning_tokens
            self.cached_tokens = usage.cached_tokens
        if usage and self.price:
            self.cost, self.currency = self.price.of(usage), self.price.currency
        self.save()
        self._count(usage)

    def _count(self, usage: Usage | None) -> None:
        provider = self.model.partition("/")[0]
        metrics.PROVIDER_CALLS.labels(provider, self.purpose).inc()
        if self.outcome not in WITHOUT_ERROR:
            metrics.PROVIDER_ERRORS.labels(provider, self.outcome).inc()
        for kind in TOKENS if usage else ():
            metrics.TOKENS.labels(provider, kind).inc(getattr(usage, f"{kind}_tokens"))
