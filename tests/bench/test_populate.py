"""An instance that is filled: as much as was asked for, the same for the same seed."""

from collections import Counter

import pytest
from django.db.models import Count

from bench import searching
from bench.populate import Plan, populate
from bench.systems import Embedded, program
from bench.told import LANGUAGES, Teller
from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.generation.models import Generation

SMALL = Plan(messages=600, chats=30, longest=100)


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create(username="owner")


@pytest.mark.parametrize(
    "plan", [Plan(), SMALL, Plan(10, 1, 10), Plan(7, 3, 2), Plan(100, 1, 5), Plan(5, 9, 5)]
)
def test_a_plan_holds_as_many_messages_as_its_chats_can(plan: Plan) -> None:
    lengths = plan.lengths()

    assert len(lengths) == plan.chats
    assert max(lengths) >= min(plan.longest, plan.messages)
    if plan.chats > 1 and plan.messages >= plan.longest + 2 * plan.chats:
        assert sum(lengths) == plan.messages


def test_it_is_full(owner: User) -> None:
    populate(owner, SMALL, say=lambda _words: None)

    messages = Message.objects.all()
    assert (owner.chats.count(), messages.count()) == (SMALL.chats, SMALL.messages)
    longest = Chat.objects.annotate(number=Count("messages")).order_by("-number")[0]
    assert longest.messages.count() == SMALL.longest
    assert Generation.objects.count() == messages.filter(role="assistant").count()
    assert not messages.filter(role="assistant", html="").exists()
    assert Chat.objects.exclude(folder=None).exists()
    first, last = messages.order_by("created_at")[0], messages.order_by("-created_at")[0]
    assert (last.created_at - first.created_at).days > 600
    assert list(messages.order_by("id")) == list(messages.order_by("created_at", "id"))


def test_some_chats_have_branches(owner: User) -> None:
    populate(owner, Plan(2000, 60, 300), say=lambda _words: None)

    beside = Counter(Message.objects.exclude(parent=None).values_list("parent", flat=True))
    assert max(beside.values()) > 1
    assert beside.most_common()[-1][1] == 1


def test_the_same_seed_says_the_same() -> None:
    said = [[Teller(seed).answer(name) for name in LANGUAGES] for seed in (1, 1, 2)]

    assert said[0] == said[1] != said[2]


def test_searches_of_it_are_measured(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "PLAN", Plan(messages=400, chats=40, longest=50))
    monkeypatch.setattr(searching, "ROUNDS", 2)

    with (
        program("bench.provider") as (_, provider),
        Embedded(tmp_path_factory.mktemp("embedded"), provider) as system,
    ):
        found = list(searching.searching(system))

    assert [one.what for one in found] == [searching.P50, searching.P99, searching.LIST]
    assert all(one.value > 0 for one in found)
