"""Several models answer the same question side by side, and one of them is gone on with."""

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.provider import script_text
from tests.running import MODEL

OTHERS = ("-fast", "-long", "-thinking")


def test_answers_arrive_side_by_side_and_one_is_gone_on_with(owner: Person) -> None:
    tab = _compare(owner.tab("/"), tokens=150, rate=60, seed=3)
    tab.expect_chat()
    other = owner.tab(tab.page.url.removeprefix(owner.palaver.address))
    for each in (tab, other):
        expect(each.log.locator(".compare .answer")).to_have_count(2)
        expect(each.log.locator(".compare [data-status=done]")).to_have_count(2, timeout=30_000)
        for answer in each.answers.all():
            assert (answer.text_content() or "").count("⟦") > 100
    second = tab.answers.nth(1)
    picked = second.get_attribute("id")
    second.get_by_role("button", name="Go on with this answer").click()
    for each in (tab, other):
        expect(each.answers).to_have_count(1)
        assert each.answer.get_attribute("id") == picked
        expect(each.answer).to_contain_text("2 / 2")
    tab.ask(tokens=10, rate=0, seed=4)
    expect(tab.answers).to_have_count(2)
    expect_exact(tab, script_text(4, 10))


def test_four_models_are_asked_at_once(owner: Person) -> None:
    tab = _compare(owner.tab("/"), 4, tokens=20, rate=0, seed=8)
    expect(tab.log.locator(".compare .answer")).to_have_count(4)
    expect(tab.log.locator(".compare [data-status=done]")).to_have_count(4, timeout=30_000)
    tab.answers.nth(3).get_by_role("button", name="Go on with this answer").click()
    expect(tab.answer).to_contain_text("4 / 4")
    tab.tool("Previous version").click()
    expect(tab.answer).to_contain_text("3 / 4")


def test_how_many_more_are_asked_is_seen_until_the_question_is_sent(owner: Person) -> None:
    tab = owner.ask_and_wait()
    opener = tab.button("Compare models")
    expect(opener).to_have_attribute("aria-pressed", "false")
    expect(opener).to_have_text("")
    _choose(tab, 3)
    expect(opener).to_have_attribute("aria-pressed", "true")
    expect(opener).to_have_text("+2")
    expect(opener).to_have_accessible_description("+2")
    tab.ask(tokens=10, rate=0, seed=2)
    expect(tab.log.locator(".compare .answer")).to_have_count(3)
    expect(opener).to_have_attribute("aria-pressed", "false")
    expect(opener).to_have_text("")


def test_both_are_stopped_at_once(owner: Person) -> None:
    tab = _compare(owner.tab("/"), tokens=3000, rate=40, seed=5)
    expect(tab.log.locator(".compare [data-status=running]")).to_have_count(2)
    tab.button("Stop").click()
    expect(tab.log.locator(".compare [data-status=stopped]")).to_have_count(2)


def test_who_goes_on_without_a_choice_goes_on_with_the_first(owner: Person) -> None:
    tab = _compare(owner.tab("/"), tokens=10, rate=0, seed=6)
    expect(tab.log.locator(".compare [data-status=done]")).to_have_count(2)
    first = tab.answers.first.get_attribute("id")
    tab.ask(tokens=10, rate=0, seed=7)
    expect(tab.log.locator(".compare")).to_have_count(0)
    expect(tab.answers).to_have_count(2)
    assert tab.answers.first.get_attribute("id") == first


def _compare(tab: Tab, models: int = 2, **parameters: object) -> Tab:
    _choose(tab, models)
    return tab.ask(**parameters)


def _choose(tab: Tab, models: int) -> None:
    tab.button("Compare models").click()
    for number in range(2, models + 1):
        model = tab.page.get_by_role("combobox", name=f"Model {number}")
        model.focus()
        model.select_option(MODEL + OTHERS[number - 2])
    tab.page.keyboard.press("Escape")
