"""Tags as things of their own."""

import pytest

from palaver.accounts import limits
from palaver.accounts.limits import LimitReached
from palaver.accounts.models import User
from palaver.chats.models import Chat, Tag
from palaver.chats.tree import Misplaced


def test_tags_are_made_once(owner: User, stranger: User) -> None:
    first = Tag.objects.of_names(owner, ["Latin", "latin", "Rivers"])
    again = Tag.objects.of_names(owner, ["RIVERS", "Latin"])
    assert [tag.name for tag in first] == ["latin", "Rivers"]
    assert again == first[::-1]
    assert Tag.objects.of_names(stranger, ["Latin"]) != first[:1]


def test_somebody_has_so_many_tags_and_no_more(
    chat: Chat, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEPT_EACH", 2)
    with pytest.raises(LimitReached):
        Chat.objects.filter(pk=chat.pk).tag(owner, ["a", "b", "c"])
    assert not Tag.objects.exists(), "it is all of them or none"
    assert len(Tag.objects.of_names(owner, ["a", "b"])) == 2
    assert len(Tag.objects.of_names(owner, ["a", "b"])) == 2


def test_a_tag_is_renamed_unless_another_has_the_name(owner: User, stranger: User) -> None:
    latin, _rivers = Tag.objects.of_names(owner, ["Latin", "Rivers"])
    Tag.objects.of_names(stranger, ["Greek"])
    with pytest.raises(Misplaced, match="There is a tag “rivers” already"):
        latin.rename("rivers")
    latin.rename("Greek")
    latin.rename("greek")
    assert Tag.objects.get(pk=latin.pk).name == "greek"
