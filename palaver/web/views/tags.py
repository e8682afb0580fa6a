"""Tags: renamed, and taken from all chats."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from palaver.chats import sidebar
from palaver.chats.models import Tag
from palaver.chats.models.chat import one_line
from palaver.chats.models.tag import NAME_LENGTH
from palaver.chats.tree import Misplaced
from palaver.web import composer


class TagForm(forms.Form):
    name = forms.CharField(
        max_length=NAME_LENGTH, error_messages={"required": gettext_lazy("Write a tag first.")}
    )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


@require_POST
def rename(request: HttpRequest, tag_id: uuid.UUID) -> HttpResponse:
    tag = _tag(request, tag_id)
    form = TagForm(request.POST)
    if not form.is_valid():
        return composer.refuse(request, composer.first_error(form))
    try:
        tag.rename(form.cleaned_data["name"])
    except Misplaced as refusal:
        return composer.refuse(request, refusal.sentence)
    sidebar.renew_pages(request.user)
    return redirect(f"{reverse('palaver:chats')}?tag={tag.pk}")


@require_POST
def remove(request: HttpRequest, tag_id: uuid.UUID) -> HttpResponse:
    tag = _tag(request, tag_id)
    tag.delete()
    sidebar.renew_pages(request.user)
    messages.success(request, _("Tag deleted. Its chats are still there."))
    return redirect("palaver:chats")


def _tag(request: HttpRequest, tag_id: uuid.UUID) -> Tag:
    return get_object_or_404(Tag.objects.visible_to(request.user), pk=tag_id)
