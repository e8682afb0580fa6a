"""The shape of a person's folders: who is in whom, how deep, and what may go where."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from palaver.chats.models.folder import Folder

MOST_DEPTH = 5
NAME_LENGTH = 80  # characters
SEPARATOR = " / "


class Misplaced(Exception):
    """A folder or a chat cannot go there; `sentence` tells the person why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Node:
    """A folder with those in it."""

    folder: "Folder"
    nodes: "list[Node]"


class Tree:
    """Folders of one person, by name."""

    def __init__(self, folders: Iterable["Folder"]) -> None:
        by_name = sorted(folders, key=lambda folder: (folder.name.casefold(), folder.pk))
        self._folders = {folder.pk: folder for folder in by_name}
        self._below: dict[uuid.UUID | None, list[Folder]] = defaultdict(list)
        for folder in by_name:
            self._below[folder.parent_id].append(folder)

    def __len__(self) -> int:
        return len(self._folders)

    def __iter__(self) -> Iterator["Folder"]:
        """All of them, each before those in it."""
        return self._walk(None)

    def get(self, folder_id: uuid.UUID | None) -> "Folder | None":
        return self._folders.get(folder_id) if folder_id else None

    def below(self, folder_id: uuid.UUID | None) -> list["Folder"]:
        return self._below[folder_id]

    def nodes(self, folder_id: uuid.UUID | None = None) -> list[Node]:
        return [Node(folder, self.nodes(folder.pk)) for folder in self.below(folder_id)]

    def path(self, folder_id: uuid.UUID | None) -> list["Folder"]:
        """The folders around, and this one, the outermost first."""
        path: list[Folder] = []
        while folder_id in self._folders and len(path) < MOST_DEPTH:
            path.append(self._folders[folder_id])
            folder_id = path[-1].parent_id
        return path[::-1]

    def full_name(self, folder_id: uuid.UUID | None) -> str:
        return SEPARATOR.join(folder.name for folder in self.path(folder_id))

    def model_for(self, folder_id: uuid.UUID | None) -> str:
        """The default model of the folder, or of the nearest around it that has one."""
        models = (folder.model for folder in reversed(self.path(folder_id)))
        return next(filter(None, models), "")

    @property
    def choices(self) -> list[tuple[uuid.UUID, str]]:
        """Each with its full name, for a form."""
        return [(folder.pk, self.full_name(folder.pk)) for folder in self]

    def check(self, folder: "Folder") -> None:
        """Raises Misplaced where this folder cannot have its name, or not be in its parent."""
        around = self.path(folder.parent_id)
        if folder.parent_id is not None and not around:
            raise Misplaced(_("That folder is no longer there."))
        if folder.pk in {each.pk for each in around}:
            raise Misplaced(_("A folder cannot be inside itself."))
        if len(around) + self._height(folder.pk) > MOST_DEPTH:
            raise Misplaced(_("Folders go at most %(most)d deep.") % {"most": MOST_DEPTH})
        if folder.name.casefold() in self._taken(folder.parent_id, but=[folder]):
            sentence = _("There is a folder “%(name)s” already. Choose another name.")
            raise Misplaced(sentence % {"name": folder.name})

    def free_name(self, folder: "Folder", *, instead_of: "Folder") -> str:
        """The folder's name in place of the other, with a number where there is one like it."""
        taken = self._taken(instead_of.parent_id, but=[folder, instead_of])
        name, number = folder.name, 1
        while name.casefold() in taken:
            number += 1
            ending = f" ({number})"
            name = folder.name[: NAME_LENGTH - len(ending)] + ending
        return name

    def _taken(self, parent_id: uuid.UUID | None, *, but: list["Folder"]) -> set[str]:
        left_out = {folder.pk for folder in but}
        return {f.name.casefold() for f in self.below(parent_id) if f.pk not in left_out}

    def _height(self, folder_id: uuid.UUID) -> int:
        return 1 + max((self._height(below.pk) for below in self.below(folder_id)), default=0)

    def _walk(self, folder_id: uuid.UUID | None) -> Iterator["Folder"]:
        for folder in self.below(folder_id):
            yield folder
            yield from self._walk(folder.pk)
