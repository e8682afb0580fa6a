"""Keeping order among chats: the page of all of them, and what is done with one or many."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from palaver.accounts.limits import LimitReached
from palaver.chats import sidebar
from palaver.chats.models import Chat, Folder, Tag
from palaver.chats.tree import Misplaced, Tree
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream
from palaver.web import composer
from palaver.web.acts import Done, SelectionForm, carry_out
from palaver.web.filters import Filter
from palaver.web.lists import as_uuid
from palaver.web.lists import sidebar as sidebar_lists

PER_PAGE = 50


def index(request: HttpRequest) -> HttpResponse:
    """The page of all chats, or of those that a filter leaves."""
    chosen = Filter.of(request.GET)
    lists = sidebar_lists(request)
    chats, total = _page(request, chosen)
    for chat in chats:
        chat.place = lists["tree"].full_name(chat.folder_id)
    page = {
        "filter": chosen,
        "rows": chats[:PER_PAGE],
        "older": chats[PER_PAGE - 1].pk if len(chats) > PER_PAGE else None,
        "total": total,
        "tags": Tag.objects.visible_to(request.user).by_name(),
        "places": _places(lists["tree"], _numbers(request)),
    }
    return render(request, "palaver/chats.html", {**lists, **page})


@require_GET
def show(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    """Where one chat is kept, and where else it could be."""
    kept = Chat.objects.visible_to(request.user).kept().prefetch_related("tags")
    context = {
        "chat": get_object_or_404(kept, pk=chat_id),
        "tree": Folder.objects.visible_to(request.user).tree(),
        "tags": Tag.objects.visible_to(request.user).by_name(),
    }
    return render(request, "palaver/order.html", context)


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Does one thing with the chats that were selected."""
    form = SelectionForm(request.POST)
    if not form.is_valid():
        return refuse(request, composer.first_error(form))
    if form.needs_confirmation:
        return redirect(f"{reverse('palaver:removal')}?{form.chosen}")
    try:
        done = carry_out(request, form.cleaned_data)
    except (Misplaced, LimitReached) as refusal:
        return refuse(request, refusal.sentence)
    return told(request, done)


def refuse(request: HttpRequest, sentence: str) -> HttpResponse:
    if accepts_turbo_stream(request):
        return TurboStreamResponse(_toast(request, text=sentence, tone="error"), status=422)
    messages.error(request, sentence)
    return redirect(_back(request))


def told(request: HttpRequest, done: Done) -> HttpResponse:
    """What was done, with a way back, where the person is."""
    if accepts_turbo_stream(request):
        stale = sidebar.stale_pages() if done.is_one else sidebar.stale_lists()
        return TurboStreamResponse(_toast(request, text=done.sentence, done=done), stale)
    messages.success(request, done.sentence)
    return redirect(_back(request))


def _toast(request: HttpRequest, **context: Any) -> Any:
    return turbo_stream.append(
        "toasts", template="palaver/_order_toast.html", context=context, request=request
    )


def _back(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if here else "palaver:chats"


def _page(request: HttpRequest, chosen: Filter) -> tuple[list[Any], int]:
    """The rows, with one too many where there are more, and how many there are in all."""
    every = chosen.chats(request.user)
    before = as_uuid(request.GET.get("list_before", ""))
    last = every.filter(pk=before).first() if before else None
    chats = every.newest_first().prefetch_related("tags")
    return list((chats.before(last) if last else chats)[: PER_PAGE + 1]), every.count()


def _places(tree: Tree, numbers: dict[Any, int]) -> list[tuple[uuid.UUID, str]]:
    return [(pk, f"{name} ({numbers.get(pk, 0)})") for pk, name in tree.choices]


def _numbers(request: HttpRequest) -> dict[Any, int]:
    """How many chats are in each folder, those deeper in it apart."""
    kept = Chat.objects.visible_to(request.user).kept().filter(archived_at=None).order_by()
    counted = kept.exclude(folder=None).values_list("folder").annotate(Count("pk"))
    return dict(counted)
