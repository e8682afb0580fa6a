"""What holds for every page: signed-in people only, and no copy kept by browsers or proxies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme

from palaver.accounts.models import Founding


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Leads strangers to the sign-in page, or to the sign-up page while there is nobody yet."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        if Founding.objects.open():
            return redirect("account_signup")
        return redirect_to_login(_page_to_return_to(request))


class NoStoreMiddleware(MiddlewareMixin):
    """Every response is somebody's own, unless its view says how it may be kept."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _page_to_return_to(request: HttpRequest) -> str:
    """The address itself, or for a form's or a frame's request the page that sent it."""
    if request.method in ("GET", "HEAD") and "Turbo-Frame" not in request.headers:
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, {request.get_host()}):
        return "/"
    return urlsplit(referrer)._replace(scheme="", netloc="", fragment="").geturl()
