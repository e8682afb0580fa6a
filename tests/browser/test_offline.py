"""A network that goes and comes back."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.provider import script_text


@pytest.fixture(autouse=True)
def _unreachable(problems: Problems) -> None:
    problems.expect(*UNREACHABLE)


def test_an_answer_goes_on_where_it_was_once_the_network_is_back(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/scripted?seed=21&tokens=400&rate=120"))
    for words in (10, 80):
        tab.expect_words(words)
        shown = tab.words_shown
        owner.context.set_offline(True)
        expect(tab.connected).to_have_count(0)
        assert tab.words_shown >= shown
        owner.context.set_offline(False)
        tab.expect_connected()
    expect_exact(tab, script_text(21, 400))


def test_what_happened_meanwhile_in_another_browser_is_there_afterwards(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=5&rate=0")
    tab.expect_connected()
    owner.context.set_offline(True)
    expect(tab.connected).to_have_count(0)
    path = tab.page.url.removeprefix(tab.palaver.address)
    owner.post(f"{path}messages/", text="Meanwhile", client_id=NEW_ID, model=FAST)
    owner.context.set_offline(False)
    expect(tab.log.get_by_text("Meanwhile")).to_be_visible(timeout=15_000)
    expect(tab.answers).to_have_count(2)
    expect_exact(tab, script_text(22, 30))


def test_a_quiet_banner_says_so_after_five_seconds_and_goes_by_itself(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=5&rate=0")
    tab.expect_connected()
    owner.context.set_offline(True)
    expect(tab.connected).to_have_count(0)
    expect(tab.banner).to_be_hidden()
    expect(tab.banner).to_be_visible(timeout=7_000)
    expect(tab.banner).to_contain_text("Reconnecting")
    owner.context.set_offline(False)
    expect(tab.banner).to_be_hidden(timeout=7_000)
    tab.expect_connected()


def test_a_short_break_shows_no_banner(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=5&rate=0")
    tab.expect_connected()
    tab.page.clock.install()
    _break(owner, tab)
    tab.page.clock.run_for(4_000)
    owner.context.set_offline(False)
    tab.expect_connected()
    tab.page.clock.run_for(10_000)
    expect(tab.banner).to_be_hidden()


def test_code_that_came_just_before_the_break_is_highlighted_after_it(owner: Person) -> None:
    tab = owner.tab(owner.ask(model=SLOWLY, text=json.dumps({"text": CODE, "size": 1})))
    tab.expect_words(1)
    tab.page.route("**/assets/python-*.js", lambda route: route.abort())
    expect(tab.body.locator(".code__bar")).to_be_visible(timeout=10_000)
    tab.expect_status("done")
    owner.context.set_offline(True)
    expect(tab.connected).to_have_count(0)
    tab.page.unroute("**/assets/python-*.js")
    owner.context.set_offline(False)
    expect(tab.body.locator(".hljs-keyword")).to_have_text("def", timeout=10_000)


def _break(owner: Person, tab: Tab) -> None:
    owner.context.set_offline(True)
    expect(tab.connected).to_have_count(0)


CODE = "⟦1⟧\n\n```python\ndef f(): 1\n```\n\nEnd."
SLOWLY = "openai/scripted?rate=30"
NEW_ID = "00000000-0000-4000-8000-000000000001"
FAST = "openai/scripted?seed=22&tokens=30&rate=0"
