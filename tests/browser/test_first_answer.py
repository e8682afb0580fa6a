"""The main job: sign up, ask, watch the answer arrive."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Welcome
from tests.browser.person import Person
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.provider import script_text
from tests.running import Palaver
from tests.visitor import PASSWORD


@pytest.fixture(scope="module")
def palaver(own_palaver: Palaver) -> Palaver:
    """A Palaver that nobody has signed up to."""
    return own_palaver


def test_the_first_person_signs_up_asks_and_sees_the_answer_arrive(welcome: Welcome) -> None:
    nobody = welcome(session="")
    tab = _sign_up(nobody)
    expect(tab.box).to_be_focused()

    tab.ask(seed=5, tokens=400, rate=200)

    tab.expect_chat()
    tab.expect_status("running")
    tab.expect_words(1)
    expect(tab.button("Stop")).to_be_visible()
    expect(tab.box).to_have_value("")
    tab.expect_status("done")
    expect(tab.button("Send")).to_be_visible()
    expect(tab.body.locator("strong, code, table, h2, h3, h4").first).to_be_attached()
    expect(tab.chats).to_have_count(1)
    expect_exact(tab, script_text(5, 400))


def test_the_answer_tells_model_time_and_tokens_on_demand(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=20&rate=0")
    facts = tab.answer.locator(".facts")
    expect(facts).to_have_count(0)

    tab.answer.get_by_label("More", exact=True).click()

    expect(facts).to_be_visible()
    expect(facts).to_contain_text("scripted")
    expect(facts).to_contain_text("20 tokens")
    expect(facts.locator("time")).to_have_count(1)


def _sign_up(nobody: Person) -> Tab:
    tab = nobody.tab("/")
    tab.page.get_by_label("Username").fill("ada")
    tab.page.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.page.get_by_label("Password again").fill(PASSWORD)
    tab.button("Create account").click()
    expect(tab.box).to_be_visible()
    return tab
