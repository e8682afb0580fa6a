"""The README's example, run as written, in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import chromium
from tests.turbo.example import Example

TELL = """
from django.contrib.auth.models import User
from django.utils.html import format_html
from palaver.turbo import broadcast_append_to
def tell(name, notice):
    broadcast_append_to(User.objects.get(username=name), "notices", target="notices",
                        html=format_html("<li>{}</li>", notice))
"""

SignIn = Callable[[str], Page]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    example = Example.written_to(tmp_path_factory.mktemp("noticeboard"))
    example.shell(
        "from django.contrib.auth.models import User;"
        "User.objects.create_user('bob', password='tea4two')"
    )
    return example


@pytest.fixture
def site(example: Example) -> Iterator[Example]:
    with example.redis(), example.server():
        yield example


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def sign_in(browser: Browser, example: Example) -> Iterator[SignIn]:
    contexts = []

    def sign_in(name: str) -> Page:
        contexts.append(browser.new_context())
        page = contexts[-1].new_page()
        page.goto(example.address)
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill("tea4two")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Notices")).to_be_visible()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def test_a_shell_in_another_process_changes_the_page(site: Example, sign_in: SignIn) -> None:
    page = sign_in("ada")
    _expect_connected(page)

    site.announce_tea()

    expect(page.get_by_role("listitem")).to_have_text("Tea is ready <3")


def test_a_notice_for_one_person_does_not_reach_another(site: Example, sign_in: SignIn) -> None:
    adas, bobs = sign_in("ada"), sign_in("bob")
    _expect_connected(adas)
    _expect_connected(bobs)

    site.shell(f"{TELL}\ntell('ada', 'for ada')\ntell('bob', 'for bob')")

    expect(adas.get_by_role("listitem")).to_have_text(["for ada"])
    expect(bobs.get_by_role("listitem")).to_have_text(["for bob"])


def test_a_copied_signed_name_opens_nothing(site: Example, sign_in: SignIn) -> None:
    adas, bobs = sign_in("ada"), sign_in("bob")
    copied = adas.locator("turbo-stream-from").get_attribute("signed-stream-name")

    def answer(page: Page) -> object:
        return page.evaluate(
            """name => new Promise(resolve => {
                addEventListener("turbo-stream-from:subscribed", () => resolve("subscribed"));
                addEventListener("turbo-stream-from:refused", () => resolve("refused"));
                const element = document.createElement("turbo-stream-from");
                element.setAttribute("signed-stream-name", name);
                document.body.append(element);
            })""",
            copied,
        )

    _expect_connected(adas)
    _expect_connected(bobs)
    assert answer(adas) == "subscribed"
    assert answer(bobs) == "refused"


def test_an_element_that_is_given_another_name_listens_to_that(
    site: Example, sign_in: SignIn
) -> None:
    page = sign_in("ada")
    _expect_connected(page)

    page.locator("turbo-stream-from").evaluate("it => it.setAttribute('signed-stream-name', 'no')")
    expect(page.locator("turbo-stream-from[connected]")).to_have_count(0)
    page.reload()
    _expect_connected(page)


def test_many_broadcasts_arrive_in_their_order(site: Example, sign_in: SignIn) -> None:
    page = sign_in("ada")
    _expect_connected(page)

    site.shell(f"{TELL}\nfor number in range(120): tell('ada', number)")

    expect(page.get_by_role("listitem")).to_have_text([str(number) for number in range(120)])


def test_the_page_comes_back_when_the_server_does(example: Example, sign_in: SignIn) -> None:
    with example.redis():
        with example.server():
            page = sign_in("ada")
            _expect_connected(page)
            page.evaluate(
                """() => addEventListener("turbo-stream-from:subscribed", event => {
                    document.title = `again: ${event.detail.again}`;
                })"""
            )
        expect(page.locator("turbo-stream-from[connected]")).to_have_count(0)
        with example.server():
            _expect_connected(page)
            expect(page).to_have_title("again: true")
            example.announce_tea()
            expect(page.get_by_role("listitem")).to_have_text("Tea is ready <3")


def test_broadcasts_arrive_again_after_redis_restarts(example: Example, sign_in: SignIn) -> None:
    with example.server():
        with example.redis():
            page = sign_in("ada")
            _expect_connected(page)
        lost = example.shell(f"{TELL}\ntell('ada', 'lost')")
        assert "A broadcast to 'auth.user/1:notices' was lost." in lost
        with example.redis():
            _tell_until_shown(example, page)


def test_with_the_in_memory_layer_a_shell_says_that_it_reaches_nobody(tmp_path: Path) -> None:
    example = Example.written_to(tmp_path)
    settings = example.directory / "noticeboard/settings.py"
    layers = 'CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}'
    settings.write_text(f"{settings.read_text()}\n{layers}\n")

    printed = example.shell(f"{TELL}\ntell('ada', 'Tea is ready')")

    assert "the in-memory channel layer stays inside one process" in printed


def _expect_connected(page: Page) -> None:
    expect(page.locator("turbo-stream-from[connected]")).to_have_count(1, timeout=20_000)


# The layer subscribes anew up to a second after Redis is back, and nothing tells when.
def _tell_until_shown(example: Example, page: Page) -> None:
    for _ in range(10):
        example.shell(f"{TELL}\ntell('ada', 'back')")
        if page.get_by_role("listitem").count():
            return
    raise AssertionError("No broadcast arrived after Redis came back.")
