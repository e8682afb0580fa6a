"""Assistants: made, shared, copied, deleted, and the chats that begin with one."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Welcome
from tests.browser.keys import press_on, tab_until
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.shelves import make_assistant
from tests.browser.tab import Tab
from tests.browser.wcag import serious

FAST = "openai/scripted?tokens=10&rate=0"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def told(tab: Tab) -> str:
    """What the model of the chat was told, as the database has it."""
    chat = tab.page.url.rstrip("/").rpartition("/")[2].replace("-", "")
    query = "SELECT system_prompt FROM chats_chat WHERE replace(CAST(id AS TEXT), '-', '') = ?"
    ((text,),) = tab.palaver.rows(query, chat)
    return str(text)


def test_an_assistant_is_made_by_keyboard_and_begins_a_chat(owner: Person) -> None:
    tab = owner.tab("/")
    press_on(tab, "Settings")
    tab_until(tab.page, "link", "Assistants")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("heading", name="Assistants")).to_be_visible()
    tab_until(tab.page, "link", "New assistant")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_label("Name", exact=True)).to_be_focused()
    tab.page.keyboard.type("Translator")
    tab_until(tab.page, "textbox", "Instructions")
    tab.page.keyboard.type("Into {{language}}, for {{name}}.")
    press_on(tab, "Save")
    expect(tab.page.get_by_role("heading", name="Assistants")).to_be_visible()
    tab_until(tab.page, "link", "Translator")
    tab.page.keyboard.press("Enter")

    expect(tab.page.get_by_role("heading", name="Translator")).to_be_visible()
    expect(tab.box).to_be_focused()
    tab_until(tab.page, "textbox", "Language", backwards=True)
    tab.page.keyboard.type("Welsh")
    tab.box.focus()
    tab.page.keyboard.type("Good morning")
    tab.page.keyboard.press("Enter")
    tab.expect_chat()
    assert re.fullmatch(r"Into Welsh, for person-\w+\.", told(tab))


def test_its_form_says_what_is_wrong_at_the_field_and_loses_nothing(
    owner: Person, problems: Problems
) -> None:
    problems.expect("status of 422")
    tab = owner.tab("/assistants/new/")
    long = "x" * 20_001
    tab.page.get_by_label("Description").fill("Kept")
    tab.page.get_by_label("Instructions").fill(long)
    tab.page.get_by_text("Parameters").click()
    tab.page.get_by_label("Temperature").fill("9")
    tab.button("Save").click()

    name = tab.page.get_by_label("Name", exact=True)
    expect(name).to_have_accessible_description(re.compile("Give it a name."))
    expect(name).to_be_focused()
    instructions = tab.page.get_by_label("Instructions")
    expect(instructions).to_have_accessible_description(re.compile("these are 20001"))
    expect(instructions).to_have_value(long)
    expect(tab.page.get_by_label("Description")).to_have_value("Kept")
    expect(tab.page.get_by_label("Temperature")).to_have_value("9")
    expect(tab.page.get_by_text("is a number from 0 to 2.")).to_be_visible()


def test_the_parameters_of_its_form_are_seen_where_they_stand(owner: Person) -> None:
    tab = owner.tab("/assistants/new/")
    heading = tab.page.get_by_text("Parameters", exact=True)
    heading.click()
    for seen in (heading, tab.page.get_by_label("Temperature")):
        seen.scroll_into_view_if_needed()
        expect(seen).to_be_in_viewport()
        assert seen.evaluate("(it) => it.checkVisibility({ opacityProperty: true })")
    above = tab.page.get_by_label("Starters").bounding_box()
    below = heading.bounding_box()
    assert above
    assert below
    assert above["y"] < below["y"]


def test_a_new_chat_shows_its_assistant_and_needs_what_it_asks_for(
    owner: Person, problems: Problems
) -> None:
    problems.expect("status of 422")
    tab = owner.tab(make_assistant(owner))
    expect(tab.page.get_by_role("heading", name="Translator")).to_be_visible()
    expect(tab.page.get_by_text("Says it in another language")).to_be_visible()
    tab.page.get_by_role("link", name="Where is the station?").click()
    expect(tab.box).to_have_value("Where is the station?")
    expect(tab.box).to_be_focused()
    tab.button("Send").click()
    expect(tab.page.get_by_role("alert")).to_have_text("Fill in “language” first.")
    expect(tab.box).to_have_value("Where is the station?")

    tab.page.get_by_label("Language").fill("Welsh")
    tab.button("Send").click()
    tab.expect_chat()
    assert told(tab).startswith("Translate into Welsh for person-")
    expect(tab.page.locator(".bar")).to_contain_text("Translator")


def test_a_chat_tells_what_it_was_told_after_the_assistant_has_gone(owner: Person) -> None:
    tab = owner.tab(make_assistant(owner))
    tab.page.get_by_label("Language").fill("Welsh")
    tab.send("Good morning").expect_chat()
    tab.expect_status("done")
    chat = tab.page.url
    tab.button("Assistant: Translator").click()
    shown = tab.page.get_by_role("region", name="Instructions")
    expect(shown).to_contain_text("Translate into Welsh for person-")
    tab.page.get_by_role("link", name="New chat with Translator").click()
    expect(tab.page.get_by_label("Language")).to_be_visible()

    tab.open("/assistants/")
    tab.button("Delete “Translator”").click()
    expect(tab.button("Keep it")).to_be_focused()
    expect(tab.page.get_by_text("keep what they were told")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.button("Delete “Translator”")).to_be_focused()
    tab.page.keyboard.press("Enter")
    tab.button(
        "Delete",
    ).click()
    expect(tab.page.get_by_text("No assistants yet.")).to_be_visible()

    tab.open(chat)
    tab.button("Assistant: Translator").click()
    expect(shown).to_contain_text("Translate into Welsh for person-")
    expect(tab.page.get_by_role("link", name="New chat with Translator")).to_have_count(0)
    tab.send("And the evening?")
    expect(tab.answers).to_have_count(2)


def test_a_shared_one_is_seen_and_copied_but_not_changed_by_others(
    owner: Person, welcome: Welcome, problems: Problems
) -> None:
    problems.expect("status of 404")
    name = f"Of {owner.session[:8]}"
    tab = welcome().tab(make_assistant(owner, name=name))
    expect(tab.page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    _share(owner.tab("/assistants/"), name, to_everybody=True)

    tab.open("/assistants/")
    row = tab.page.get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text("Shared by person-")
    expect(row.get_by_role("link", name=f"Edit “{name}”")).to_have_count(0)
    row.get_by_role("button", name=f"Copy “{name}”").click()
    expect(tab.page.get_by_label("Name", exact=True)).to_have_value(name)
    expect(tab.page.get_by_label("Everybody here may use it")).not_to_be_checked()


def test_one_that_is_shared_no_longer_takes_no_text_with_it(
    owner: Person, welcome: Welcome, problems: Problems
) -> None:
    problems.expect("status of 422")
    name = f"Of {owner.session[:8]}"
    tab = welcome().tab(make_assistant(owner, name=name, shared="on"))
    tab.page.get_by_label("Language").fill("Welsh")
    tab.box.fill("Kept text")
    _share(owner.tab("/assistants/"), name, to_everybody=False)
    tab.button("Send").click()
    expect(tab.page.get_by_role("alert")).to_contain_text("not there any more")
    expect(tab.box).to_have_value("Kept text")
    expect(tab.page.get_by_label("Language")).to_have_count(0)
    tab.button("Send").click()
    tab.expect_chat()
    assert told(tab) == ""


def _share(tab: Tab, name: str, *, to_everybody: bool) -> None:
    tab.page.get_by_role("link", name=f"Edit “{name}”").click()
    tab.page.get_by_label("Everybody here may use it").set_checked(to_everybody)
    tab.button("Save").click()
    expect(tab.page.get_by_role("heading", name="Assistants")).to_be_visible()


def test_its_model_and_parameters_are_those_of_the_chat(owner: Person) -> None:
    content = {"system_prompt": "Be brief.", "temperature": "0.3", "seed": "7"}
    tab = owner.tab(make_assistant(owner, model="openai/scripted-fast", **content))
    expect(tab.page.get_by_role("button", name=re.compile("Model:? scripted-fast"))).to_be_visible()
    tab.button("Parameters").click()
    expect(tab.page.get_by_label("Temperature")).to_have_value("0.3")
    tab.page.get_by_label("Seed").fill("")
    tab.page.keyboard.press("Escape")
    tab.ask(tokens=5, rate=0)
    tab.expect_chat()
    tab.expect_status("done")
    expect(tab.answer).to_contain_text("scripted-fast")
    chat = tab.page.url.rstrip("/").rpartition("/")[2].replace("-", "")
    query = "SELECT parameters FROM chats_chat WHERE replace(CAST(id AS TEXT), '-', '') = ?"
    ((parameters,),) = tab.palaver.rows(query, chat)
    assert "0.3" in str(parameters)
    assert "seed" not in str(parameters)


def test_without_javascript_an_assistant_is_made_and_begins_a_chat(welcome: Welcome) -> None:
    tab = welcome(java_script_enabled=False).tab("/assistants/")
    tab.page.get_by_role("link", name="New assistant").click()
    tab.page.get_by_label("Name", exact=True).fill("Plain")
    tab.page.get_by_label("Instructions").fill("Into {{language}}.")
    tab.page.get_by_label("Starters").fill("Good morning")
    tab.button("Save").click()
    tab.page.get_by_role("link", name="Plain", exact=True).click()
    tab.page.get_by_role("link", name="Good morning").click()
    expect(tab.box).to_have_value("Good morning")
    tab.page.get_by_label("Language").fill("Welsh")
    tab.button("Send").click()
    tab.expect_chat()
    assert told(tab) == "Into Welsh."


def _list(owner: Person) -> Tab:
    make_assistant(owner)
    return owner.tab("/assistants/")


def _empty_list(owner: Person) -> Tab:
    return owner.tab("/assistants/")


def _form(owner: Person) -> Tab:
    tab = owner.tab("/assistants/new/")
    tab.page.get_by_text("Parameters").click()
    return tab


def _refused(owner: Person) -> Tab:
    tab = _form(owner)
    tab.button("Save").click()
    expect(tab.page.get_by_text("Give it a name.")).to_be_visible()
    return tab


def _question(owner: Person) -> Tab:
    tab = _list(owner)
    tab.button("Delete “Translator”").click()
    return tab


def _new_chat(owner: Person) -> Tab:
    return owner.tab(make_assistant(owner))


def _told(owner: Person) -> Tab:
    tab = _new_chat(owner)
    tab.page.get_by_label("Language").fill("Welsh")
    tab.send("Good morning").expect_chat()
    tab.expect_status("done")
    tab.button("Assistant: Translator").click()
    expect(tab.page.get_by_role("region", name="Instructions")).to_be_visible()
    return tab


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "state", [_list, _empty_list, _form, _refused, _question, _new_chat, _told]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    welcome: Welcome, problems: Problems, state: Callable[[Person], Tab], scheme: str
) -> None:
    problems.expect("status of 422")
    owner = welcome(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    tab = state(owner)
    assert serious(Axe(), tab) == []
    assert not tab.page.evaluate(SIDEWAYS)
