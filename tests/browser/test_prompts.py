"""The library of prompts, by the keyboard alone: made on its page, inserted with a slash."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import Welcome
from tests.browser.keys import press_on, tab_until
from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.shelves import make_prompt
from tests.browser.tab import Tab
from tests.browser.wcag import serious

OFFER = re.compile(r"/prompts/offer/")
TEXT = re.compile(r"/prompts/[0-9a-f-]+/text/")
FIX = "Fix the mistakes in {{language}}, keep the {{ tone }}:\n{{text}}"
FAST = "openai/scripted?tokens=10&rate=0"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SELECTED = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"


@pytest.fixture
def tab(owner: Person) -> Tab:
    make_prompt(owner, "fix", FIX, title="Fix the mistakes")
    make_prompt(owner, "plan", "Plan my {{day}}.", title="A plan for the day")
    make_prompt(owner, "sum", "Sum it up.", title="Summary")
    tab = owner.ask_and_wait(model=FAST)
    tab.box.focus()
    return tab


def choices(tab: Tab) -> Locator:
    return tab.page.get_by_role("listbox", name="Prompts").get_by_role("option")


def box(tab: Tab) -> Locator:
    """The message box, which is a combobox while the list is open."""
    return tab.page.get_by_label("Message", exact=True)


def current(tab: Tab) -> str:
    chosen = box(tab).get_attribute("aria-activedescendant")
    return tab.page.locator(f"#{chosen} code").inner_text() if chosen else ""


def type_command(tab: Tab, typed: str, *offered: str) -> None:
    tab.page.keyboard.type(typed)
    expect(choices(tab).locator("code")).to_have_text([f"/{command}" for command in offered])


def test_a_prompt_is_made_by_keyboard_and_inserted(owner: Person) -> None:
    tab = owner.tab("/")
    press_on(tab, "Settings")
    tab_until(tab.page, "link", "Prompts")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("heading", name="Prompts")).to_be_visible()
    tab_until(tab.page, "link", "New prompt")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_label("Command")).to_be_focused()
    for typed in ("greet", "A greeting", "Greet {{whom}} from {{name}}."):
        tab.page.keyboard.type(typed)
        tab.page.keyboard.press("Tab")
    press_on(tab, "Save")
    expect(tab.page.get_by_text("/greet")).to_be_visible()
    tab.open("/")
    expect(tab.box).to_be_focused()
    type_command(tab, "/gr", "greet")
    tab.page.keyboard.press("Enter")
    expect(tab.box).to_have_value(re.compile(r"Greet \{\{whom\}\} from person-\w+\."))
    tab.page.keyboard.type("Ada")
    tab.page.keyboard.press("Enter")
    tab.expect_chat()
    expect(tab.log.get_by_text(re.compile(r"Greet Ada from person-\w+\."))).to_be_visible()


def test_a_slash_offers_all_and_what_is_typed_narrows_it_down(tab: Tab) -> None:
    type_command(tab, "/", "fix", "plan", "sum")
    expect(tab.page.get_by_role("combobox", name="Message")).to_have_attribute(
        "aria-expanded", "true"
    )
    type_command(tab, "p", "plan")
    expect(tab.page.locator("[data-prompts-target=status]")).to_have_text("Prompts found: 1.")
    tab.page.keyboard.press("Backspace")
    expect(choices(tab)).to_have_count(3)
    tab.page.keyboard.press("Backspace")
    expect(choices(tab)).to_have_count(0)
    expect(tab.box).to_be_focused()
    expect(tab.box).not_to_have_attribute("aria-activedescendant", re.compile("."))


def test_a_title_is_found_as_well(tab: Tab) -> None:
    type_command(tab, "/mistakes", "fix")


def test_arrows_choose_and_go_round(tab: Tab) -> None:
    type_command(tab, "/", "fix", "plan", "sum")
    assert current(tab) == "/fix"
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        tab.page.keyboard.press(key)
        seen.append(current(tab))
    assert seen == ["/plan", "/sum", "/fix", "/sum"]
    expect(choices(tab).and_(tab.page.locator("[aria-selected=true]"))).to_have_count(1)
    tab.page.keyboard.press("Tab")
    expect(box(tab)).to_have_value("Sum it up.")


def test_the_first_gap_is_selected_and_tab_goes_on_and_leaves_in_the_end(tab: Tab) -> None:
    type_command(tab, "/fix", "fix")
    tab.page.keyboard.press("Enter")
    expect(tab.box).to_have_value(FIX)
    assert tab.box.evaluate(SELECTED) == "{{language}}"
    tab.page.keyboard.type("Welsh")
    tab.page.keyboard.press("Tab")
    assert tab.box.evaluate(SELECTED) == "{{ tone }}"
    tab.page.keyboard.press("Tab")
    assert tab.box.evaluate(SELECTED) == "{{text}}"
    tab.page.keyboard.press("Shift+Tab")
    assert tab.box.evaluate(SELECTED) == "{{ tone }}"
    tab.page.keyboard.type("tone")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.type("Bore da")
    expect(tab.box).to_have_value("Fix the mistakes in Welsh, keep the tone:\nBore da")
    tab.page.keyboard.press("Tab")
    expect(tab.box).not_to_be_focused()


def test_it_is_inserted_in_the_line_in_which_it_was_typed(tab: Tab) -> None:
    tab.page.keyboard.type("Before")
    tab.page.keyboard.press("Shift+Enter")
    tab.page.keyboard.press("Shift+Enter")
    tab.page.keyboard.type("after")
    for key in ("Home", "ArrowUp"):
        tab.page.keyboard.press(key)
    type_command(tab, "/sum", "sum")
    tab.page.keyboard.press("Enter")
    expect(tab.box).to_have_value("Before\nSum it up.\nafter")
    tab.page.keyboard.type("!")
    expect(tab.box).to_have_value("Before\nSum it up.!\nafter")


def test_what_was_inserted_is_a_draft_and_can_be_undone(tab: Tab) -> None:
    type_command(tab, "/sum", "sum")
    tab.page.keyboard.press("Enter")
    expect(tab.box).to_have_value("Sum it up.")
    tab.page.reload()
    expect(tab.box).to_have_value("Sum it up.")
    tab.box.fill("")
    tab.box.focus()
    type_command(tab, "/plan", "plan")
    tab.page.keyboard.press("Enter")
    expect(tab.box).to_have_value("Plan my {{day}}.")
    tab.page.keyboard.press("Control+Z")
    expect(tab.box).to_have_value("/plan")


def test_escape_closes_the_list_and_the_text_is_sent_as_it_is(tab: Tab) -> None:
    type_command(tab, "/fi", "fix")
    tab.page.keyboard.press("Escape")
    expect(choices(tab)).to_have_count(0)
    tab.page.keyboard.type("x")
    expect(tab.box).to_have_value("/fix")
    expect(choices(tab)).to_have_count(0)
    tab.page.keyboard.press("Enter")
    expect(tab.log.get_by_text("/fix", exact=True)).to_be_visible()
    tab.expect_status("done")
    type_command(tab, "/fi", "fix")


@pytest.mark.parametrize("text", ["/nothing-of-the-kind", "/usr/bin", "/ fix", "fix /fix", "//"])
def test_what_no_prompt_matches_is_sent_as_it_is(tab: Tab, text: str) -> None:
    tab.page.keyboard.type(text)
    tab.page.keyboard.press("Enter")
    expect(tab.log.get_by_text(text, exact=True)).to_be_visible()
    expect(tab.answers).to_have_count(2)


def test_who_types_faster_than_the_list_comes_gets_what_was_meant(tab: Tab) -> None:
    def slowly(route: Route) -> None:
        tab.page.wait_for_timeout(400)
        route.continue_()

    tab.page.route(OFFER, slowly)
    tab.page.route(TEXT, slowly)
    tab.page.keyboard.type("/sum")
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Enter")
    expect(box(tab)).to_have_value("Sum it up.", timeout=15_000)
    expect(tab.answers).to_have_count(1)
    tab.box.fill("")
    tab.box.focus()
    tab.page.keyboard.type("/no-such")
    tab.page.keyboard.press("Enter")
    expect(tab.log.get_by_text("/no-such", exact=True)).to_be_visible(timeout=15_000)


def test_shift_and_enter_begins_a_line_while_the_list_is_open(tab: Tab) -> None:
    type_command(tab, "/sum", "sum")
    tab.page.keyboard.press("Shift+Enter")
    expect(tab.box).to_have_value("/sum\n")
    expect(choices(tab)).to_have_count(0)


def test_the_list_is_none_of_an_input_methods_business(owner: Person, tab: Tab) -> None:
    session = owner.context.new_cdp_session(tab.page)
    type_command(tab, "/", "fix", "plan", "sum")
    session.send("Input.imeSetComposition", {"text": "su", "selectionStart": 2, "selectionEnd": 2})
    for details in ("isComposing: true, keyCode: 13", "isComposing: false, keyCode: 229"):
        box(tab).evaluate(
            "(box) => box.dispatchEvent(new KeyboardEvent('keydown', "
            f"{{ key: 'Enter', bubbles: true, cancelable: true, {details} }}))"
        )
    expect(box(tab)).to_have_value("/su")
    expect(tab.answers).to_have_count(1)
    session.send("Input.insertText", {"text": "sum"})
    expect(box(tab)).to_have_value("/sum")
    expect(choices(tab).locator("code")).to_have_text(["/sum"])
    tab.page.keyboard.press("Enter")
    expect(box(tab)).to_have_value("Sum it up.")


@pytest.mark.parametrize("key", ["Home", "ArrowLeft", None], ids=["home", "left", "a click"])
def test_a_move_of_the_caret_or_a_click_elsewhere_closes_the_list(
    tab: Tab, key: str | None
) -> None:
    type_command(tab, "/", "fix", "plan", "sum")
    if key is None:
        tab.log.click(position={"x": 5, "y": 5})
    else:
        tab.page.keyboard.press(key)
    expect(choices(tab)).to_have_count(0)
    expect(tab.box).to_have_value("/")


def test_a_click_chooses_and_the_focus_stays(tab: Tab) -> None:
    type_command(tab, "/", "fix", "plan", "sum")
    choices(tab).filter(has_text="/sum").click()
    expect(tab.box).to_have_value("Sum it up.")
    expect(tab.box).to_be_focused()


def test_a_server_that_is_away_loses_nothing_of_what_was_typed(
    tab: Tab, problems: Problems
) -> None:
    problems.expect(*UNREACHABLE)
    type_command(tab, "/sum", "sum")
    tab.page.route(TEXT, lambda route: route.abort())
    tab.page.keyboard.press("Enter")
    expect(tab.error).to_contain_text("The prompt could not be loaded.")
    expect(box(tab)).to_have_value("/sum")
    tab.page.route(OFFER, lambda route: route.abort())
    tab.page.keyboard.type("x")
    expect(choices(tab)).to_have_count(0)
    tab.page.keyboard.press("Enter")
    expect(tab.log.get_by_text("/sumx", exact=True)).to_be_visible()


def test_nothing_of_the_list_is_loaded_before_it_is_needed(owner: Person) -> None:
    tab = owner.tab("/")
    loaded: list[str] = []
    tab.page.on("request", lambda request: loaded.append(request.url))
    tab.page.keyboard.type("Hello")
    tab.rest()
    assert not [url for url in loaded if "choices" in url or "/prompts/" in url]
    tab.box.fill("")
    with tab.page.expect_response(OFFER):
        tab.page.keyboard.type("/")
    assert [url for url in loaded if "choices" in url]


def test_what_others_share_is_offered_after_ones_own(owner: Person, welcome: Welcome) -> None:
    command = f"of-{owner.session[:8].lower()}"
    path = make_prompt(owner, command, "Theirs", shared="on")
    other = welcome()
    make_prompt(other, command, "Mine")
    tab = other.tab("/")
    tab.page.keyboard.type(f"/{command}")
    expect(choices(tab)).to_have_count(2)
    expect(choices(tab).last).to_contain_text("by person-")
    tab.page.keyboard.press("Enter")
    expect(tab.box).to_have_value("Mine")
    removed = owner.post(f"/prompts/{path.partition('=')[2]}/removal/")
    assert removed.status == 302, "or other tests find it"


def test_a_prompt_begins_a_new_chat_without_javascript(welcome: Welcome, owner: Person) -> None:
    make_prompt(owner, "plan", "Plan my {{day}}, {{name}}.")
    tab = welcome(owner.session, java_script_enabled=False).tab("/prompts/")
    tab.page.get_by_role("link", name="/plan About plan").click()
    expect(tab.box).to_have_value(re.compile(r"Plan my \{\{day\}\}, person-\w+\."))


def test_the_date_is_that_of_the_persons_own_place(welcome: Welcome) -> None:
    hours = []
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        person = welcome(timezone_id=zone)
        path = make_prompt(person, "when", "{{date}}")
        person.tab("/")
        hours.append(person.tab(path).box.input_value())
    assert hours[0] != hours[1], "there are 25 hours between them"


def _list(owner: Person) -> Tab:
    make_prompt(owner, "fix", FIX)
    return owner.tab("/prompts/")


def _empty_list(owner: Person) -> Tab:
    return owner.tab("/prompts/")


def _form(owner: Person) -> Tab:
    return owner.tab("/prompts/new/")


def _refused(owner: Person) -> Tab:
    tab = _form(owner)
    tab.button("Save").click()
    expect(tab.page.get_by_text("Choose a command.")).to_be_visible()
    return tab


def _open(owner: Person) -> Tab:
    for command in ("fix", "plan", "x" * 32):
        make_prompt(owner, command, FIX, title="W" * 80)
    tab = owner.tab("/")
    tab.page.keyboard.type("/")
    expect(choices(tab)).to_have_count(3)
    return tab


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", [_list, _empty_list, _form, _refused, _open])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    welcome: Welcome, problems: Problems, state: Callable[[Person], Tab], scheme: str
) -> None:
    problems.expect("status of 422")
    owner = welcome(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    tab = state(owner)
    assert serious(Axe(), tab) == []
    assert not tab.page.evaluate(SIDEWAYS)
