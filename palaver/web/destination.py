"""Where a new chat is to be: in a folder, which chooses its model, or in no list at all."""

from typing import Any

from django import forms
from django.http import QueryDict

from palaver.chats.tree import Tree
from palaver.web.lists import as_uuid


class Destination:
    """What the address of a new chat's page says of it."""

    def __init__(self, asked: QueryDict, tree: Tree) -> None:
        self._tree = tree
        self.is_temporary = "temporary" in asked
        self.folder = None if self.is_temporary else tree.get(as_uuid(asked.get("folder", "")))

    @property
    def name(self) -> str:
        return self._tree.full_name(self.folder.pk) if self.folder else ""

    @property
    def model(self) -> str:
        return self._tree.model_for(self.folder.pk) if self.folder else ""


class DestinationForm(forms.Form):
    """The fields that the page sends of it; a temporary chat is in no folder."""

    folder = forms.UUIDField(required=False)
    temporary = forms.BooleanField(required=False)

    @property
    def destination(self) -> dict[str, Any]:
        """How the chat begins."""
        if self.cleaned_data["temporary"]:
            return {"is_temporary": True}
        return {"folder": self.cleaned_data["folder"]}
