"""Names and roles, and what axe-core says of every page and state, light and dark."""

import json
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import branching_states
from tests.browser.belongings import addresses, belongings
from tests.browser.conftest import Welcome
from tests.browser.people import sessions
from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.tab import Tab
from tests.browser.wcag import serious

EVERY_FORM = """\
# One

Text with **bold**, `code`, [a link](https://a.example), a note[^1] and $x^2$.

- one
- two

- [ ] open
- [x] done

> quoted

| a | b |
| --- | --- |
| 1 | 2 |

```python
def f(): return "x"  # a comment
```

$$
\\int_0^1 x\\,dx
$$

[^1]: The note.
"""
FAST = "openai/scripted?tokens=10&rate=0"
LEAST_PAGES = 25  # so many have an address by now


def _new_chat(owner: Person) -> Tab:
    return owner.tab("/")


def _whole_answer(owner: Person) -> Tab:
    tab = owner.ask_and_wait(json.dumps({"text": EVERY_FORM, "rate": 0, "reasoning": 5}))
    expect(tab.body.locator(".math[data-done]").first).to_be_visible()
    expect(tab.body.locator(".hljs-keyword").first).to_be_attached()
    tab.answer.locator("details").first.locator("summary").click()
    return tab


def _running_answer(owner: Person) -> Tab:
    tab = owner.tab(owner.ask(model="openai/scripted?tokens=1000&rate=5"))
    tab.expect_words(1)
    return tab


def _waiting_answer(owner: Person) -> Tab:
    tab = owner.tab(owner.ask(model="openai/scripted?tokens=5&first=60"))
    expect(tab.answer).to_contain_text("Waiting for the model")
    return tab


def _failed_answer(owner: Person) -> Tab:
    tab = owner.tab(owner.ask(model="openai/scripted?fault=cut_at:60&rate=0"))
    tab.expect_status("failed")
    return tab


