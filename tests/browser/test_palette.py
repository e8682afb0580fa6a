"""The command palette: chats, actions, models and search from one box, by the keyboard alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import Welcome
from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.tab import Tab
from tests.browser.wcag import serious

FAST = "openai/scripted?tokens=3&rate=0"
SCRIPT = re.compile(r"/assets/palette-")
CHATS = re.compile(r"/palette/\?q=")


@pytest.fixture
def tab(owner: Person) -> Tab:
    for title in ("Rivers of Europe", "Bread and butter"):
        owner.ask_and_wait(title, model=FAST).page.close()
    tab = owner.tab("/")
    expect(tab.chats).to_have_count(2)
    return tab


def test_it_opens_with_the_last_chats_and_the_actions(tab: Tab) -> None:
    box = _open(tab)
    expect(box).to_be_focused()
    chats = _group(tab, "Chats").get_by_role("option")
    expect(chats).to_have_text(["Bread and butter", "Rivers of Europe"])
    expect(_group(tab, "Actions").get_by_role("option", name="New chat")).to_be_visible()
    expect(_active(tab)).to_have_text("Bread and butter")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("^palette_chat_"))


def test_typing_finds_a_chat_and_enter_goes_there(tab: Tab) -> None:
    _open(tab)
    tab.page.keyboard.type("europe")
    expect(_group(tab, "Chats").get_by_role("option")).to_have_text(["Rivers of Europe"])
    tab.page.keyboard.press("Enter")
    tab.expect_chat()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Rivers of Europe")
    expect(_dialog(tab)).to_be_hidden()


def test_the_arrows_go_round_and_escape_gives_the_focus_back(tab: Tab) -> None:
    expect(tab.box).to_be_focused()
    _open(tab)
    expect(_active(tab)).to_have_text("Bread and butter")
    tab.page.keyboard.press("ArrowDown")
    expect(_active(tab)).to_have_text("Rivers of Europe")
    for _ in range(2):
        tab.page.keyboard.press("ArrowUp")
    last = _dialog(tab).get_by_role("option").last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(last).to_be_in_viewport()
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("PageDown")
    tab.page.keyboard.press("PageUp")
    expect(_active(tab)).to_have_text("Bread and butter")
    tab.page.keyboard.press("Escape")
    expect(_dialog(tab)).to_be_hidden()
    expect(tab.box).to_be_focused()


def test_keys_pressed_before_its_script_has_come_are_not_lost(tab: Tab) -> None:
    held: list[Route] = []
    tab.page.route(SCRIPT, lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    box = _open(tab)
    tab.page.keyboard.type("river")
    tab.page.keyboard.press("Enter")
    expect(box).to_have_value("river")
    tab.page.wait_for_timeout(100)
    assert len(held) == 1
    held[0].continue_()
    tab.expect_chat()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Rivers of Europe")


def test_enter_means_what_was_typed_and_not_what_was_found_before(tab: Tab) -> None:
    _open(tab)
    expect(_active(tab)).to_have_text("Bread and butter")
    tab.page.keyboard.type("rivers")
    tab.page.keyboard.press("Enter")
    tab.expect_chat()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Rivers of Europe")


def test_its_script_is_fetched_on_first_use_only(owner: Person) -> None:
    asked: list[str] = []
    tab = owner.tab("/")
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.page.reload()
    tab.expect_connected()
    assert not [url for url in asked if SCRIPT.search(url)]
    for _ in range(2):
        _open(tab)
        expect(_active(tab)).to_be_visible()
        tab.page.keyboard.press("Escape")
    assert len([url for url in asked if SCRIPT.search(url) and url.endswith(".js")]) == 1


def test_actions_are_those_of_the_page_and_press_its_own_buttons(tab: Tab) -> None:
    _open(tab)
    expect(_dialog(tab).get_by_role("option", name="Delete chat")).to_have_count(0)
    tab.page.keyboard.press("Escape")
    tab.chats.first.get_by_role("link").click()
    tab.expect_chat()
    _do(tab, "rename")
    title = tab.page.get_by_label("Title")
    expect(title).to_be_focused()
    title.fill("A better name")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("A better name")
    expect(tab.button("Rename")).to_be_hidden()
    _do(tab, "dark")
    expect(tab.page.locator("html[data-theme=dark]")).to_be_attached()
    _do(tab, "delete")
    expect(tab.button("Undo")).to_be_visible()
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    _do(tab, "all chats")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Chats")
    _do(tab, "new chat")
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    _do(tab, "sign out")
    expect(tab.page).to_have_url(re.compile("/accounts/login/"))


def test_a_model_is_chosen_where_the_message_box_has_it(tab: Tab) -> None:
    _open(tab)
    tab.page.keyboard.type("scripted-thinking")
    models = _group(tab, "Models").get_by_role("option")
    expect(models).to_have_count(1)
    models.click()
    expect(tab.page.locator("select[name=model]").first).to_have_value("openai/scripted-thinking")
    expect(tab.box).to_be_focused()


def test_messages_are_found_and_jumped_to(tab: Tab) -> None:
    _open(tab)
    tab.page.keyboard.type("butter")
    messages = _group(tab, "Messages").get_by_role("option")
    expect(messages).to_have_count(2)
    expect(messages.first.locator("mark")).to_have_text("butter")
    expect(messages.last).to_have_text("Search messages for “butter”")
    expect(_active(tab)).to_have_text("Bread and butter")
    messages.first.click()
    expect(tab.page).to_have_url(re.compile(r"/chats/[0-9a-f-]{36}/\?message="))
    expect(tab.log.get_by_text("Bread and butter")).to_be_in_viewport()


def test_all_that_the_search_finds_is_one_step_away(tab: Tab) -> None:
    _open(tab)
    tab.page.keyboard.type("$& butter")
    tab.page.keyboard.press("ArrowUp")
    tab.page.keyboard.press("Enter")
    expect(tab.page).to_have_url(re.compile(r"/search/\?q=%24%26\+butter"))


def test_a_click_and_the_pointer_choose_as_well(tab: Tab) -> None:
    tab.button("Go to a chat, or do something").click()
    chat = _group(tab, "Chats").get_by_role("option", name="Rivers of Europe")
    chat.hover()
    expect(chat).to_have_attribute("aria-selected", "true")
    chat.click()
    tab.expect_chat()
    _open(tab)
    tab.page.mouse.click(5, 5)
    expect(_dialog(tab)).to_be_hidden()


def test_letters_of_other_keyboards_open_it_too(tab: Tab) -> None:
    tab.page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'л', code: 'KeyK', ctrlKey: true, bubbles: true, cancelable: true }))"
    )
    expect(_dialog(tab)).to_be_visible()


def test_without_the_server_there_are_still_the_actions(tab: Tab, problems: Problems) -> None:
    problems.expect(*UNREACHABLE)
    _open(tab)
    expect(_active(tab)).to_be_visible()
    tab.page.keyboard.press("Escape")
    tab.page.route(CHATS, lambda route: route.abort())
    _open(tab)
    expect(_dialog(tab).get_by_role("status")).to_contain_text("cannot be reached")
    tab.page.keyboard.type("dark")
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("html[data-theme=dark]")).to_be_attached()


def test_a_title_that_says_otherwise_is_still_text(owner: Person) -> None:
    owner.ask_and_wait("<img src=x onerror=xss()> & more", model=FAST)
    tab = owner.tab("/")
    _open(tab)
    expect(_active(tab)).to_have_text("<img src=x onerror=xss()> & more")


def test_it_is_no_part_of_a_page_that_one_goes_back_to(tab: Tab) -> None:
    _open(tab)
    expect(_active(tab)).to_be_visible()
    tab.page.keyboard.press("Enter")
    tab.expect_chat()
    tab.page.go_back()
    expect(tab.page.get_by_role("heading", name="New chat")).to_be_visible()
    expect(_dialog(tab)).to_be_hidden()
    _open(tab)
    expect(_active(tab)).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(welcome: Welcome, width: int) -> None:
    owner = welcome(viewport={"width": width, "height": 800})
    owner.ask_and_wait("Rivers", model=FAST).page.close()
    tab, axe = owner.tab("/"), Axe()
    _open(tab)
    expect(_active(tab)).to_be_visible()
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        assert serious(axe, tab) == []
    tab.page.keyboard.type("nothing at all is called so")
    expect(_dialog(tab).get_by_role("option", name="New chat")).to_have_count(0)
    assert serious(axe, tab) == []


def _open(tab: Tab) -> Locator:
    tab.expect_connected()
    tab.page.keyboard.press("Control+k")
    box = _dialog(tab).get_by_role("combobox")
    expect(box).to_be_visible()
    return box


def _do(tab: Tab, words: str) -> None:
    _open(tab)
    tab.page.keyboard.type(words)
    tab.page.keyboard.press("Enter")


def _dialog(tab: Tab) -> Locator:
    return tab.page.locator("#palette")


def _group(tab: Tab, name: str) -> Locator:
    return _dialog(tab).get_by_role("group", name=name)


def _active(tab: Tab) -> Locator:
    return _dialog(tab).locator("[aria-selected=true]")
