"""The field of a form that takes a text."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.text import normalize_newlines
from django.utils.translation import gettext_lazy as _

TOO_LONG = _("Use at most %(limit_value)d characters; these are %(show_value)d.")


class Text(forms.CharField):
    """A line, or `rows` of them; what is too long is named, and not cut by the browser."""

    def __init__(self, *, most: int, rows: int = 1, **options: Any) -> None:
        several = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        widget = several if rows > 1 else forms.TextInput(attrs={"dir": "auto"})
        too_long = MaxLengthValidator(most, TOO_LONG)
        super().__init__(widget=widget, validators=[too_long], **options)

    def to_python(self, value: Any) -> Any:
        return normalize_newlines(str(super().to_python(value)))
