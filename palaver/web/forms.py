"""What people send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from palaver.accounts.limits import LimitReached, check_message_length
from palaver.chats.models import TITLE_LENGTH
from palaver.lib.text import is_storable


class MessageForm(forms.Form):
    """One message; `client_id` is made by the page, so that sending it twice is no harm."""

    text = forms.CharField(strip=False, required=False)
    model = forms.CharField(max_length=200, required=False)
    client_id = forms.UUIDField(
        error_messages={"required": _("This form is out of date. Reload the page.")}
    )
    version = forms.IntegerField(min_value=0, required=False)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if not text.strip():
            raise forms.ValidationError(_("Write a message first."))
        if not is_storable(text):
            raise forms.ValidationError(_("The message has characters that cannot be stored."))
        try:
            check_message_length(text)
        except LimitReached as reached:
            raise forms.ValidationError(reached.sentence) from None
        return text


class TitleForm(forms.Form):
    title = forms.CharField(
        max_length=TITLE_LENGTH, error_messages={"required": _("Write a title first.")}
    )
