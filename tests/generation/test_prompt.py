from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from palaver.accounts.models import User
from palaver.chats.models import Attachment, Chat, Folder, Message
from palaver.generation import prompt
from palaver.generation.calibration import NotCounted
from palaver.generation.models import Generation
from palaver.generation.path import path_to
from palaver.llm import Model, ProviderError, Request, Turn
from tests.generation.fixtures import MODEL, Ask
from tests.generation.writing import claimed, finish, run_out, think, write


def test_the_prompt_is_the_path_to_the_answer(ask: Ask) -> None:
    _answered(ask("One?"), "One.")
    _answered(ask("Two?"), "Two.")
    request = _request(ask("Three?"), "gpt")
    assert request.model == "gpt"
    assert request.messages == (
        Turn("user", "One?"),
        Turn("assistant", "One."),
        Turn("user", "Two?"),
        Turn("assistant", "Two."),
        Turn("user", "Three?"),
    )
    assert request.partial == ""


def test_other_branches_are_left_out(ask: Ask, chat: Chat) -> None:
    first = ask("One?")
    _answered(first, "One.")
    Message.objects.create(chat=chat, parent=first.message, role="user", text="Another branch?")
    other = Message.objects.create(chat=chat, parent=first.message.parent, role="assistant")
    generation = Generation.objects.create(message=other, model="m")
    assert _request(generation).messages == (Turn("user", "One?"),)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_failed_and_empty_answers_are_left_out(ask: Ask, text: str) -> None:
    _answered(ask("One?"), text)
    failed = ask("Two?")
    _answered(failed, "Half an ans")
    Generation.objects.filter(pk=failed.pk).update(status="failed")
    request = _request(ask("Three?"))
    assert [turn.content for turn in request.messages] == ["One?", "Two?", "Three?"]


@pytest.mark.parametrize("status", ["stopped", "interrupted"])
def test_what_was_cut_short_by_us_is_kept(ask: Ask, status: str) -> None:
    cut = ask("One?")
    _answered(cut, "Half an ans")
    Generation.objects.filter(pk=cut.pk).update(status=status)
    request = _request(ask("Two?"))
    assert [turn.content for turn in request.messages] == ["One?", "Half an ans", "Two?"]


def test_a_run_that_takes_over_goes_on_from_what_the_log_holds(queued: Generation) -> None:
    write(think(claimed(queued), "Hm. "), "One, ", "two, ")
    run_out(queued)
    claimed(queued)
    request = _request(queued)
    assert request.partial == "One, two, "
    assert [turn.content for turn in request.messages] == ["Why?"]


def test_a_continuation_goes_on_from_the_message_and_the_log(queued: Generation) -> None:
    write(claimed(queued), "One, ")
    queued.stop()
    queued.go_on()
    write(claimed(queued), "two, ")
    assert _request(queued).partial == "One, two, "


def test_a_retry_knows_nothing_of_the_earlier_text(queued: Generation) -> None:
    write(claimed(queued), "One, ")
    queued.stop()
    queued.retry()
    assert _request(queued).partial == ""


def _answered(generation: Generation, text: str) -> None:
    finish(claimed(generation), text)


def _request(generation: Generation, name: str = "m") -> Request:
    return prompt.build(_fresh(generation), Model("scripted", name)).request


def _fresh(generation: Generation) -> Generation:
    return Generation.objects.select_related("message__chat").get(pk=generation.pk)


def test_the_oldest_are_left_out_where_the_window_is_small(ask: Ask) -> None:
    for n in range(10):
        _answered(ask(f"Question {n}? " + "long " * 100), f"Answer {n}.")
    built = _built(ask("And now?"), window=600)
    said = [turn.content.split("?")[0] for turn in built.request.messages]
    both = ((f"Question {n}", f"Answer {n}.") for n in range(10))
    assert said == [*chain.from_iterable(both), "And now"][-len(said) :]
    assert built.left_out == 21 - len(said) > 0
    assert built.estimate < 600


def test_nothing_is_left_out_where_nobody_knows_the_window(ask: Ask) -> None:
    for n in range(10):
        _answered(ask(f"Question {n}? " + "long " * 100), f"Answer {n}.")
    built = _built(ask("And now?"))
    assert (len(built.request.messages), built.left_out) == (21, 0)


def test_no_more_of_a_long_chat_is_read_than_can_fit(ask: Ask, chat: Chat) -> None:
    last = _long_chat(chat, 400)
    generation = Generation.objects.create(message=last, model=MODEL)
    with CaptureQueriesContext(connection) as queries:
        built = _built(generation, window=1_000)
    assert len(queries) < 8
    assert len(path_to(last, 2_000).steps) < 30
    assert built.left_out + len(built.request.messages) == 399
    assert built.request.messages[-1] == Turn("user", "Question 398. " + "x " * 50)


def test_what_is_attached_far_above_is_found(chat: Chat) -> None:
    last = _long_chat(chat, 400)
    first = chat.messages.order_by("id")[0]
    Attachment.objects.create(
        owner=chat.owner, chat=chat, sent_with=first.client_id, name="a.txt", kind="text", size=1
    )
    built = _built(Generation.objects.create(message=last, model=MODEL), window=1_000)
    assert "a.txt" in built.request.messages[0].content
    assert built.request.messages[1].content.startswith("Question 1. ")
    assert built.left_out + len(built.request.messages) == 399


