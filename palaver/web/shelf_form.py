"""What the forms of assistants and of prompts have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palaver.accounts.forms import PlainForm
from palaver.accounts.limits import LimitReached
from palaver.chats.models.shelved import Shelved

VARIABLES = _(
    "Write {{braces}} around what changes, such as {{language}}. "
    "{{date}}, {{time}}, {{weekday}} and {{name}} fill themselves in; "
    "a backslash, \\{{date}}, keeps one as it is."
)


class ShelfForm(PlainForm):
    """What is filled in for one item, which `keep` stores."""

    shared = forms.BooleanField(label=_("Everybody here may use it, and copy it"), required=False)

    def __init__(self, data: Any = None, *, item: Shelved) -> None:
        self.item = item
        super().__init__(data, initial={**self.shown(), "shared": item.is_shared})
        self.order_fields([name for name in self.fields if name != "shared"])
        self._focus_first_wrong()

    def shown(self) -> dict[str, Any]:
        """The item as the fields show it."""
        return {name: getattr(self.item, name) for name in self.item.CONTENT}

    def content(self) -> dict[str, Any]:
        """What was filled in, by the names that the item has for it."""
        return self.cleaned_data

    def keep(self) -> bool:
        """Stores it; False where something is wrong, which the form then says."""
        if not self.is_valid():
            return False
        content = self.content()
        for name in self.item.CONTENT:
            setattr(self.item, name, content[name])
        try:
            self.item.keep(shared=self.cleaned_data["shared"])
        except LimitReached as reached:
            self.add_error(None, reached.sentence)
        return self.is_valid()