def _details(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    tab.answer.get_by_label("More", exact=True).click()
    expect(tab.answer.locator(".facts")).to_be_visible()
    return tab


def _options(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    tab.button("Chat options").click()
    expect(tab.button("Rename")).to_be_visible()
    return tab


def _settings(owner: Person) -> Tab:
    tab = owner.tab("/")
    tab.button("Settings").click()
    expect(tab.button("Sign out")).to_be_visible()
    return tab


def _blank_message(owner: Person) -> Tab:
    tab = owner.tab("/").send(" ")
    expect(tab.error).not_to_be_empty()
    return tab


def _deleted(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    tab.delete()
    expect(tab.button("Undo")).to_be_visible()
    return tab


def _not_here(owner: Person) -> Tab:
    return owner.tab("/chats/00000000-0000-4000-8000-000000000000/")


def _list_page(owner: Person) -> Tab:
    owner.ask(model=FAST)
    return owner.tab("/chats/")


def _banner(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    tab.expect_connected()
    owner.context.set_offline(True)
    expect(tab.banner).to_be_visible(timeout=8_000)
    return tab


def _refused(owner: Person) -> Tab:
    tab = owner.tab("/")
    tab.page.evaluate("document.querySelector('#composer').dataset.turbo = 'false'")
    tab.box.fill("too long " * 30_000)
    with tab.page.expect_navigation():
        tab.button("Send").click()
    expect(tab.page.get_by_text("200,000 are allowed")).to_be_visible()
    return tab


def _password(owner: Person) -> Tab:
    return owner.tab("/accounts/password/change/")


STATES: dict[str, Callable[[Person], Tab]] = branching_states.states("openai") | {
    function.__name__.strip("_").replace("_", " "): function
    for function in (
        _new_chat,
        _whole_answer,
        _running_answer,
        _waiting_answer,
        _failed_answer,
        _details,
        _options,
        _settings,
        _blank_message,
        _deleted,
        _not_here,
        _list_page,
        _banner,
        _refused,
        _password,
    )
}


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_axe_finds_nothing_serious(
    owner: Person, axe: Axe, problems: Problems, state: Callable[[Person], Tab]
) -> None:
    problems.expect("status of 4(04|22)", *UNREACHABLE)
    tab = state(owner)
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert serious(axe, tab) == []


def test_axe_finds_nothing_serious_on_a_phone(welcome: Welcome, axe: Axe) -> None:
    tab = _whole_answer(welcome(viewport={"width": 390, "height": 844}))
    assert serious(axe, tab) == []
    tab.button("Open chats").click()
    expect(tab.button("New chat")).to_be_visible()
    assert serious(axe, tab) == []


def test_axe_finds_nothing_serious_among_the_invitations(welcome: Welcome, axe: Axe) -> None:
    nobody = welcome(session="")
    (session,) = sessions(nobody.palaver, [f"admin-{uuid4().hex[:8]}"], admin=True)
    tab = welcome(session).tab("/accounts/invitations/")
    for _ in range(2):
        tab.button("Make an invitation").click()
        expect(tab.button("Copy link")).to_be_visible()
    assert serious(axe, tab) == []


def test_axe_finds_nothing_serious_at_the_entrance(welcome: Welcome, axe: Axe) -> None:
    tab = welcome(session="").tab("/accounts/login/")
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        assert serious(axe, tab) == []


def test_axe_finds_nothing_serious_on_any_page_that_has_an_address(
    welcome: Welcome, axe: Axe, problems: Problems
) -> None:
    """Every URL pattern is looked at: what answers with a page is one, whoever may see it."""
    problems.expect("status of 4", *UNREACHABLE)
    nobody = welcome(session="")
    (session,) = sessions(nobody.palaver, [f"admin-{uuid4().hex[:8]}"], admin=True)
    admin = welcome(session)
    answer = admin.ask_and_wait(model=FAST)
    known = addresses(belongings(admin.palaver, answer.message_id))
    found: dict[str, list[str]] = {}
    for person, tab in ((admin, answer), (nobody, nobody.tab("/"))):
        for address in filter(partial(_is_page, person), known):
            tab.open(address)
            for scheme in ("light", "dark"):
                tab.page.emulate_media(color_scheme=scheme)
                found[address] = found.get(address, []) + serious(axe, tab)
    assert {"/", "/chats/", "/accounts/login/", "/accounts/invitations/"} <= found.keys()
    assert len(found) >= LEAST_PAGES
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def _is_page(person: Person, address: str) -> bool:
    """A whole page, and neither a part of one, a file nor a way to another."""
    response = person.context.request.get(address, max_redirects=0, fail_on_status_code=False)
    is_html = response.headers.get("content-type", "").startswith("text/html")
    return response.status in (200, 410) and is_html and "<html" in response.text()


def test_axe_would_find_something(owner: Person, axe: Axe) -> None:
    tab = owner.tab("/")
    tab.page.evaluate("document.querySelector('[aria-label=\"New chat\"]').ariaLabel = ''")
    tab.page.evaluate("document.querySelector('[title=\"New chat\"]').title = ''")
    assert serious(axe, tab) != []


def test_roles_and_names_are_what_the_documentation_says(owner: Person) -> None:
    tab = owner.ask_and_wait(model=FAST)
    page = tab.page
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_count(1)
    expect(page.get_by_role("navigation", name="Chats", exact=True)).to_have_count(1)
    expect(page.get_by_role("log", name="Conversation", exact=True)).to_have_count(1)
    expect(tab.log.get_by_role("article", name="Answer", exact=True)).to_have_count(1)
    for name in ("Send", "New chat", "Retry", "Copy"):
        expect(tab.button(name)).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    tab.ask(tokens=1000, rate=50)
    tab.expect_words(1)
    tab.button("Stop").click()
    tab.expect_status("stopped")
    expect(tab.tool("Continue")).to_be_visible()


def test_finished_blocks_are_announced_and_words_never(owner: Person) -> None:
    text = "First block.\n\nSecond block.\n\n```python\ncode\n```\n\nThe last one."
    tab = owner.ask_and_wait(model="openai/scripted?tokens=3&rate=0")
    tab.page.reload()
    tab.expect_connected()
    region = tab.page.locator("[data-announcer-target=region]")
    expect(region).to_have_attribute("aria-live", "polite")
    tab.ask(text=text, size=3, rate=40)
    expect(region).to_contain_text("The answer is complete.")
    said = region.locator("p").all_text_contents()
    assert said == [
        "First block.",
        "Second block.",
        "Code python",
        "The last one.",
        "The answer is complete.",
    ]


def test_what_another_page_load_shows_is_not_announced(owner: Person) -> None:
    tab = owner.ask_and_wait(model="openai/scripted?tokens=100&rate=0")
    tab.page.reload()
    tab.expect_connected()
    expect(tab.page.locator("[data-announcer-target=region] p")).to_have_count(0)
    expect(tab.log).to_have_attribute("aria-live", "off")
