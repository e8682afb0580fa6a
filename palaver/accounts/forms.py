"""The forms of the pages that let people in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, SignupForm
from allauth.core import ratelimit
from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from palaver.accounts import setup_code
from palaver.accounts.models.user import PASSWORD_MAX_LENGTH

NAME_HINT = _("Letters, digits and @ . + - _ only.")
PASSWORD_HINT = _("At least 8 characters. Choose one that is hard to guess.")
NAME_ATTRIBUTES = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
FIELDS_OF_THE_MODEL = {"password": "password1"}

MakePerson = Callable[[str, str], AbstractUser]


class PlainForm(forms.Form):
    """Labels instead of placeholders; the focus is on the first field that needs mending."""

    _errors: ErrorDict | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                self._limit_length(field)
        self._focus_first_wrong()

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        self._focus_first_wrong()

    def clean(self) -> Any:
        return super().clean()

    def _limit_length(self, field: forms.Field) -> None:
        field.validators.append(MaxLengthValidator(PASSWORD_MAX_LENGTH))
        field.widget.attrs["maxlength"] = PASSWORD_MAX_LENGTH

    def _focus_first_wrong(self) -> None:
        wrong = (name for name in self.fields if name in (self._errors or {}))
        target = next(wrong, next(iter(self.fields)))
        for name, field in self.fields.items():
            field.widget.attrs["autofocus"] = name == target


class SignInForm(PlainForm, LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= NAME_ATTRIBUTES


class SignUpForm(PlainForm, SignupForm):
    """Name and password of somebody new; the view says how they come to be."""

    def __init__(
        self, *args: Any, request: HttpRequest, make_person: MakePerson, **kwargs: Any
    ) -> None:
        self.request, self.make_person = request, make_person
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= NAME_ATTRIBUTES
        self.fields["username"].help_text = NAME_HINT
        self.fields["password1"].help_text = PASSWORD_HINT
        self.fields["password2"].label = _("Password again")

    def save(self, request: HttpRequest) -> AbstractUser:
        return self.make_person(self.cleaned_data["username"], self.cleaned_data["password1"])

    def refuse(self, refusal: ValidationError) -> None:
        """Show why the person could not be made, each reason at its field."""
        if hasattr(refusal, "error_dict"):
            for field, errors in refusal.error_dict.items():
                self.add_error(FIELDS_OF_THE_MODEL.get(field, field), errors)
        else:
            self.add_error(None, refusal)


class FirstSignUpForm(SignUpForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if setup_code.required():
            self.fields["setup_code"] = forms.CharField(
                label=_("Set-up code"),
                help_text=_("The server printed it when it started."),
                max_length=100,
                widget=forms.TextInput(
                    attrs=NAME_ATTRIBUTES | {"autocomplete": "off", "class": "code-input"}
                ),
            )
            self.order_fields(["setup_code"])
            self._focus_first_wrong()

    def clean_setup_code(self) -> str:
        given: str = self.cleaned_data["setup_code"]
        if not ratelimit.consume(self.request, action="setup_code"):
            raise ValidationError(_("Too many tries. Wait a minute, then try again."))
        if not setup_code.matches(given):
            raise ValidationError(_("This is not the set-up code. Look where the server runs."))
        return given


class PasswordChangeForm(PlainForm, ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = PASSWORD_HINT
        self.fields["password2"].label = _("New password again")
