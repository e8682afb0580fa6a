"""The picker of models, a chat's parameters, what was left out, and what it cost."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Welcome
from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.tab import Tab
from tests.browser.wcag import serious
from tests.provider.process import ProviderProcess
from tests.running import Palaver

MANY = 300
FAST = "acme/scripted?tokens=10&rate=0"
SMALL = "acme/scripted?tokens=5&rate=0"
PLAIN = "acme/scripted?tokens=6&rate=0"
PROVIDERS = """
[[provider]]
name = "acme"
base_url = "{base_url}"
models = {models}

[[provider.model]]
name = "scripted?tokens=10&rate=0"
window = 128000
sees_images = true
reasoning_effort = true
input_price = 2.5
output_price = 10

[[provider.model]]
name = "scripted?tokens=5&rate=0"
window = 1000
reasoning_effort = false

[[provider]]
name = "crowd"
base_url = "{base_url}"
models = {crowd}
"""
SCRIPT = re.compile(r"/assets/picker-.*\.js$")


@pytest.fixture(scope="module")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    directory = tmp_path_factory.mktemp("models")
    names = [model.removeprefix("acme/") for model in (FAST, SMALL, PLAIN)]
    crowd = [f"scripted?seed={n}" for n in range(MANY)]
    text = PROVIDERS.format(
        base_url=provider.base_url, models=json.dumps(names), crowd=json.dumps(crowd)
    )
    (directory / "providers.toml").write_text(text)
    with Palaver(directory, "", PALAVER_PROVIDERS=str(directory / "providers.toml")) as running:
        yield running


@pytest.fixture
def tab(owner: Person) -> Tab:
    return owner.ask_and_wait(model=FAST)


def test_the_picker_shows_what_models_can_do_and_cost(tab: Tab) -> None:
    _open_picker(tab)
    chosen = _option(tab, FAST)
    expect(chosen).to_have_attribute("aria-selected", "true")
    for fact in ("128k tokens", "sees images", "reasons", "2.50 USD in, 10 USD out"):
        expect(chosen).to_contain_text(fact)
    expect(_option(tab, PLAIN).locator(".picker__facts")).to_have_text("")


def test_three_hundred_models_are_searched_by_the_keyboard(tab: Tab) -> None:
    _open_picker(tab)
    expect(_options(tab)).to_have_count(MANY + 3)
    tab.page.keyboard.type("crowd 17")
    shown = tab.page.locator("[role=option]:not([hidden])")
    expect(shown).to_have_count(13)
    expect(tab.page.get_by_role("status").filter(has_text="13 of 303 models")).to_be_visible()
    expect(shown.first).to_have_attribute("aria-selected", "true")
    for _ in range(2):
        tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("ArrowUp")
    second = shown.nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(_search(tab)).to_have_attribute(
        "aria-activedescendant", second.get_attribute("id") or ""
    )
    for _ in range(2):
        tab.page.keyboard.press("PageDown")
    expect(shown.last).to_have_attribute("aria-selected", "true")
    tab.page.keyboard.press("ArrowDown")
    expect(shown.first).to_have_attribute("aria-selected", "true")
    tab.page.keyboard.press("Enter")
    expect(_search(tab)).to_be_hidden()
    expect(tab.model).to_have_value("crowd/scripted?seed=17")
    expect(tab.button("Model scripted?seed=17")).to_be_focused()


def test_nothing_found_is_said_and_escape_changes_nothing(tab: Tab) -> None:
    _open_picker(tab)
    tab.page.keyboard.type("no such model")
    expect(tab.page.locator(".picker__none")).to_be_visible()
    tab.page.keyboard.press("Enter")
    expect(_search(tab)).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(_search(tab)).to_be_hidden()
    expect(tab.model).to_have_value(FAST)
    expect(_opener(tab)).to_be_focused()


def test_favourites_come_first_in_every_browser_of_the_person(
    owner: Person, tab: Tab, welcome: Welcome
) -> None:
    _open_picker(tab)
    tab.page.keyboard.type("seed=222")
    tab.page.keyboard.press("Tab")
    expect(tab.button("Favourite")).to_be_focused()
    expect(tab.button("Favourite")).to_have_attribute("aria-pressed", "false")
    with tab.page.expect_response(re.compile("/models/favourites/$")):
        tab.page.keyboard.press("Enter")
    expect(tab.button("Favourite")).to_have_attribute("aria-pressed", "true")
    tab.page.keyboard.press("Escape")
    elsewhere = welcome(owner.session).tab("/")
    _open_picker(elsewhere)
    favourites = elsewhere.page.get_by_role("group", name="Favourites").get_by_role("option")
    expect(favourites).to_have_count(1)
    expect(favourites).to_contain_text("scripted?seed=222")
    favourites.hover()
    with elsewhere.page.expect_response(re.compile("/models/favourites/$")):
        favourites.locator(".picker__star").click()
    elsewhere.page.keyboard.press("Escape")
    _open_picker(tab)
    expect(_options(tab)).to_have_count(MANY + 3)
    expect(tab.page.get_by_role("group", name="Favourites")).to_have_count(0)


def test_the_next_question_goes_to_the_model_that_was_picked(tab: Tab) -> None:
    _open_picker(tab)
    _option(tab, PLAIN).click()
    tab.send("And now?")
    expect(tab.answers).to_have_count(2)
    tab.expect_status("done")
    expect(tab.answer.locator(".answer__by")).to_have_text(PLAIN.removeprefix("acme/"))


def test_nothing_of_the_picker_is_loaded_before_it_is_opened(owner: Person) -> None:
    page = owner.context.new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    tab = Tab(page, owner.palaver).open("/")
    tab.expect_connected()
    assert not [url for url in loaded if SCRIPT.search(url) or "/models/" in url]
    _open_picker(tab)
    assert [url for url in loaded if SCRIPT.search(url)]


def test_where_the_picker_cannot_be_loaded_the_select_is_there(
    tab: Tab, problems: Problems
) -> None:
    problems.expect(*UNREACHABLE)
    tab.page.route(SCRIPT, lambda route: route.abort())
    _opener(tab).click()
    expect(tab.model).to_be_visible()
    expect(_opener(tab)).to_be_hidden()
    tab.model.select_option(PLAIN)
    tab.send("And now?")
    expect(tab.answers).to_have_count(2)


def test_without_scripts_there_is_a_select_and_no_picker(welcome: Welcome) -> None:
    tab = welcome(java_script_enabled=False).tab("/")
    tab.model.select_option(PLAIN)
    expect(tab.page.locator(".model__open")).to_be_hidden()
    tab.send("Without scripts?")
    expect(tab.answer.locator(".answer__by")).to_have_text(PLAIN.removeprefix("acme/"))


def test_parameters_of_a_chat_are_checked_and_kept(tab: Tab, problems: Problems) -> None:
    problems.expect("status of 422")
    _open_parameters(tab)
    tab.page.get_by_label("Temperature").fill("9")
    tab.button("Use these").click()
    expect(tab.page.get_by_text("The temperature is a number from 0 to 2.")).to_be_visible()
    tab.page.get_by_label("Temperature").fill("0.5")
    tab.page.get_by_role("spinbutton", name="Seed").fill("7")
    tab.button("Use these").click()
    expect(tab.page.get_by_text("The next answer goes by these")).to_be_visible()
    expect(tab.button("Use these")).to_be_hidden()
    assert _parameters(tab) == {"temperature": 0.5, "seed": 7}
    _open_parameters(tab)
    expect(tab.page.get_by_role("spinbutton", name="Seed")).to_have_value("7")


def test_only_what_the_model_takes_is_asked_for(tab: Tab) -> None:
    _open_parameters(tab)
    expect(tab.page.get_by_label("Reasoning effort")).to_be_visible()
    tab.page.keyboard.press("Escape")
    _open_picker(tab)
    _option(tab, SMALL).click()
    _open_parameters(tab)
    expect(tab.page.get_by_label("Temperature")).to_be_visible()
    expect(tab.page.get_by_label("Reasoning effort")).to_have_count(0)


def test_a_new_chat_begins_with_parameters(owner: Person) -> None:
    tab = owner.tab("/")
    tab.button("Parameters").click()
    tab.page.get_by_label("Temperature").fill("1.5")
    tab.page.get_by_label("JSON mode").check()
    tab.page.keyboard.press("Escape")
    _open_picker(tab)
    _option(tab, PLAIN).click()
    tab.button("Parameters").click()
    expect(tab.page.get_by_label("Temperature")).to_have_value("1.5")
    expect(tab.page.get_by_label("JSON mode")).to_be_checked()
    tab.page.get_by_label("Temperature").press("Enter")
    expect(tab.page.get_by_label("Temperature")).to_be_hidden()
    tab.send("Hello?")
    tab.expect_status("done")
    assert _parameters(tab) == {"temperature": 1.5, "response_format": {"type": "json_object"}}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["Model", "Parameters", "Compare models"])
def test_what_opens_over_the_message_box_leaves_it_free(
    welcome: Welcome, name: str, width: int
) -> None:
    tab = welcome(viewport={"width": width, "height": 844}).tab("/")
    tab.page.get_by_role("button", name=re.compile(f"^{name}")).click()
    tab.page.wait_for_load_state("networkidle")
    popover = tab.page.locator(":popover-open").bounding_box()
    box = tab.page.locator(".composer__box").bounding_box()
    assert popover
    assert box
    assert 0 < popover["y"] < popover["y"] + popover["height"] < box["y"]
    assert 0 < popover["x"] < popover["x"] + popover["width"] < width


def test_what_the_model_did_not_see_is_said_above_its_answer(owner: Person) -> None:
    tab = owner.ask_and_wait("long " * 500, model=SMALL)
    tab.expect_connected()
    expect(tab.answer.locator(".left-out")).to_have_count(0)
    tab.send("long " * 500)
    note = tab.answer.locator(".left-out")
    expect(note).to_have_text("2 earlier messages were left out; the model did not see them.")
    tab.expect_status("done")
    tab.page.reload()
    expect(note).to_be_visible()


def test_a_question_that_is_too_long_is_refused_with_a_sentence(owner: Person) -> None:
    tab = owner.tab(owner.ask("long " * 2_000, model=SMALL))
    tab.expect_status("failed")
    expect(tab.answer).to_contain_text("Shorten it, or send it in parts.")


def test_the_cost_is_told_on_demand(tab: Tab) -> None:
    tab.answer.get_by_label("More", exact=True).click()
    tab.answer.get_by_role("link", name="Tokens and cost").click()
    expect(tab.answer.get_by_role("table")).to_contain_text(" USD")
    tab.button("Chat options").click()
    options = tab.page.locator("#options")
    options.get_by_text("Tokens and cost").first.click()
    expect(options.get_by_role("table")).to_contain_text(FAST.removeprefix("acme/"))
    expect(options).to_contain_text("Together")


def _picker_open(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    _open_picker(tab)
    return tab


def _nothing_found(owner: Person) -> Tab:
    tab = _picker_open(owner)
    tab.page.keyboard.type("no such model")
    return tab


def _parameters_open(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    _open_parameters(tab)
    tab.page.get_by_label("Temperature").fill("9")
    tab.button("Use these").click()
    expect(tab.page.get_by_text("The temperature is a number from 0 to 2.")).to_be_visible()
    return tab


def _parameters_of_a_new_chat(owner: Person) -> Tab:
    tab = owner.tab("/")
    tab.button("Parameters").click()
    expect(tab.page.get_by_label("Temperature")).to_be_visible()
    return tab


def _cost_open(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    tab.button("Chat options").click()
    tab.page.locator("#options").get_by_text("Tokens and cost").first.click()
    expect(tab.page.locator("#options").get_by_role("table")).to_be_visible()
    return tab


def _left_out(owner: Person) -> Tab:
    tab = owner.ask_and_wait("long " * 500, model=SMALL)
    tab.send("long " * 500)
    expect(tab.answer.locator(".left-out")).to_be_visible()
    tab.expect_status("done")
    return tab


STATES: dict[str, Callable[[Person], Tab]] = {
    function.__name__.strip("_").replace("_", " "): function
    for function in (
        _picker_open,
        _nothing_found,
        _parameters_open,
        _parameters_of_a_new_chat,
        _cost_open,
        _left_out,
    )
}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothingserious(
    welcome: Welcome, problems: Problems, state: Callable[[Person], Tab], width: int
) -> None:
    problems.expect("status of 422")
    tab = state(welcome(viewport={"width": width, "height": 844}))
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert serious(Axe(), tab) == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


def _opener(tab: Tab) -> Locator:
    return tab.page.get_by_role("button", name=re.compile("^Model "))


def _open_picker(tab: Tab) -> None:
    _opener(tab).click()
    expect(_search(tab)).to_be_focused()


def _search(tab: Tab) -> Locator:
    return tab.page.get_by_role("combobox", name="Search models")


def _options(tab: Tab) -> Locator:
    return tab.page.locator("[role=option]")


def _option(tab: Tab, model: str) -> Locator:
    return tab.page.locator(f'[role=option][data-model="{model}"]')


def _open_parameters(tab: Tab) -> None:
    tab.button("Chat options").click()
    tab.page.locator("#options").get_by_text("Parameters").first.click()
    expect(tab.page.get_by_label("Temperature")).to_be_visible()


def _parameters(tab: Tab) -> object:
    chat = tab.page.url.rstrip("/").rpartition("/")[2].replace("-", "")
    ((stored,),) = tab.palaver.rows(
        f"SELECT parameters FROM chats_chat WHERE replace(cast(id AS text), '-', '') = '{chat}'"  # noqa: S608
    )
    return json.loads(stored) if isinstance(stored, str) else stored
