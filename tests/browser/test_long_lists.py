"""A conversation and a list of chats that are too long for one page."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.tab import Tab

MANY = """
from uuid import uuid4
from django.db import transaction
from palaver.accounts.models import User
from palaver.chats.models import Chat
from palaver.generation.models import Generation
def say(chat, number):
    newest = chat.ends_for(chat.owner_id).newest
    ends = dict(parent=newest, newest=newest)
    _, (answer,) = chat.add_exchange(f"Question {{number}}", client_id=uuid4(), **ends)
    answer.text, answer.html = f"Answer {{number}}", f"<p>Answer {{number}}</p>"
    answer.save()
    Generation.objects.create(message=answer, model="openai/scripted-fast", status="done")
with transaction.atomic():
    user = User.objects.get(username={name!r})
    for number in range(100):
        Chat.objects.create(owner=user, title=f"Chat {{number}}")
    chat = Chat.objects.create(owner=user, title="Long")
    for number in range(80):
        say(chat, number)
"""


@pytest.fixture
def tab(owner: Person) -> Tab:
    """A conversation of 160 messages, and 100 other chats."""
    tab = owner.tab("/")
    owner.palaver.shell(MANY.format(name=tab.page.locator(".person__name").inner_text()))
    tab.page.reload()
    tab.chats.filter(has_text="Long").get_by_role("link").click()
    expect(tab.log).to_be_visible()
    return tab


def test_earlier_messages_arrive_above_and_what_is_read_stays_where_it_is(tab: Tab) -> None:
    expect(tab.answers).to_have_count(25)
    expect(tab.log.get_by_text("Answer 79", exact=True)).to_be_in_viewport()
    first = tab.log.get_by_text("Question 55", exact=True)
    first.scroll_into_view_if_needed()
    expect(tab.answers).to_have_count(50)
    expect(first).to_be_in_viewport()
    tab.log.evaluate("(log) => log.scrollTo(0, 0)")
    expect(tab.answers).to_have_count(75)
    tab.log.evaluate("(log) => log.scrollTo(0, 0)")
    expect(tab.answers).to_have_count(80)
    assert [int(text.split()[-1]) for text in _questions(tab)] == list(range(80))


def test_what_is_far_from_the_end_costs_nothing_until_it_is_near(tab: Tab) -> None:
    units = tab.log.locator("[data-parent]")
    drawn = "(it) => getComputedStyle(it).contentVisibility"
    assert units.first.evaluate(drawn) == "auto"
    assert units.last.evaluate(drawn) == "visible"
    skipped = "(it) => !it.firstElementChild.checkVisibility({ contentVisibilityAuto: true })"
    assert units.first.evaluate(skipped)


def test_a_message_is_added_to_a_long_conversation(tab: Tab) -> None:
    tab.choose_model("scripted-fast")
    tab.send("One more")
    expect(tab.answers).to_have_count(26)
    tab.expect_status("done")
    expect(tab.tool("Copy")).to_be_in_viewport()


def test_older_chats_arrive_as_the_list_is_scrolled(tab: Tab) -> None:
    expect(tab.chats).to_have_count(40)
    tab.chats.last.scroll_into_view_if_needed()
    tab.page.get_by_role("link", name="Chat 21", exact=True).scroll_into_view_if_needed()
    tab.page.get_by_role("link", name="Chat 0", exact=True).scroll_into_view_if_needed()
    titles = tab.page.locator("#sidebar .chat-item__title").all_text_contents()
    assert titles == ["Long", *(f"Chat {number}" for number in reversed(range(100)))]


def test_a_page_reads_the_list_again_once(owner: Person) -> None:
    tab = Tab(owner.context.new_page(), owner.palaver)
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    with tab.page.expect_response("**/chats/"):
        tab.open("/")
    tab.expect_connected()
    tab.page.wait_for_load_state("networkidle")
    assert asked.count("/chats/") == 1


def _questions(tab: Tab) -> list[str]:
    return tab.log.locator(".ask__text").all_text_contents()


def test_a_chat_is_opened_at_a_message_and_read_both_ways_from_there(tab: Tab) -> None:
    first = tab.log.get_by_text("Question 55", exact=True)
    first.scroll_into_view_if_needed()
    expect(tab.answers).to_have_count(50)
    wanted = tab.log.get_by_text("Question 35", exact=True)
    unit = wanted.locator("xpath=ancestor::*[@data-parent]").get_attribute("id") or ""
    path = urlsplit(tab.page.url).path

    tab.open(f"{path}?message={unit.removeprefix('message_')}")

    expect(wanted).to_be_in_viewport()
    expect(tab.log.get_by_text("Answer 79", exact=True)).to_have_count(0)
    expect(tab.button("To the end")).to_be_visible()
    last = tab.log.get_by_text("Question 59", exact=True)
    last.scroll_into_view_if_needed()
    expect(tab.log.get_by_text("Answer 70", exact=True)).to_be_attached()
    tab.log.evaluate("(log) => log.scrollTo(0, 0)")
    expect(tab.log.get_by_text("Question 10", exact=True)).to_be_attached()
    tab.button("To the end").click()
    expect(tab.log.get_by_text("Answer 79", exact=True)).to_be_in_viewport()
    questions = tab.log.get_by_text("Question ").all_text_contents()
    assert questions == [f"Question {number}" for number in range(80 - len(questions), 80)]
