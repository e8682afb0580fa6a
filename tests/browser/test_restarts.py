"""A server that is killed, or asked to end, in mid-answer, as the page sees it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.provider import script_text
from tests.provider.process import ProviderProcess
from tests.running import Palaver


@pytest.fixture(scope="module")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    """A Palaver that gives running answers no time to finish when it is asked to end."""
    directory = tmp_path_factory.mktemp("mortal")
    with Palaver(directory, provider.base_url, PALAVER_GRACE_PERIOD="0") as running:
        yield running


@pytest.fixture(autouse=True)
def _unreachable(problems: Problems) -> None:
    problems.expect(*UNREACHABLE)


def test_after_kill_9_the_answer_goes_on_by_itself(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=51&tokens=500&rate=100"))
    tab.expect_words(30)
    owner.palaver.kill()
    expect(tab.connected).to_have_count(0)
    shown = tab.words_shown
    owner.palaver.start()
    tab.expect_connected()
    assert tab.words_shown >= shown
    expect_exact(tab, script_text(51, 500))


def test_a_page_loaded_after_the_restart_shows_all_that_was_shown_before(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=52&tokens=400&rate=60"))
    tab.expect_words(30)
    owner.palaver.kill()
    expect(tab.connected).to_have_count(0)
    shown = tab.words_shown
    owner.palaver.start()
    fresh = owner.tab(tab.page.url)
    assert fresh.words_shown >= shown
    for each in (tab, fresh):
        expect_exact(each, script_text(52, 400))


def test_after_sigterm_and_a_new_start_the_answer_is_continued(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=53&tokens=300&rate=60"))
    tab.expect_words(20)
    owner.palaver.terminate()
    expect(tab.connected).to_have_count(0)
    owner.palaver.start()
    tab.expect_connected()
    expect_exact(tab, script_text(53, 300))


def test_killed_too_often_it_is_interrupted_and_can_be_continued(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=54&tokens=400&rate=40"))
    for words in (10, 40):
        tab.expect_words(words)
        owner.palaver.kill()
        expect(tab.connected).to_have_count(0)
        owner.palaver.start()
        tab.expect_connected()
    tab.expect_status("interrupted")
    expect(tab.answer).to_contain_text("interrupted before the answer was complete")
    _expect_tools(tab, "Continue", "Retry")
    tab.tool("Continue").click()
    expect_exact(tab, script_text(54, 400))


def test_a_message_that_the_server_did_not_live_to_take_is_sent_once_it_is_back(
    owner: Person,
) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=5&rate=0")
    tab.expect_connected()
    owner.palaver.kill()
    tab.send("Is anybody there?")
    expect(tab.page.get_by_text("Your text is kept")).to_be_visible()
    expect(tab.box).to_have_value("Is anybody there?")
    owner.palaver.start()
    tab.button("Try again").click()
    expect(tab.answers).to_have_count(2)
    expect(tab.log.get_by_text("Is anybody there?")).to_have_count(1)
    expect(tab.box).to_have_value("")
    expect(tab.page.get_by_text("Your text is kept")).to_have_count(0)
    tab.expect_status("done")


def test_a_message_whose_reply_was_lost_is_not_sent_twice(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=5&rate=0")
    tab.expect_connected()
    posts = re.compile(r"/messages/$")
    tab.page.route(posts, lambda route: (route.fetch(), route.abort()))
    with tab.page.expect_event("requestfailed"):  # not before may the route be taken away
        tab.send("Once")
    expect(tab.log.get_by_text("Once", exact=True)).to_have_count(1)
    expect(tab.box).to_have_value("")
    tab.page.unroute(posts)
    expect(tab.answers).to_have_count(2)
    tab.expect_status("done")
    (count,) = owner.palaver.rows("SELECT count(*) FROM chats_message WHERE text = 'Once'")[0]
    assert count == 1


def _expect_tools(tab: Tab, *names: str) -> None:
    for name in names:
        expect(tab.tool(name)).to_be_visible()
