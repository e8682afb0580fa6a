"""What people send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from palaver.accounts.limits import LimitReached
from palaver.chats.models import TITLE_LENGTH
from palaver.generation.sending import Draft, Unsendable, sendable


class MessageForm(forms.Form):
    """One message; `client_id` is made by the page, so that sending it twice is no harm."""

    text = forms.CharField(strip=False, required=False)
    model = forms.CharField(max_length=200, required=False)
    client_id = forms.UUIDField(
        error_messages={"required": _("This form is out of date. Reload the page.")}
    )
    version = forms.IntegerField(min_value=0, required=False)

    def clean_text(self) -> str:
        try:
            return sendable(str(self.cleaned_data["text"]))
        except (Unsendable, LimitReached) as refusal:
            raise forms.ValidationError(refusal.sentence) from None

    @property
    def draft(self) -> Draft:
        cleaned = self.cleaned_data
        return Draft(cleaned["text"], cleaned["client_id"], cleaned["model"])


class TitleForm(forms.Form):
    title = forms.CharField(
        max_length=TITLE_LENGTH, error_messages={"required": _("Write a title first.")}
    )


class RetryForm(forms.Form):
    """Another model, if any; otherwise the same once more."""

    model = forms.CharField(max_length=200, required=False)
