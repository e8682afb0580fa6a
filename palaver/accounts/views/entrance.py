"""Signing in, out and up, and changing the password."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from palaver.accounts.forms import FirstSignUpForm, PasswordChangeForm, SignInForm, SignUpForm
from palaver.accounts.models import Founding, Invitation
from palaver.accounts.models.invitation import InvitationSpent


class SignIn(allauth.LoginView):
    form_class = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Founding.objects.open():
            return redirect("account_signup")
        page: HttpResponse = super().get(request, *args, **kwargs)
        return page


class SignUp(allauth.SignupView):
    """What the first person and the invited ones have in common."""

    def make_person(self, name: str, password: str) -> AbstractUser:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "request": self.request,
            "make_person": self.make_person,
        }

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as refusal:
            form.refuse(refusal)
            page: HttpResponse = self.form_invalid(form)
            return page

    def closed(self) -> HttpResponse:
        return render(self.request, self.template_name_signup_closed, status=403)


class FirstSignUp(SignUp):
    """Nobody is here yet: whoever signs up becomes the administrator."""

    form_class = FirstSignUpForm

    def make_person(self, name: str, password: str) -> AbstractUser:
        return Founding.objects.found(name, password)


class InvitedSignUp(SignUp):
    """An administrator's invitation lets one person sign up."""

    form_class = SignUpForm
    template_name = "accounts/invited.html"
    template_name_signup_closed = "accounts/invitation_spent.html"

    def is_open(self) -> bool:
        return self._invitation() is not None

    def make_person(self, name: str, password: str) -> AbstractUser:
        invitation = self._invitation()
        if invitation is None:
            raise InvitationSpent
        return invitation.accept(name, password)

    def _invitation(self) -> Invitation | None:
        return Invitation.objects.open().with_token(self.kwargs["token"]).first()


class PasswordChange(allauth.PasswordChangeView):
    form_class = PasswordChangeForm
