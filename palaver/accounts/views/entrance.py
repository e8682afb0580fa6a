"""Signing in, out and up, and changing the password."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from allauth.decorators import rate_limit
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator

from palaver.accounts import setup_code
from palaver.accounts.forms import FirstSignUpForm, PasswordChangeForm, SignInForm, SignUpForm
from palaver.accounts.models import Founding, Invitation


class SignIn(allauth.LoginView):
    form_class = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if Founding.objects.open():
            return redirect("account_signup")
        return super().get(request, *args, **kwargs)


class SignUp(allauth.SignupView):
    """What the first person and the invited ones have in common."""

    def make_person(self, name: str, password: str) -> AbstractBaseUser:
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
            return self.form_invalid(form)

    def closed(self) -> HttpResponse:
        return render(self.request, self.template_name_signup_closed, status=403)


class FirstSignUp(SignUp):
    """Nobody is here yet: whoever signs up becomes the administrator."""

    form_class = FirstSignUpForm

    def make_person(self, name: str, password: str) -> AbstractBaseUser:
        person = Founding.objects.found(name, password)
        setup_code.forget()
        return person


class InvitedSignUp(SignUp):
    """An administrator's invitation lets one person sign up."""

    form_class = SignUpForm
    template_name = "accounts/invited.html"
    template_name_signup_closed = "accounts/invitation_spent.html"

    def is_open(self) -> bool:
        self.invitation = Invitation.objects.open().with_token(self.kwargs["token"]).first()
        return self.invitation is not None

    def make_person(self, name: str, password: str) -> AbstractBaseUser:
        return self.invitation.accept(name, password)


class SignOut(allauth.LogoutView):
    pass


@method_decorator(rate_limit(action="change_password"), name="dispatch")
class PasswordChange(allauth.PasswordChangeView):
    form_class = PasswordChangeForm
