"""How django-allauth is to behave here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from palaver.accounts import sessions
from palaver.accounts.models import Founding

UNKNOWN_ADDRESS = "unknown"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The username or the password is not right."),
        "too_many_login_attempts": _(
            "Too many attempts failed. Wait five minutes, then try again."
        ),
        "enter_current_password": _("This is not your current password."),
        "username_taken": _("Somebody already has this name. Choose another."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return Founding.objects.open()

    def logout(self, request: HttpRequest) -> None:
        session_key = request.session.session_key
        super().logout(request)
        if session_key:
            sessions.signed_out(session_key)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return render(request, "account/account_inactive.html", status=403)

    def get_client_ip(self, request: HttpRequest) -> str:
        """A server on a Unix socket sees no address; its visitors then share one rate limit."""
        return (
            super().get_client_ip(request) if request.META.get("REMOTE_ADDR") else UNKNOWN_ADDRESS
        )
