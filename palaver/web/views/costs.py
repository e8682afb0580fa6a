"""What a chat or an answer has used and cost, for whoever asks."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from palaver.chats.models import Chat, Message
from palaver.generation.models import Call


@require_GET
def of_chat(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    calls = Call.objects.visible_to(request.user).filter(chat=chat)
    return _shown(request, calls, chat, f"cost_{chat.pk}")


@require_GET
def of_message(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    visible = Message.objects.visible_to(request.user).select_related("chat").defer("html", "text")
    message = get_object_or_404(visible, pk=message_id)
    calls = Call.objects.visible_to(request.user).filter(generation__message=message)
    return _shown(request, calls, message.chat, f"cost_{message.pk}")


def _shown(request: HttpRequest, calls: Any, chat: Chat, frame: str) -> HttpResponse:
    rows = [_named(row) for row in calls.totals()]
    context = {"rows": rows, "sums": _sums(rows), "chat": chat, "frame": frame}
    return render(request, "palaver/costs.html", context)


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "name": row["model"].partition("/")[2] or row["model"]}


def _sums(rows: Iterable[dict[str, Any]]) -> list[tuple[str, Decimal]]:
    """What was spent in each currency; no prices, no sums."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row["spent"] is not None:
            sums[row["currency"]] = sums.get(row["currency"], Decimal(0)) + row["spent"]
    return sorted(sums.items())
