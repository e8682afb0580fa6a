"""Folders: made, changed, removed, and the chats in one."""

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palaver.accounts.limits import LimitReached
from palaver.chats import sidebar
from palaver.chats.models import Chat, Folder
from palaver.chats.models.chat import one_line
from palaver.chats.models.folder import INSTRUCTIONS_LENGTH
from palaver.chats.tree import NAME_LENGTH, Misplaced, Tree
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream
from palaver.web import composer
from palaver.web.lists import as_uuid
from palaver.web.lists import inside as chats_inside


class FolderForm(forms.Form):
    """What a folder is called, where it is, and what its chats begin with."""

    name = forms.CharField(
        max_length=NAME_LENGTH, error_messages={"required": gettext_lazy("Write a name first.")}
    )
    parent = forms.UUIDField(required=False)
    instructions = forms.CharField(max_length=INSTRUCTIONS_LENGTH, required=False)
    model = forms.CharField(max_length=200, required=False)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    parent = as_uuid(request.GET.get("parent", ""))
    return _edit(request, Folder(owner=cast("Any", request.user), parent_id=parent))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, folder_id: uuid.UUID) -> HttpResponse:
    return _edit(request, _folder(request, folder_id))


@require_POST
def dissolve(request: HttpRequest, folder_id: uuid.UUID) -> HttpResponse:
    folder = _folder(request, folder_id)
    folder.dissolve()
    sidebar.renew(request.user)
    return _told(request, _("Folder deleted. What was in it is still there."))


@require_GET
def chats(request: HttpRequest, folder_id: uuid.UUID) -> HttpResponse:
    """The newest chats of a folder, for its place in the sidebar."""
    folder = _folder(request, folder_id)
    return render(
        request, "chats/_inside.html", {"folder": folder, **chats_inside(request, folder)}
    )


def _edit(request: HttpRequest, folder: Folder) -> HttpResponse:
    if request.method != "POST":
        return _form(request, folder, FolderForm(initial=_initial(folder)))
    form = FolderForm(request.POST)
    if not form.is_valid() or not _arrange(folder, form):
        return _form(request, folder, form, status=422)
    sidebar.renew(request.user)
    return _told(request, _("Folder saved."))


def _arrange(folder: Folder, form: FolderForm) -> bool:
    for name in ("name", "instructions", "model"):
        setattr(folder, name, form.cleaned_data[name])
    folder.parent_id = form.cleaned_data["parent"]
    try:
        folder.arrange()
    except (Misplaced, LimitReached) as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def _form(
    request: HttpRequest, folder: Folder, form: FolderForm, status: int = 200
) -> HttpResponse:
    tree = Folder.objects.visible_to(request.user).tree()
    is_new = folder._state.adding
    chats = Chat.objects.visible_to(request.user).filter(folder=None if is_new else folder)
    context = {
        "form": form,
        "folder": None if is_new else folder,
        "parent": form["parent"].value(),
        "parents": _parents(tree, folder),
        "around": tree.full_name(folder.parent_id),
        "chats": chats.count(),
        "folders": len(tree.below(folder.pk)),
        **composer.context(request, model=form["model"].value() or ""),
    }
    return render(request, "palaver/folder.html", context, status=status)


def _parents(tree: Tree, folder: Folder) -> list[tuple[uuid.UUID, str]]:
    """Where it could be: anywhere but in itself."""
    inside = {each.pk for each in tree if folder.pk in {up.pk for up in tree.path(each.pk)}}
    return [(pk, name) for pk, name in tree.choices if pk not in inside]


def _initial(folder: Folder) -> dict[str, Any]:
    return {
        "name": folder.name,
        "parent": folder.parent_id,
        "instructions": folder.instructions,
        "model": folder.model,
    }


def _folder(request: HttpRequest, folder_id: uuid.UUID) -> Folder:
    return get_object_or_404(Folder.objects.visible_to(request.user), pk=folder_id)


def _told(request: HttpRequest, sentence: str) -> HttpResponse:
    if accepts_turbo_stream(request):
        toast = turbo_stream.append(
            "toasts",
            template="palaver/_order_toast.html",
            context={"text": sentence},
            request=request,
        )
        return TurboStreamResponse(toast, sidebar.stale_lists())
    messages.success(request, sentence)
    return redirect("palaver:chats")
