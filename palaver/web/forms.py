"""What people send."""

import uuid
from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from palaver.accounts.limits import LimitReached
from palaver.chats.models import TITLE_LENGTH
from palaver.generation.sending import Draft, Unsendable, sendable

MOST_COMPARED = 4  # models that are asked at once


class ModelsField(forms.Field):
    """Further models that are asked the same question."""

    widget = forms.SelectMultiple

    def to_python(self, value: list[str] | None) -> list[str]:
        return [forms.CharField(max_length=200).clean(model) for model in value or () if model]

    def validate(self, value: list[str]) -> None:
        if len(value) >= MOST_COMPARED:
            most = {"most": MOST_COMPARED}
            raise forms.ValidationError(_("Compare at most %(most)d models.") % most)


class IdsField(forms.Field):
    """Identifiers of things that are sent along."""

    widget = forms.SelectMultiple

    def to_python(self, value: list[str] | None) -> list[uuid.UUID]:
        return [forms.UUIDField().clean(text) for text in value or ()]


class TextForm(forms.Form):
    """The text of a message."""

    text = forms.CharField(strip=False, required=False)

    def clean_text(self) -> str:
        try:
            return sendable(str(self.cleaned_data["text"]))
        except (Unsendable, LimitReached) as refusal:
            raise forms.ValidationError(refusal.sentence) from None


class WaitingForm(TextForm):
    """The text of a message that waits."""


class EditForm(TextForm):
    """A message; `client_id` is made by the page, so that sending it twice is no harm."""

    model = forms.CharField(max_length=200, required=False)
    client_id = forms.UUIDField(
        error_messages={"required": _("This form is out of date. Reload the page.")}
    )
    version = forms.IntegerField(min_value=0, required=False)

    @property
    def draft(self) -> Draft:
        cleaned = self.cleaned_data
        return Draft(cleaned["text"], cleaned["client_id"], cleaned["model"])


class MessageForm(EditForm):
    """A new message, which may ask several models, and have files with it or be nothing else."""

    also = ModelsField(required=False)
    attachments = IdsField(required=False)
    field_order = ("attachments",)

    def clean_text(self) -> str:
        is_blank = not str(self.cleaned_data["text"]).strip()
        return "" if is_blank and self.cleaned_data.get("attachments") else super().clean_text()

    @property
    def draft(self) -> Draft:
        also = [model for model in self.cleaned_data["also"] if model != self.cleaned_data["model"]]
        attachments = tuple(dict.fromkeys(self.cleaned_data["attachments"]))
        return replace(super().draft, also=tuple(dict.fromkeys(also)), attachments=attachments)


class TitleForm(forms.Form):
    title = forms.CharField(
        max_length=TITLE_LENGTH, error_messages={"required": _("Write a title first.")}
    )


class RetryForm(forms.Form):
    """Another model, if any; otherwise the same once more."""

    model = forms.CharField(max_length=200, required=False)
