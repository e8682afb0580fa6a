"""The models that somebody wants to see first."""

import pytest

from palaver.accounts.limits import LimitReached
from palaver.accounts.models import Favourite, User, favourite

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return User.objects.create(username="owner")


def test_favourites_are_each_persons_own_and_keep_their_order(owner: User) -> None:
    stranger = User.objects.create(username="stranger")
    for model in ("b/two", "a/one"):
        Favourite.objects.mark(owner, model)
    Favourite.objects.mark(stranger, "c/three")
    assert list(Favourite.objects.of(owner)) == ["b/two", "a/one"]
    Favourite.objects.unmark(stranger, "a/one")
    Favourite.objects.unmark(owner, "b/two")
    assert list(Favourite.objects.of(owner)) == ["a/one"]


def test_twice_is_once(owner: User) -> None:
    for _ in range(2):
        Favourite.objects.mark(owner, "a/one")
    assert list(Favourite.objects.of(owner)) == ["a/one"]
    for _ in range(2):
        Favourite.objects.unmark(owner, "a/one")
    assert not Favourite.objects.exists()


def test_there_is_a_limit(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(favourite, "MOST", 2)
    for model in ("a/one", "a/two"):
        Favourite.objects.mark(owner, model)
    with pytest.raises(LimitReached, match="2 favourites"):
        Favourite.objects.mark(owner, "a/three")
