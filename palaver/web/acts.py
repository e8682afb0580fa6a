"""What can be done with chats that were selected, be it one or all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palaver.chats import sidebar
from palaver.chats.models import Chat, Tag
from palaver.chats.models.chat import ChatQuerySet, one_line
from palaver.chats.models.filed import Versions
from palaver.chats.models.tag import NAME_LENGTH
from palaver.generation.bus import announce
from palaver.generation.hints import ChatMoved
from palaver.generation.models import Generation
from palaver.web.filters import Filter
from palaver.web.lists import as_uuid

MOST_SELECTED = 100  # chats by name
MOST_AT_ONCE = 5000  # chats, of all that a page shows
LONGEST_TAGS = 1000  # characters

Data = dict[str, Any]


class SelectionForm(forms.Form):
    """Which chats, and what is to be done with them."""

    act = forms.CharField(required=False)
    everything = forms.BooleanField(required=False)
    to = forms.UUIDField(required=False)
    tags = forms.CharField(max_length=LONGEST_TAGS, required=False)
    tag = forms.UUIDField(required=False)
    confirmed = forms.BooleanField(required=False)

    @property
    def needs_confirmation(self) -> bool:
        return self.cleaned_data["act"] == "expire" and not self.cleaned_data["confirmed"]

    @property
    def chosen(self) -> str:
        """The chats, as they stand in an address."""
        data = cast("QueryDict", self.data)
        return urlencode({"chat": data.getlist("chat")[:MOST_SELECTED]}, doseq=True)

    def clean(self) -> Data:
        data = self.cleaned_data
        # The key Enter in the field of tags presses no button.
        data["act"] = data.get("act") or ("tag" if data.get("tags") else "")
        if data["act"] not in ACTS:
            raise forms.ValidationError(_("Choose what to do with the chats."))
        if data["act"] == "tag" and not _names(data.get("tags", "")):
            raise forms.ValidationError(_("Write a tag first."))
        return data

    def clean_tags(self) -> str:
        tags = str(self.cleaned_data["tags"])
        if any(len(name) > NAME_LENGTH for name in _names(tags)):
            most = {"most": NAME_LENGTH}
            raise forms.ValidationError(_("A tag has at most %(most)d characters.") % most)
        return tags


def _move(user: Any, chats: ChatQuerySet, data: Data) -> Versions:
    return chats.move_to(user, data["to"])


def _tag(user: Any, chats: ChatQuerySet, data: Data) -> Versions:
    chats.tag(user, _names(data["tags"]))
    return {}


def _untag(user: Any, chats: ChatQuerySet, data: Data) -> Versions:
    for tag in Tag.objects.visible_to(user).filter(pk=data["tag"]):
        chats.untag(tag)
    return {}


def _discard(_user: Any, chats: ChatQuerySet, _data: Data) -> Versions:
    Generation.objects.filter(message__chat__in=chats).stop()
    return chats.discard()


@dataclass(frozen=True, slots=True)
class Act:
    do: Callable[[Any, ChatQuerySet, Data], Versions]
    done: Any  # a sentence that counts
    undo: str = ""
    in_trash: bool = False


ACTS = {
    "pin": Act(
        lambda _user, chats, _data: chats.pin(),
        ngettext_lazy("Chat pinned.", "%(number)d chats pinned.", "number"),
        undo="unpin",
    ),
    "unpin": Act(
        lambda _user, chats, _data: chats.unpin(),
        ngettext_lazy("Chat unpinned.", "%(number)d chats unpinned.", "number"),
        undo="pin",
    ),
    "archive": Act(
        lambda _user, chats, _data: chats.archive(),
        ngettext_lazy("Chat archived.", "%(number)d chats archived.", "number"),
        undo="unarchive",
    ),
    "unarchive": Act(
        lambda _user, chats, _data: chats.unarchive(),
        ngettext_lazy("Chat back in the list.", "%(number)d chats back in the list.", "number"),
        undo="archive",
    ),
    "move": Act(_move, ngettext_lazy("Chat moved.", "%(number)d chats moved.", "number")),
    "tag": Act(_tag, ngettext_lazy("Chat tagged.", "%(number)d chats tagged.", "number")),
    "untag": Act(
        _untag, ngettext_lazy("Tag removed.", "Tag removed from %(number)d chats.", "number")
    ),
    "discard": Act(
        _discard,
        ngettext_lazy("Chat deleted.", "%(number)d chats deleted.", "number"),
        undo="restore",
    ),
    "restore": Act(
        lambda _user, chats, _data: chats.restore(),
        ngettext_lazy("Chat restored.", "%(number)d chats restored.", "number"),
        in_trash=True,
    ),
    "expire": Act(
        lambda _user, chats, _data: chats.expire(),
        ngettext_lazy("Chat deleted for good.", "%(number)d chats deleted for good.", "number"),
        in_trash=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Done:
    """The sentence, and what takes it back where that is possible."""

    sentence: str
    is_one: bool
    undo: str
    chats: list[Any]


def carry_out(request: HttpRequest, data: Data) -> Done:
    """Does it, and tells every page; raises Misplaced, LimitReached, or Http404 for no chats."""
    user, act = request.user, ACTS[data["act"]]
    chats = selected(request, data["everything"], in_trash=act.in_trash)
    ids = list(chats.values_list("pk", flat=True)[:MOST_AT_ONCE])
    if not ids:
        raise Http404
    versions = act.do(user, Chat.objects.filter(pk__in=ids), data)
    announce(*(ChatMoved(pk, version) for pk, version in versions.items()))
    _show(user, ids)
    undo = act.undo if len(ids) <= MOST_SELECTED else ""
    return Done(act.done % {"number": len(ids)}, len(ids) == 1, undo, ids)


def selected(request: HttpRequest, everything: bool, *, in_trash: bool) -> ChatQuerySet:
    """Those of the person's chats that the form names, or all that its page shows."""
    data = request.POST if request.method == "POST" else request.GET
    trash = Chat.objects.restorable_by(request.user)
    if everything:
        return trash if in_trash else Filter.of(data).chats(request.user)
    named = filter(None, map(as_uuid, data.getlist("chat")[:MOST_SELECTED]))
    among = trash if in_trash else Chat.objects.visible_to(request.user).kept()
    return among.filter(pk__in=list(named))


def _show(user: Any, ids: list[Any]) -> None:
    if len(ids) > 1:
        sidebar.renew(user)
        return
    chat = Chat.objects.get(pk=ids[0])
    sidebar.renew_pages(user)
    if chat.deleted_at:
        sidebar.remove(chat)
    else:
        sidebar.put_back(chat, live=Generation.objects.live().in_chat(chat).exists())


def _names(tags: str) -> list[str]:
    names = (one_line(name) for name in tags.split(","))
    return [name for name in names if name]
