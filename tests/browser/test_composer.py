"""Writing a message: nothing typed is ever lost, nothing is sent by mistake."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.tab import Tab

FAST = "openai/scripted?tokens=10&rate=0"
SENDS = re.compile(r"/chats/([0-9a-f-]+/messages/)?$")


@pytest.fixture
def tab(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    tab.expect_connected()
    return tab


def test_a_draft_is_kept_per_chat_across_reloads(owner: Person, tab: Tab) -> None:
    other = owner.ask_and_wait("Another", model=FAST)
    tab.box.fill("A draft for the first")
    other.box.fill("A draft for the second\nof two lines")
    for each, text in (
        (tab, "A draft for the first"),
        (other, "A draft for the second\nof two lines"),
    ):
        each.page.reload()
        expect(each.box).to_have_value(text)
    tab.open("/")
    expect(tab.box).to_have_value("")
    tab.box.fill("A new chat's draft")
    tab.chats.filter(has_text="Another").get_by_role("link").click()
    expect(tab.box).to_have_value("A draft for the second\nof two lines")
    tab.button("New chat").click()
    expect(tab.box).to_have_value("A new chat's draft")


def test_what_was_sent_is_no_draft_any_more(tab: Tab) -> None:
    tab.send("Sent")
    expect(tab.answers).to_have_count(2)
    expect(tab.box).to_have_value("")
    tab.page.reload()
    expect(tab.box).to_have_value("")


def test_a_blank_message_is_a_hint_and_nothing_is_sent(tab: Tab) -> None:
    for text in ("", "   \n\t "):
        tab.send(text)
        expect(tab.page.get_by_role("alert")).to_have_text("Write a message first.")
        expect(tab.box).to_be_focused()
        expect(tab.box).to_have_value("")
        expect(tab.answers).to_have_count(1)
    tab.box.fill("x")
    expect(tab.error).to_be_empty()


def test_a_message_over_the_limit_is_kept_and_the_limit_named(tab: Tab, problems: Problems) -> None:
    problems.expect("status of 422")
    long = "long " * 40_001
    tab.send(long)
    expect(tab.page.get_by_role("alert")).to_contain_text("200,000 are allowed")
    expect(tab.box).to_have_value(long)
    expect(tab.answers).to_have_count(1)
    expect(tab.button("Send")).to_be_visible()
    tab.send("Short")
    expect(tab.answers).to_have_count(2)
    expect(tab.error).to_be_empty()


@pytest.mark.parametrize("path", ["/", None], ids=["a new chat", "a chat"])
def test_an_error_of_the_server_keeps_text_and_page_and_trying_again_sends_once(
    tab: Tab, problems: Problems, path: str | None
) -> None:
    problems.expect("status of 500", *UNREACHABLE)
    if path:
        tab.open(path)
    for answer in (_fail, _cut):
        tab.page.route(SENDS, answer)
        tab.send("Kept")
        expect(tab.page.get_by_text("Your text is kept")).to_be_visible()
        expect(tab.box).to_have_value("Kept")
        tab.page.unroute(SENDS)
    tab.button("Try again").click()
    expect(tab.log.get_by_text("Kept", exact=True)).to_have_count(1)
    expect(tab.box).to_have_value("")
    tab.expect_status("done")


def test_a_new_chat_whose_reply_was_lost_is_one_chat(tab: Tab, problems: Problems) -> None:
    problems.expect(*UNREACHABLE)
    tab.open("/")
    tab.page.route(SENDS, _lose)
    tab.send("Lost and found")
    expect(tab.page.get_by_text("Your text is kept")).to_be_visible()
    tab.page.unroute(SENDS)
    tab.page.reload()
    expect(tab.box).to_have_value("Lost and found")
    tab.button("Send").click()
    tab.expect_chat()
    expect(tab.chats).to_have_count(2)
    expect(tab.answers).to_have_count(1)


def test_a_double_click_sends_once(tab: Tab) -> None:
    tab.box.fill("Twice")
    tab.button("Send").dblclick()
    expect(tab.answers).to_have_count(2)
    tab.expect_status("done")
    tab.page.reload()
    expect(tab.log.get_by_text("Twice", exact=True)).to_have_count(1)


def test_what_is_typed_while_the_message_is_sent_stays(tab: Tab) -> None:
    def type_meanwhile(route: Route) -> None:
        tab.box.press_sequentially(" and more")
        route.continue_()

    tab.page.route(re.compile("/messages/$"), type_meanwhile, times=1)
    tab.send("First")
    expect(tab.answers).to_have_count(2)
    expect(tab.box).to_have_value(" and more")
    tab.page.reload()
    expect(tab.box).to_have_value(" and more")


def test_send_becomes_stop_while_an_answer_runs_and_back(tab: Tab) -> None:
    tab.ask(tokens=2000, rate=50)
    expect(tab.button("Stop")).to_be_visible()
    expect(tab.button("Send")).to_be_hidden()
    tab.box.fill("The next question")
    expect(tab.button("Send")).to_be_visible()
    expect(tab.button("Stop")).to_be_visible()
    tab.expect_words(3)
    tab.button("Stop").click()
    expect(tab.button("Stop")).to_be_hidden()
    expect(tab.box).to_have_value("The next question")
    tab.box.press("Enter")
    expect(tab.answers).to_have_count(3)


def test_the_box_grows_with_its_text_and_shrinks_again(tab: Tab) -> None:
    low = _height(tab)
    tab.box.fill("\n".join("lines"))
    assert _height(tab) > 3 * low
    tab.box.fill("\n" * 200)
    assert _height(tab) < 0.6 * 800
    tab.box.fill("")
    assert _height(tab) == low


def test_composing_with_an_input_method_never_sends(owner: Person, tab: Tab) -> None:
    session = owner.context.new_cdp_session(tab.page)
    tab.box.focus()
    session.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    _press_enter_in_composition(tab)
    expect(tab.answers).to_have_count(1)
    session.send("Input.insertText", {"text": "你"})
    expect(tab.box).to_have_value("你")
    tab.box.press("Enter")
    expect(tab.answers).to_have_count(2)
    expect(tab.log.get_by_text("你", exact=True)).to_be_visible()


def test_text_with_line_breaks_and_spaces_is_shown_as_it_was_typed(tab: Tab) -> None:
    text = "  two\n\n   lines\tand a tab 👩‍👩‍👧 שלום"
    tab.send(text)
    expect(tab.answers).to_have_count(2)
    shown = tab.log.get_by_role("group", name="Question").last.locator(".ask__text")
    assert shown.text_content() == text
    (stored,) = tab.palaver.rows("SELECT text FROM chats_message ORDER BY id DESC LIMIT 2")[1]
    assert stored == text


def test_characters_that_cannot_be_stored_are_refused_and_kept(
    tab: Tab, problems: Problems
) -> None:
    problems.expect("status of 422")
    tab.box.evaluate("(box) => { box.value = 'a\\0b'; box.dispatchEvent(new Event('input')); }")
    tab.button("Send").click()
    expect(tab.page.get_by_role("alert")).to_contain_text("not allowed")
    expect(tab.answers).to_have_count(1)


def _fail(route: Route) -> None:
    route.fulfill(status=500, content_type="text/html", body="<h1>Something went wrong</h1>")


def _cut(route: Route) -> None:
    route.abort()


def _lose(route: Route) -> None:
    route.fetch(max_redirects=0)
    route.abort()


def _height(tab: Tab) -> float:
    box = tab.box.bounding_box()
    assert box
    return box["height"]


def _press_enter_in_composition(tab: Tab) -> None:
    """As Chromium, and as Safari, which ends the composition before it tells of the key."""
    for details in ("isComposing: true, keyCode: 13", "isComposing: false, keyCode: 229"):
        tab.box.evaluate(
            "(box) => box.dispatchEvent(new KeyboardEvent('keydown', "
            f"{{ key: 'Enter', bubbles: true, cancelable: true, {details} }}))"
        )