@pytest.mark.parametrize("branched", [False, True])
def test_what_is_above_is_what_is_on_the_path(chat: Chat, branched: bool) -> None:
    first = _long_chat(chat, 1)
    if branched:
        Message.objects.create(chat=chat, parent=first, role="assistant", text="Another.")
        Chat.objects.filter(pk=chat.pk).update(is_branched=True)
    last = _long_chat(chat, 201, below=first)
    Attachment.objects.create(
        owner=chat.owner, chat=chat, sent_with=first.client_id, name="a.txt", kind="text", size=1
    )
    path = path_to(Message.objects.select_related("chat").get(pk=last.pk), 150)
    answer, above, *_ = [step.message for step in path.steps][::-1]
    assert [step.message for step in path.steps[:1]] == [first]
    assert path.steps[1].message.parent_id == first.pk
    assert path.steps[1].message.text != "Another."
    assert answer.pk == last.parent_id
    assert above.pk == answer.parent_id
    assert len(path.steps) + path.unread == 201


def test_what_the_provider_counted_before_corrects_the_estimate(ask: Ask) -> None:
    for n in range(6):
        _answered(ask(f"Question {n}? " + "long " * 100), f"Answer {n}.")
    before = _built(ask("And now?"), window=1_000)
    assert before.left_out
    Generation.objects.filter(status="done").update(prompt_tokens=50, prompt_estimate=100)
    stopped = Generation.objects.live().get()
    after = _built(stopped, window=1_000)
    assert after.left_out < before.left_out
    Generation.objects.filter(status="done").update(model="scripted/another")
    assert _built(stopped, window=1_000).left_out == before.left_out


@pytest.mark.parametrize("characters_of_a_token", [2.0, 3.0, 6.0])
def test_once_the_provider_has_counted_a_prompt_fills_the_window_and_fits(
    ask: Ask, characters_of_a_token: float
) -> None:
    def counted(built: prompt.Prompt) -> float:
        return sum(4 + len(t.content) / characters_of_a_token for t in built.request.messages)

    for n in range(40):
        _answered(ask(f"Question {n}? " + "long " * 100), f"Answer {n}.")
    first, room = ask("And now?"), 3_000
    built = _built(first, window=room * 4 // 3)
    assert not 0.9 * room < counted(built) < room
    _answered(first, "So.")
    figures = {"prompt_tokens": round(counted(built)), "prompt_estimate": built.estimate}
    Generation.objects.filter(pk=first.pk).update(**figures)
    assert 0.9 * room < counted(_built(ask("And then?"), window=room * 4 // 3)) < room


def test_where_nothing_was_counted_a_prompt_that_may_be_too_long_is(ask: Ask) -> None:
    demands = prompt.Demands(counting=True)
    generation = _fresh(ask("long " * 100))
    large = Model("scripted", "scripted", window=1_000)
    assert prompt.build(generation, large, demands).left_out == 0
    small = Model("scripted", "scripted", window=400)
    with pytest.raises(NotCounted) as uncounted:
        prompt.build(generation, small, demands)
    assert uncounted.value.sample == "long " * 100
    assert prompt.build(generation, small, prompt.Demands(ratio=1.0)).left_out == 0
    with pytest.raises(ProviderError):
        prompt.build(generation, small, prompt.Demands(ratio=3.0))


def test_a_question_that_no_window_holds_is_refused_before_the_call(ask: Ask) -> None:
    with pytest.raises(ProviderError) as refused:
        _built(ask("long " * 1_000), window=500)
    assert refused.value.kind == "question_too_long"
    assert "Shorten it" in refused.value.sentence
    assert not refused.value.may_retry


def test_what_folders_and_the_assistant_say_comes_first_and_stays(
    ask: Ask, chat: Chat, owner: User
) -> None:
    outer = Folder.objects.create(owner=owner, name="Work", instructions="Be brief.")
    inner = Folder.objects.create(owner=owner, name="Maps", parent=outer, instructions="In Welsh.")
    Chat.objects.filter(pk=chat.pk).update(folder=inner, system_prompt="You are a cartographer.")
    for n in range(10):
        _answered(ask(f"Question {n}? " + "long " * 100), f"Answer {n}.")
    built = _built(ask("And now?"), window=600)
    told, *said = built.request.messages
    assert told == Turn("system", "Be brief.\n\nIn Welsh.\n\nYou are a cartographer.")
    assert built.left_out == 21 - len(said) > 0


def test_the_parameters_of_the_chat_are_asked_for(ask: Ask, chat: Chat) -> None:
    chosen = {"temperature": 0, "stop": ["END"], "seed": 7, "reasoning_effort": "low"}
    Chat.objects.filter(pk=chat.pk).update(parameters=chosen)
    request = _built(ask(), reasons=False).request
    assert (request.temperature, request.stop, request.seed) == (0, ("END",), 7)
    assert request.reasoning_effort is None
    assert request.top_p is None


def test_json_is_asked_for_in_words_too(ask: Ask, chat: Chat) -> None:
    Chat.objects.filter(pk=chat.pk).update(parameters={"response_format": {"type": "json_object"}})
    request = _built(ask()).request
    assert request.response_format == {"type": "json_object"}
    assert "JSON" in request.messages[0].content


def _built(generation: Generation, **known: Any) -> prompt.Prompt:
    return prompt.build(_fresh(generation), Model("scripted", "scripted", **known))


def _long_chat(chat: Chat, messages: int, below: Message | None = None) -> Message:
    """The last of so many messages, each below the one before it."""
    made: list[Message] = []
    for n in range(messages):
        role, parent = ("user", "assistant")[n % 2], made[-1] if made else below
        text = f"Question {n}. " + "x " * 50
        made.append(Message(chat=chat, parent=parent, role=role, text=text))
    Message.objects.bulk_create(made)
    return made[-1]
