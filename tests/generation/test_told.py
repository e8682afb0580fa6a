"""What an assistant told a chat goes to the model, and with a copy of the chat."""

from palaver.accounts.models import User
from palaver.chats.models import Assistant, Chat
from palaver.generation import prompt
from palaver.generation.branching import fork
from palaver.generation.models import Generation
from palaver.llm import Model, Turn
from tests.generation.fixtures import Ask
from tests.generation.writing import claimed, finish


def test_the_model_is_told_first_what_the_chat_was_told(ask: Ask, chat: Chat) -> None:
    Chat.objects.filter(pk=chat.pk).update(system_prompt="Rhyme.")
    generation = Generation.objects.select_related("message__chat").get(pk=ask().pk)
    request = prompt.build(generation, Model.from_id("scripted/m")).request
    assert request.messages == (Turn("system", "Rhyme."), Turn("user", "Why?"))


def test_a_fork_goes_on_as_the_chat_was_told(ask: Ask, chat: Chat, owner: User) -> None:
    poet = Assistant.objects.create(owner=owner, name="Poet")
    told = {"assistant": poet, "assistant_name": "Poet", "system_prompt": "Rhyme."}
    Chat.objects.filter(pk=chat.pk).update(parameters={"seed": 1}, **told)
    answer = ask()
    finish(claimed(answer), "So.")
    forked = fork(owner, Generation.objects.get(pk=answer.pk).message)
    assert forked.pk != chat.pk
    assert (forked.assistant, forked.parameters) == (poet, {"seed": 1})
    assert (forked.assistant_name, forked.system_prompt) == ("Poet", "Rhyme.")
