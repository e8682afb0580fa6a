"""Stop, continue, retry."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.proof import expect_exact
from tests.provider import script_text
from tests.provider.process import ProviderProcess
from tests.waiting import wait_for


def test_nothing_is_shown_after_the_stop_and_continue_goes_on_exactly_there(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=61&tokens=400&rate=150"))
    tab.expect_words(40)
    tab.button("Stop").click()
    tab.expect_status("stopped")
    expect(tab.answer).to_contain_text("Stopped.")
    expect(tab.button("Send")).to_be_visible()
    expect(tab.button("Stop")).to_be_hidden()
    stored = tab.palaver.answer(tab.message_id).text
    assert script_text(61, 400).startswith(stored)
    expect_exact(tab, stored, status="stopped")

    tab.tool("Continue").click()

    expect_exact(tab, script_text(61, 400))


def test_stop_really_closes_the_connection_to_the_provider(
    owner: Person, provider: ProviderProcess
) -> None:
    model = f"scripted?seed={uuid4().int % 10**6}&tokens=5000&rate=100"
    tab = owner.tab(owner.ask(model=f"openai/{model}"))
    tab.expect_words(10)
    tab.button("Stop").click()
    tab.expect_status("stopped")

    def is_closed() -> bool:
        (request,) = [r for r in provider.requests() if r["model"] == model]
        return bool(request["closed_by_client"])

    wait_for(is_closed)


def test_a_retry_shows_another_answer(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=62&tokens=300&rate=150"))
    tab.expect_words(20)
    tab.button("Stop").click()
    tab.expect_status("stopped")
    tab.tool("Retry").click()
    expect(tab.answers).to_have_count(1)
    expect_exact(tab, script_text(62, 300))


def test_an_unknown_model_is_retried_with_another(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/unheard-of"))
    tab.expect_status("failed")
    expect(tab.answer).to_contain_text("does not know the model")
    expect(tab.tool("Continue")).to_be_hidden()

    tab.choose_model("scripted-fast")
    tab.tool("Retry").click()

    expect_exact(tab, script_text(1, 200))
    expect(tab.answer).to_contain_text("scripted-fast")


def test_stop_before_the_first_word_leaves_an_empty_answer_to_retry(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?tokens=5&first=60"))
    expect(tab.answer).to_contain_text("Waiting for the model")
    tab.button("Stop").click()
    tab.expect_status("stopped")
    expect(tab.tool("Retry")).to_be_visible()
    expect(tab.tool("Continue")).to_be_hidden()


def test_the_chosen_model_stays_chosen_in_the_next_new_chat(owner: Person) -> None:
    tab = owner.tab("/")
    tab.choose_model("scripted-fast")
    tab.send("Hello?")
    tab.expect_status("done")
    tab.button("New chat").click()
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    expect(tab.model).to_have_value("openai/scripted-fast")
