"""The pages of what people keep and share: a list, a form; copying and deleting."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from palaver.accounts.limits import LimitReached

PER_PAGE = 50


class Shelf:
    """The pages of one kind; `name` is in the names of their addresses and of their templates."""

    def __init__(self, kind: Any, form: Any, name: str, *, unlisted: str) -> None:
        self._kind = kind
        self._form = form
        self._name = name
        self._unlisted = unlisted  # a field that a list is not to load

    def index(self, request: HttpRequest, refusal: str = "") -> HttpResponse:
        items = self._visible(request).own_first(request.user).select_related("owner")
        page = Paginator(items.defer(self._unlisted), PER_PAGE).get_page(request.GET.get("page"))
        context = {"items": page, "refusal": refusal}
        status = 422 if refusal else 200
        return render(request, f"palaver/{self._name}s.html", context, status=status)

    def new(self, request: HttpRequest) -> HttpResponse:
        return self._edit(request, self._kind(owner=request.user))

    def edit(self, request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
        owned = self._kind.objects.owned_by(request.user).select_related("owner")
        return self._edit(request, get_object_or_404(owned, pk=item_id))

    def copy(self, request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
        """One of their own, to be changed at once."""
        item = get_object_or_404(self._visible(request), pk=item_id)
        try:
            copy = item.copy_for(request.user)
        except LimitReached as reached:
            return self.index(request, reached.sentence)
        return redirect(f"palaver:{self._name}", copy.pk)

    def discard(self, request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
        owned = self._kind.objects.owned_by(request.user)
        get_object_or_404(owned, pk=item_id).delete()
        return redirect(f"palaver:{self._name}s")

    def _edit(self, request: HttpRequest, item: Any) -> HttpResponse:
        form = self._form(request.POST if request.method == "POST" else None, item=item)
        if form.is_bound and form.keep():
            return redirect(f"palaver:{self._name}s")
        context = {"form": form, "item": item}
        status = 422 if form.is_bound else 200
        return render(request, f"palaver/{self._name}.html", context, status=status)

    def _visible(self, request: HttpRequest) -> Any:
        return self._kind.objects.visible_to(request.user)
