"""A page that is loaded again and again while the answer is written."""

import time

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.provider import script_text

RELOADS = 50
RATE = 15  # tokens per second


def test_fifty_reloads_in_mid_answer_leave_one_answer_exact_at_the_end(owner: Person) -> None:
    tokens = int(RATE * 1.6 * RELOADS * _duration_of_a_reload(owner))
    tab = owner.tab(owner.ask(model=f"openai/scripted?seed=3&tokens={tokens}&rate={RATE}"))
    shown = 0
    for _ in range(RELOADS):
        tab.page.reload(wait_until="commit")
        tab.expect_words(max(1, shown))
        expect(tab.answers).to_have_count(1)
        shown = tab.words_shown
    tab.expect_status("running")
    expect_exact(tab, script_text(3, tokens))


def _duration_of_a_reload(owner: Person) -> float:
    """As slow as this machine is now, so that the answer lasts as long as the reloads."""
    tab: Tab = owner.ask_and_wait(model="openai/scripted?tokens=300&rate=0")
    start = time.monotonic()
    for _ in range(5):
        tab.page.reload(wait_until="commit")
        tab.expect_words(1)
        expect(tab.answers).to_have_count(1)
    return (time.monotonic() - start) / 5
