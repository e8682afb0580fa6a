"""The administrator's page of invitations."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from palaver.accounts.models import Invitation

NEW_LINK = "accounts.new_invitation_link"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def administrators_only(view: View[P]) -> View[P]:
    """To everybody else the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _create(request)
    context = {
        "invitations": Invitation.objects.open().select_related("made_by"),
        "accepted": Invitation.objects.exclude(accepted_at=None).select_related("accepted_by"),
        "new_link": request.session.pop(NEW_LINK, None),
    }
    return render(request, "accounts/invitations.html", context)


@administrators_only
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    Invitation.objects.open().filter(pk=pk).delete()
    return redirect("accounts:invitations")


def _create(request: HttpRequest) -> HttpResponse:
    """The link is shown once, on the page that follows: only its hash is kept."""
    _invitation, token = Invitation.objects.make(by=request.user)
    path = reverse("accounts:invitation", args=[token])
    request.session[NEW_LINK] = request.build_absolute_uri(path)
    return redirect("accounts:invitations")
