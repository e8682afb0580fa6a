"""Search: as it is typed, by the keyboard, without JavaScript; a hit opens where it was said."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Welcome
from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.browser.wcag import serious

TALKS = """
from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.generation.models import Generation
from palaver.markdown import render
owner = User.objects.get(username={name!r})
def say(chat, role, text, parent):
    html = render(text) if role == "assistant" else ""
    message = Message.objects.create(chat=chat, role=role, text=text, html=html, parent=parent)
    if role == "assistant":
        Generation.objects.create(message=message, model="local/qwen3", status="done")
    return message
def talk(title, *said):
    chat, last = Chat.objects.create(owner=owner, title=title), None
    for number, text in enumerate(said):
        last = say(chat, ("user", "assistant")[number % 2], text, last)
talk("Rivers of Europe", "Why do rivers meander?", "**Erosion** of the outer bank, <i>mostly</i>.")
talk("A long talk", *(f"Question or answer {{n}}: nothing of note" for n in range(30)),
     "Tell me of the xylophone", "It has wooden bars.",
     *("Tall and taller\\n\\n" * n for n in range(20)), "Tell me of the zither", "It has strings.",
     *(f"Later question or answer {{n}}" for n in range(60)))
talk("Many", *(f"Something about a pelican, number {{n}}" for n in range(45)))
"""

AT_THE_TOP = """
() => {
  const top = (element) => element.getBoundingClientRect().top;
  const found = document.querySelector(".log [data-found]");
  const below = found && top(found) - top(found.closest(".log"));
  return found && 0 <= below && below < 100;
}
"""


@pytest.fixture
def tab(owner: Person) -> Tab:
    return _filled(owner)


def _filled(owner: Person) -> Tab:
    tab = owner.tab("/search/")
    name = tab.page.locator(".person__name").text_content()
    owner.palaver.shell(TALKS.format(name=name))
    return tab


def test_the_list_marks_the_page_that_is_open(tab: Tab) -> None:
    sidebar = tab.page.locator("#sidebar")
    links = [sidebar.get_by_role("link", name=name) for name in ("Search", "All chats")]
    expect(links[0]).to_have_attribute("aria-current", "page")
    for link, other in (links, links[::-1]):
        other.click()
        expect(other).to_have_attribute("aria-current", "page")
        expect(link).not_to_have_attribute("aria-current", "page")


def box(tab: Tab) -> Locator:
    return tab.page.get_by_role("searchbox", name="Search chats and messages")


def hits(tab: Tab) -> Locator:
    return tab.page.locator("main .hit")


def results(tab: Tab) -> Locator:
    return tab.page.locator("#search_results")


def test_it_is_found_while_it_is_typed_and_stays_when_the_page_is_loaded_again(tab: Tab) -> None:
    expect(tab.page.get_by_text("from:me")).to_be_visible()
    expect(box(tab)).to_be_focused()
    box(tab).press_sequentially("meand", delay=30)
    expect(hits(tab)).to_have_count(1)
    expect(hits(tab).locator("mark")).to_have_text("meander")
    expect(box(tab)).to_be_focused()
    expect(tab.page.get_by_role("status").filter(has_text="1 message")).to_be_attached()
    expect(tab.page).to_have_url(re.compile(r"/search/\?q=meand$"))

    box(tab).press_sequentially("ers")
    expect(results(tab).get_by_text("Nothing was found.")).to_be_visible()
    box(tab).fill("erosion")
    expect(hits(tab)).to_contain_text("Erosion of the outer bank, <i>mostly</i>.")
    tab.page.reload()
    expect(box(tab)).to_have_value("erosion")
    expect(hits(tab)).to_have_count(1)
    box(tab).fill("")
    expect(tab.page.get_by_text("from:me")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("from:me rivers", 1),
        ("from:answer rivers", 0),
        ("model:qwen3 erosion", 1),
        ("model:other erosion", 0),
        ("in:Work meander", 0),
        ("before:2020-01-01 meander", 0),
        ("after:2020-01-01 meander", 1),
        ('"rivers meander"', 1),
        ('"meander rivers"', 0),
        ("erosion -bank", 0),
        ('"erosion', 1),
        ("before:yesterday", 0),
        ("-:((* erosion", 1),
    ],
)
def test_what_can_be_asked_and_what_is_no_condition_is_text(
    tab: Tab, typed: str, found: int
) -> None:
    box(tab).fill(typed)
    expect(tab.page.get_by_text("from:me")).to_be_hidden()
    expect(hits(tab)).to_have_count(found)


def test_a_hit_opens_the_chat_where_it_was_said(tab: Tab) -> None:
    box(tab).fill("xylophone")
    hits(tab).click()
    tab.page.wait_for_url(re.compile(r"/chats/[0-9a-f-]+/\?message="))
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("A long talk")
    expect(tab.log.get_by_text("Tell me of the xylophone")).to_be_in_viewport()
    tab.page.wait_for_function(AT_THE_TOP)
    tab.page.go_back()
    expect(box(tab)).to_have_value("xylophone")
    expect(hits(tab)).to_have_count(1)


def test_it_is_where_it_was_said_however_tall_what_is_around_it(tab: Tab) -> None:
    box(tab).fill("zither")
    hits(tab).click()
    expect(tab.log.get_by_text("Tell me of the zither")).to_be_in_viewport()
    tab.page.wait_for_function(AT_THE_TOP)
    tab.page.reload()
    tab.page.wait_for_function(AT_THE_TOP)


def test_all_of_it_by_the_keyboard(tab: Tab) -> None:
    keys = tab.page.keyboard
    keys.type("rivers")
    expect(hits(tab)).to_have_count(2)
    for expected in (hits(tab).nth(0), hits(tab).nth(1), hits(tab).nth(1)):
        keys.press("ArrowDown")
        expect(expected).to_be_focused()
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    expect(box(tab)).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Escape")
    expect(box(tab)).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Rivers of Europe")


def test_the_focus_stays_among_the_hits_when_later_ones_arrive(tab: Tab) -> None:
    keys = tab.page.keyboard
    keys.type("rivers")
    expect(hits(tab)).to_have_count(2)
    keys.type(" meander")
    keys.press("ArrowDown")
    expect(hits(tab).first).to_be_focused()
    expect(tab.page).to_have_url(re.compile("meander"))
    expect(hits(tab)).to_have_count(1)
    expect(hits(tab)).to_be_focused()
    keys.press("Enter")
    expect(tab.log.get_by_text("Why do rivers meander?")).to_be_in_viewport()


def test_the_sidebar_leads_to_it(tab: Tab) -> None:
    tab.open("/")
    tab.page.get_by_role("navigation", name="Chats").get_by_role("link", name="Search").click()
    expect(box(tab)).to_be_focused()


def test_more_is_on_the_next_page(tab: Tab) -> None:
    box(tab).fill("pelican")
    expect(hits(tab)).to_have_count(20)
    expect(results(tab).get_by_text("45 messages", exact=True)).to_be_visible()
    first = hits(tab).first.get_attribute("href")
    assert first
    for number in (20, 5):
        tab.page.get_by_role("link", name="More messages").click()
        expect(hits(tab)).to_have_count(number)
        expect(hits(tab).first).not_to_have_attribute("href", first)
    expect(tab.page.get_by_role("link", name="More messages")).to_have_count(0)
    tab.page.get_by_role("link", name="Better matches").click()
    expect(tab.page).to_have_url(re.compile("page=2"))


def test_without_javascript_it_is_a_form(welcome: Welcome) -> None:
    tab = _filled(welcome(java_script_enabled=False))
    box(tab).fill("from:answer erosion")
    tab.page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(hits(tab)).to_have_count(1)
    hits(tab).click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Rivers of Europe")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(welcome: Welcome, width: int) -> None:
    tab = _filled(welcome(viewport={"width": width, "height": 844}))
    for question, shown in {
        "": tab.page.get_by_text("from:me"),
        "nowhere at all": results(tab).get_by_text("Nothing was found."),
        "rivers": hits(tab).first,
        "pelican": tab.page.get_by_role("link", name="More messages"),
    }.items():
        box(tab).fill(question)
        expect(shown).to_be_visible()
        for scheme in ("light", "dark"):
            tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            tab.rest()
            assert serious(Axe(), tab) == [], (question, scheme)
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
