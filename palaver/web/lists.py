"""The lists of chats in the sidebar, for a whole page or for a frame of one."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from palaver.chats.models import Chat, Folder
from palaver.chats.models.chat import ChatQuerySet
from palaver.generation.models import Generation

PER_PAGE = 40
PER_FOLDER = 20  # the rest is on the page of all chats
SHOWN = ("title", "opening", "active_at", "pinned_at", "folder")


def frame(request: HttpRequest) -> dict[str, Any]:
    """The sidebar anew, or an older page of what is neither pinned nor in a folder."""
    visible = Chat.objects.visible_to(request.user)
    before = as_uuid(request.GET.get("list_before", ""))
    last = visible.filter(pk=before).first() if before else None
    if last is None:
        return sidebar(request)
    page = _page(_shown(visible.recent().before(last))[: PER_PAGE + 1])
    return {"older_than": before, **page}


def sidebar(request: HttpRequest, chat: Chat | None = None) -> dict[str, Any]:
    visible = Chat.objects.visible_to(request.user)
    tree = Folder.objects.visible_to(request.user).tree()
    around = tree.path(chat.folder_id if chat else None)
    return {
        **_first_page(visible),
        "folders": tree.nodes(),
        "tree": tree,
        "open_folders": {folder.pk for folder in around},
        "current": chat,
    }


def inside(request: HttpRequest, folder: Folder) -> dict[str, Any]:
    """The newest chats of a folder."""
    chats = _shown(Chat.objects.visible_to(request.user).inside(folder.pk))[: PER_FOLDER + 1]
    found = list(chats)
    return {"chats": found[:PER_FOLDER], "has_more": len(found) > PER_FOLDER}


def as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _first_page(visible: ChatQuerySet) -> dict[str, Any]:
    """In one query: what is pinned, and the newest of the rest."""
    every = visible.among(visible.pinned(), visible.recent()[: PER_PAGE + 1])
    found = list(_shown(every.order_by("-active_at", "-id")))
    pinned = sorted((chat for chat in found if chat.pinned_at), key=_by_pin)
    return {"pinned": pinned, **_page(chat for chat in found if not chat.pinned_at)}


def _page(chats: Iterable[Chat]) -> dict[str, Any]:
    found = list(chats)
    more = found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None
    return {"chats": found[:PER_PAGE], "next_before": more}


def _shown(chats: ChatQuerySet) -> ChatQuerySet:
    live = Generation.objects.live().filter(message__chat=OuterRef("pk"))
    return chats.annotate(live=Exists(live)).only(*SHOWN)


def _by_pin(chat: Chat) -> Any:
    return chat.pinned_at, chat.pk
