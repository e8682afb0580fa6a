from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings

from palaver.accounts.limits import LimitReached
from palaver.accounts.models import User
from palaver.chats.models import Assistant, Chat

MOMENT = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)


@pytest.fixture
def assistant(owner: User) -> Assistant:
    return made(owner, "Translator", system_prompt="Into {{language}}, for {{name}}, {{date}}.")


def made(owner: User, name: str, *, shared: bool = False, **content: Any) -> Assistant:
    assistant = Assistant(owner=owner, name=name, **content)
    assistant.keep(shared=shared)
    return assistant


def begun(assistant: Assistant, person: User, **values: str) -> Chat:
    return Chat.objects.create(owner=person, **assistant.beginning(person, values, MOMENT))


def test_an_assistant_is_its_owners_alone_until_it_is_shared(
    assistant: Assistant, owner: User, stranger: User
) -> None:
    assert list(Assistant.objects.visible_to(owner)) == [assistant]
    assert not Assistant.objects.visible_to(stranger).exists()
    assistant.keep(shared=True)
    assert list(Assistant.objects.visible_to(stranger)) == [assistant]
    assert not Assistant.objects.visible_to(AnonymousUser()).exists()


def test_only_its_owner_may_change_it(assistant: Assistant, owner: User, stranger: User) -> None:
    assistant.keep(shared=True)
    assert list(Assistant.objects.owned_by(owner)) == [assistant]
    assert not Assistant.objects.owned_by(stranger).exists()
    assert not Assistant.objects.owned_by(AnonymousUser()).exists()


def test_since_when_it_is_shared_is_kept(assistant: Assistant) -> None:
    assistant.keep(shared=True)
    since = assistant.shared_at
    assistant.keep(shared=True)
    assert assistant.shared_at == since
    assistant.keep(shared=False)
    assert not assistant.is_shared


def test_ones_own_come_first_and_then_by_name(owner: User, stranger: User) -> None:
    names = [(stranger, "A"), (owner, "C"), (owner, "B"), (stranger, "D")]
    for person, name in names:
        made(person, name, shared=True)
    listed = Assistant.objects.visible_to(owner).own_first(owner)
    assert [assistant.name for assistant in listed] == ["B", "C", "A", "D"]


def test_a_chat_begins_with_what_the_assistant_says(assistant: Assistant, owner: User) -> None:
    assistant.model, assistant.parameters = "local/small", {"temperature": 0.2}
    chat = begun(assistant, owner, language="Welsh")
    assert chat.system_prompt == "Into Welsh, for owner, 21 November 2026."
    assert (chat.assistant, chat.assistant_name) == (assistant, "Translator")
    assert (chat.model, chat.parameters) == ("local/small", {"temperature": 0.2})
    assert assistant.variables == ["language"]


def test_nobody_passes_for_somebody_else(assistant: Assistant, owner: User) -> None:
    chat = begun(assistant, owner, language="{{name}}", name="root", date="never")
    assert chat.system_prompt == "Into {{name}}, for owner, 21 November 2026."


def test_what_becomes_of_it_does_not_change_what_a_chat_was_told(
    assistant: Assistant, owner: User
) -> None:
    chat = begun(assistant, owner, language="Welsh")
    told = chat.system_prompt
    assistant.name, assistant.system_prompt = "Poet", "Rhyme."
    assistant.keep(shared=False)
    chat.refresh_from_db()
    assert (chat.assistant, chat.assistant_name, chat.system_prompt) == (
        assistant,
        "Translator",
        told,
    )
    assistant.delete()
    chat.refresh_from_db()
    assert (chat.assistant, chat.assistant_name, chat.system_prompt) == (None, "Translator", told)


def test_what_is_shared_no_longer_is_taken_from_the_others(
    assistant: Assistant, owner: User, stranger: User
) -> None:
    assistant.keep(shared=True)
    own, others = begun(assistant, owner), begun(assistant, stranger)
    assistant.keep(shared=False)
    for chat in (own, others):
        chat.refresh_from_db()
    assert (own.assistant, others.assistant) == (assistant, None)
    assert others.system_prompt.startswith("Into")


def test_chats_outlive_the_owner_of_their_assistant(
    assistant: Assistant, owner: User, stranger: User
) -> None:
    assistant.keep(shared=True)
    chat = begun(assistant, stranger)
    owner.delete()
    chat.refresh_from_db()
    assert chat.assistant is None
    assert chat.assistant_name == "Translator"


def test_a_copy_is_ones_own_and_private(owner: User, stranger: User) -> None:
    content = {"description": "d", "model": "a/b", "parameters": {"seed": 1}, "starters": ["Why?"]}
    original = made(owner, "Poet", shared=True, icon="✍️", system_prompt="Rhyme.", **content)
    copy = original.copy_for(stranger)
    assert (copy.owner, copy.is_shared) == (stranger, False)
    assert copy.pk != original.pk
    for name in Assistant.CONTENT:
        assert getattr(copy, name) == getattr(original, name)


def test_there_is_a_limit(owner: User) -> None:
    with override_settings(PALAVER_KEPT_EACH=2):
        one = made(owner, "One")
        made(owner, "Two")
        with pytest.raises(LimitReached, match="2 of these"):
            made(owner, "Three")
        with pytest.raises(LimitReached):
            one.copy_for(owner)
        one.keep(shared=True)
    assert Assistant.objects.count() == 2


def test_its_sign_is_the_icon_or_the_first_letter() -> None:
    assert Assistant(name="poet").sign == "P"
    assert Assistant(name="poet", icon="✍️").sign == "✍️"
    assert str(Assistant(name="poet")) == "poet"
