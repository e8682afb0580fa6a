"""The way in and out of a running server that others can reach, in a browser."""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.chromium import chromium
from tests.ports import free_port
from tests.running import database
from tests.turbo.servers import running

PROJECT = Path(__file__).resolve().parents[2]
EVERY_INTERFACE = "::"
PASSWORD = "a quiet river 7"
SIGN_IN = re.compile("/accounts/login/")


@dataclass(frozen=True)
class Server:
    address: str
    code: str


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "palaver.project.settings",
        "HOST": EVERY_INTERFACE,
        "PORT": str(port),
        "PALAVER_DATA_DIR": str(tmp_path),
        **database(),
    }
    command = [sys.executable, "-m", "palaver", "serve"]
    with running(command, "Data", PROJECT, environment) as process:
        assert process.stdout
        code = process.stdout.readline().removeprefix("Set-up code").split()[0]
        yield Server(f"http://localhost:{port}", code)


@pytest.fixture
def browser(server: Server) -> Iterator[BrowserContext]:
    with chromium() as running_browser:
        yield running_browser.new_context(base_url=server.address)


def test_the_first_person_needs_the_code_and_a_keyboard_only(
    browser: BrowserContext, server: Server
) -> None:
    page = browser.new_page()
    page.goto("/")
    expect(page.get_by_label("Set-up code")).to_be_focused()
    _type(page, "WRONG", "ada", PASSWORD, PASSWORD)
    expect(page.get_by_text("This is not the set-up code.")).to_be_visible()
    expect(page.get_by_label("Set-up code")).to_be_focused()
    page.keyboard.press("Control+A")
    _type(page, server.code, "ada", PASSWORD, PASSWORD)
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()


def test_after_the_sign_out_no_tab_and_no_way_back_shows_a_page(
    browser: BrowserContext, server: Server
) -> None:
    page, other = browser.new_page(), browser.new_page()
    _sign_up(page, server)
    other.goto("/")
    expect(other.locator("html[data-live=open]")).to_be_attached()

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()

    expect(page).to_have_url(SIGN_IN)
    expect(other).to_have_url(SIGN_IN)
    for _ in range(2):
        page.go_back()
        expect(page).to_have_url(SIGN_IN)
        expect(page.get_by_label("Username")).to_be_visible()
        expect(page.get_by_role("textbox", name="Message")).to_have_count(0)


def _sign_up(page: Page, server: Server) -> None:
    page.goto("/")
    page.get_by_label("Set-up code").fill(server.code)
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()


def _type(page: Page, *texts: str) -> None:
    """As at a keyboard: each text into its field, Tab between them, Enter after the last."""
    for text in texts[:-1]:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type(texts[-1])
    page.keyboard.press("Enter")
