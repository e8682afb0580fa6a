"""Tags on the page of all chats: renamed, and taken from every chat."""

import pytest
from django.test import Client

from palaver.accounts.models import User
from palaver.chats.models import Chat, Tag
from tests.web.posting import post

pytestmark = pytest.mark.usefixtures("broadcasts")


@pytest.fixture
def tag(chat: Chat, owner: User) -> Tag:
    Chat.objects.filter(pk=chat.pk).tag(owner, ["Latin", "Greek"])
    return Tag.objects.get(name="Latin")


def test_a_tag_is_renamed(client: Client, tag: Tag) -> None:
    assert f'action="/tags/{tag.pk}/"' in client.get(f"/chats/?tag={tag.pk}").content.decode()
    response = post(client, f"/tags/{tag.pk}/", name=" Old \n Latin")
    assert response.headers["Location"] == f"/chats/?tag={tag.pk}"
    tag.refresh_from_db()
    assert tag.name == "Old Latin"


@pytest.mark.parametrize("turbo", [True, False])
@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\0b", "greek"])
def test_a_bad_name_is_refused(client: Client, tag: Tag, name: str, turbo: bool) -> None:
    assert post(client, f"/tags/{tag.pk}/", turbo=turbo, name=name).status_code == 422
    tag.refresh_from_db()
    assert tag.name == "Latin"


def test_a_tag_goes_and_its_chats_stay(client: Client, tag: Tag, chat: Chat) -> None:
    post(client, f"/tags/{tag.pk}/deletion/")
    assert [each.name for each in chat.tags.all()] == ["Greek"]


def test_a_stranger_cannot_change_it(strangers_client: Client, tag: Tag) -> None:
    for address in (f"/tags/{tag.pk}/", f"/tags/{tag.pk}/deletion/"):
        assert post(strangers_client, address, name="Mine").status_code == 404
    tag.refresh_from_db()
    assert tag.name == "Latin"
