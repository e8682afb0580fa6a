from datetime import UTC, datetime
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.test import override_settings

from palaver.accounts.limits import LimitReached
from palaver.accounts.models import User
from palaver.chats.models import Prompt
from palaver.chats.models.prompt import COMMAND_LENGTH
from tests.generation.fixtures import at_once

MOMENT = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)


def made(owner: User, command: str, *, title: str = "A title", shared: bool = False) -> Prompt:
    prompt = Prompt(owner=owner, command=command, title=title, text="Text")
    prompt.keep(shared=shared)
    return prompt


def test_a_prompt_is_its_owners_alone_until_it_is_shared(owner: User, stranger: User) -> None:
    prompt = made(owner, "fix")
    assert list(Prompt.objects.visible_to(owner)) == [prompt]
    assert not Prompt.objects.visible_to(stranger).exists()
    prompt.keep(shared=True)
    assert list(Prompt.objects.visible_to(stranger)) == [prompt]
    assert not Prompt.objects.owned_by(stranger).exists()
    assert not Prompt.objects.visible_to(AnonymousUser()).exists()


def test_a_command_is_one_prompt_of_a_person(owner: User, stranger: User) -> None:
    made(owner, "fix")
    made(stranger, "fix")
    with pytest.raises(IntegrityError):
        made(owner, "fix")


def test_what_is_typed_finds_commands_and_titles(owner: User, stranger: User) -> None:
    prompts = [
        made(stranger, "sum", title="Theirs", shared=True),
        made(owner, "sum", title="Mine"),
        made(owner, "summary"),
        made(stranger, "sums", shared=True),
        made(owner, "resume"),
        made(owner, "other", title="In SUM"),
    ]
    made(stranger, "sum-private")
    made(owner, "unlike", title="Nothing of it")
    found = Prompt.objects.visible_to(owner).matching("SUM", owner)
    assert [(prompt.command, prompt.owner) for prompt in found] == [
        ("sum", owner),
        ("sum", stranger),
        ("summary", owner),
        ("sums", stranger),
        ("other", owner),
        ("resume", owner),
    ]
    assert set(found) == set(prompts)


@pytest.mark.parametrize("typed", ["%", "_", "a_b", "\\", "'", '"; DROP TABLE', "("])
def test_what_is_typed_is_no_pattern(owner: User, typed: str) -> None:
    made(owner, "axb")
    assert not Prompt.objects.visible_to(owner).matching(typed, owner).exists()


def test_nothing_typed_finds_all(owner: User) -> None:
    made(owner, "b")
    made(owner, "a")
    found = Prompt.objects.visible_to(owner).matching("", owner)
    assert [prompt.command for prompt in found] == ["a", "b"]


def test_a_prompt_fills_in_what_is_known_and_leaves_the_rest() -> None:
    prompt = Prompt(text=r"By {{name}} on {{date}}: \{{name}} into {{ Language }}")
    filled = prompt.filled(User(username="ada"), MOMENT)
    assert filled == "By ada on 21 November 2026: {{name}} into {{ Language }}"
    assert prompt.blanks == ["{{ Language }}"]
    assert all(blank in filled for blank in prompt.blanks)


def test_a_copy_takes_a_command_that_is_free(owner: User, stranger: User) -> None:
    original = made(owner, "fix", shared=True)
    commands = [original.copy_for(person).command for person in (stranger, stranger, owner)]
    assert commands == ["fix", "fix-2", "fix-2"]
    long = made(owner, "x" * COMMAND_LENGTH)
    assert long.copy_for(owner).command == "x" * (COMMAND_LENGTH - 2) + "-2"


def test_copies_at_once_do_not_collide(owner: User) -> None:
    original = made(owner, "fix")
    copies = at_once(*[partial(original.copy_for, owner)] * 3)
    assert {copy.command for copy in copies} == {"fix-2", "fix-3", "fix-4"}


def test_there_is_a_limit(owner: User) -> None:
    with override_settings(PALAVER_KEPT_EACH=1):
        prompt = made(owner, "one")
        with pytest.raises(LimitReached):
            made(owner, "two")
        with pytest.raises(LimitReached):
            prompt.copy_for(owner)
    assert Prompt.objects.count() == 1
