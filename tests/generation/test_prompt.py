import pytest

from palaver.chats.models import Chat, Message
from palaver.generation import prompt
from palaver.generation.models import Generation
from palaver.llm import Turn
from tests.generation.fixtures import Ask
from tests.generation.writing import claimed, finish, run_out, think, write


def test_the_prompt_is_the_path_to_the_answer(ask: Ask) -> None:
    _answered(ask("One?"), "One.")
    _answered(ask("Two?"), "Two.")
    request = prompt.build(_fresh(ask("Three?")), "gpt")
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
    assert prompt.build(_fresh(generation), "m").messages == (Turn("user", "One?"),)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_failed_and_empty_answers_are_left_out(ask: Ask, text: str) -> None:
    _answered(ask("One?"), text)
    failed = ask("Two?")
    _answered(failed, "Half an ans")
    Generation.objects.filter(pk=failed.pk).update(status="failed")
    request = prompt.build(_fresh(ask("Three?")), "m")
    assert [turn.content for turn in request.messages] == ["One?", "Two?", "Three?"]


@pytest.mark.parametrize("status", ["stopped", "interrupted"])
def test_what_was_cut_short_by_us_is_kept(ask: Ask, status: str) -> None:
    cut = ask("One?")
    _answered(cut, "Half an ans")
    Generation.objects.filter(pk=cut.pk).update(status=status)
    request = prompt.build(_fresh(ask("Two?")), "m")
    assert [turn.content for turn in request.messages] == ["One?", "Half an ans", "Two?"]


def test_a_run_that_takes_over_goes_on_from_what_the_log_holds(queued: Generation) -> None:
    write(think(claimed(queued), "Hm. "), "One, ", "two, ")
    run_out(queued)
    claimed(queued)
    request = prompt.build(_fresh(queued), "m")
    assert request.partial == "One, two, "
    assert [turn.content for turn in request.messages] == ["Why?"]


def test_a_continuation_goes_on_from_the_message_and_the_log(queued: Generation) -> None:
    write(claimed(queued), "One, ")
    queued.stop()
    queued.go_on()
    write(claimed(queued), "two, ")
    assert prompt.build(_fresh(queued), "m").partial == "One, two, "


def test_a_retry_knows_nothing_of_the_earlier_text(queued: Generation) -> None:
    write(claimed(queued), "One, ")
    queued.stop()
    queued.retry()
    assert prompt.build(_fresh(queued), "m").partial == ""


def _answered(generation: Generation, text: str) -> None:
    finish(claimed(generation), text)


def _fresh(generation: Generation) -> Generation:
    return Generation.objects.select_related("message__chat").get(pk=generation.pk)
