"""Nothing that was said is overwritten: questions put otherwise, other answers, the way back."""

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.tab import Tab

FAST = "openai/scripted?tokens=10&rate=0&seed={}"


def test_a_question_is_put_otherwise_and_both_versions_stay(owner: Person) -> None:
    first, second = _two_tabs(owner)
    _edit(first, "How?")
    for tab in (first, second):
        _expect_questions(tab, "How?")
        expect(tab.log).to_contain_text("2 / 2")
    first.expect_status("done")

    first.button("Previous version").first.click()

    for tab in (first, second):
        _expect_questions(tab, "Why?")
        expect(tab.log).to_contain_text("1 / 2")
        expect(tab.answers).to_have_count(1)
        expect(tab.body).to_contain_text("⟦1⟧")
        tab.page.reload()
        _expect_questions(tab, "Why?")


def test_who_turned_back_goes_on_from_there(owner: Person) -> None:
    tab, _second = _two_tabs(owner)
    _edit(tab, "How?")
    tab.expect_status("done")
    tab.button("Previous version").first.click()
    _expect_questions(tab, "Why?")

    tab.send("And?")

    _expect_questions(tab, "Why?", "And?")
    tab.expect_status("done")
    tab.button("Next version").first.click()
    _expect_questions(tab, "How?")
    tab.button("Previous version").first.click()
    _expect_questions(tab, "Why?", "And?")


def test_edits_in_two_tabs_at_once_make_two_branches(owner: Person) -> None:
    first, second = _two_tabs(owner)
    boxes = [tab.edit() for tab in (first, second)]
    for box, text in zip(boxes, ("How?", "When?"), strict=True):
        box.fill(text)
    boxes[0].press("Control+Enter")
    for tab in (first, second):
        expect(tab.log).to_contain_text("2 / 2")
    box = second.edit()
    expect(box).to_have_value("When?")
    box.press("Control+Enter")
    for tab in (first, second):
        expect(tab.log).to_contain_text("3 / 3")
        _expect_questions(tab, "When?")
    expect(second.edit()).to_have_value("When?")


def test_what_is_typed_is_kept_until_it_is_given_up(owner: Person) -> None:
    tab, _second = _two_tabs(owner)
    tab.edit().fill("How?")
    tab.page.reload()
    box = tab.edit()
    expect(box).to_have_value("How?")
    box.press("Escape")
    _expect_questions(tab, "Why?")
    expect(tab.edit()).to_have_value("Why?")


def test_an_edit_is_made_and_given_up_by_the_keyboard(owner: Person) -> None:
    tab, _second = _two_tabs(owner)
    box = tab.edit()
    expect(box).to_be_focused()
    box.fill("Something else")
    box.press("Escape")
    _expect_questions(tab, "Why?")
    box = tab.edit()
    expect(box).to_have_value("Why?")
    box.fill("How?")
    box.press("Control+Enter")
    _expect_questions(tab, "How?")


def test_an_empty_edit_is_refused_in_its_place(owner: Person, problems: Problems) -> None:
    problems.expect("status of 422")
    tab, _second = _two_tabs(owner)
    box = tab.edit()
    box.evaluate("(box) => box.form.noValidate = true")
    box.fill(" ")
    box.press("Control+Enter")
    expect(tab.page.get_by_role("alert").filter(has_text="Write a message first.")).to_be_visible()


def test_another_answer_stands_beside_the_first(owner: Person) -> None:
    first, second = _two_tabs(owner)
    before = first.message_id
    first.tool("Retry").click()
    for tab in (first, second):
        expect(tab.answer).not_to_have_id(f"message_{before}")
        expect(tab.answers).to_have_count(1)
        expect(tab.answer).to_contain_text("2 / 2")
        tab.expect_status("done")
    first.tool("Previous version").click()
    for tab in (first, second):
        expect(tab.answer).to_have_id(f"message_{before}")


def test_a_chat_is_forked_from_a_message(owner: Person) -> None:
    tab, _second = _two_tabs(owner)
    tab.send("And?")
    expect(tab.answers).to_have_count(2)
    tab.expect_status("done")
    old = tab.page.url
    first = tab.answers.first
    first.get_by_role("button", name="More", exact=True).click()
    first.get_by_role("button", name="Fork from here").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Why? (fork)")
    assert tab.page.url != old
    _expect_questions(tab, "Why?")
    expect(tab.chats).to_have_count(2)
    tab.send("But?")
    _expect_questions(tab, "Why?", "But?")


def _two_tabs(owner: Person) -> tuple[Tab, Tab]:
    first = owner.ask_and_wait("Why?", model=FAST.format(1))
    second = owner.tab(first.page.url.removeprefix(owner.palaver.address))
    for tab in (first, second):
        tab.expect_connected()
    return first, second


def _edit(tab: Tab, text: str) -> None:
    box = tab.edit()
    box.fill(text)
    tab.page.get_by_role("group", name="Question").get_by_role("button", name="Send").click()


def _expect_questions(tab: Tab, *texts: str) -> None:
    expect(tab.log.locator(".ask__text")).to_have_text(list(texts))
