"""A provider that dies, that is not there, or that falls silent."""

from collections.abc import Iterator

import pytest

from tests.faults.asking import Asked, ask, press
from tests.faults.comparing import assert_exact, assert_shown_is_stored
from tests.faults.page import Page
from tests.faults.shown import Shown
from tests.ports import free_port
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Visitor

MODEL = "mortal/scripted"
PROVIDERS = """
[[provider]]
name = "mortal"
base_url = "http://127.0.0.1:{port}/v1"
models = ["scripted"]
first_token_timeout = 1.0
idle_timeout = 1.0
"""


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def palaver(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Palaver]:
    directory = tmp_path_factory.mktemp("palaver")
    providers = directory / "providers.toml"
    providers.write_text(PROVIDERS.format(port=port))
    with Palaver(directory, "", PALAVER_PROVIDERS=str(providers)) as running:
        yield running


async def test_an_answer_whose_provider_dies_is_kept_and_continued_when_it_is_back(
    palaver: Palaver, owner: Visitor, port: int
) -> None:
    async with Page(owner) as page:
        with ProviderProcess(port=port):
            asked = await ask(owner, seed=101, tokens=100, rate=60, model=MODEL)
            shown = await page.follow(asked.message_id)
            await shown.more(200)
        await page.ended(shown)
        assert_shown_is_stored(palaver, asked, shown, status="failed")
        assert palaver.answer(asked.message_id).error_kind == "cut"
        assert shown.position >= 200

        await _again(page, owner, "continuation", asked, shown)
        assert_shown_is_stored(palaver, asked, shown, status="failed")
        assert palaver.answer(asked.message_id).error_kind == "unreachable"
        assert shown.position >= 200

        with ProviderProcess(port=port):
            await _again(page, owner, "continuation", asked, shown)
    assert_exact(palaver, asked, shown)


async def test_an_answer_whose_provider_was_not_there_is_retried_when_it_is(
    palaver: Palaver, owner: Visitor, port: int
) -> None:
    async with Page(owner) as page:
        asked = await ask(owner, seed=102, model=MODEL)
        shown = await page.follow(asked.message_id)
        await page.ended(shown)
        assert_shown_is_stored(palaver, asked, shown, status="failed")
        assert palaver.answer(asked.message_id).error_kind == "unreachable"
        assert "“mortal” cannot be reached" in shown.notice

        with ProviderProcess(port=port, rate=0):
            await _again(page, owner, "retry", asked, shown)
    assert_exact(palaver, asked, shown)


@pytest.mark.parametrize(
    ("fault", "kind", "button"),
    [
        ("hang", "timeout", "retry"),
        ("stall_at:0", "timeout", "retry"),
        ("stall_at:40", "stalled", "continuation"),
        ("cut_at:40", "cut", "continuation"),
        ("reset_at:40", "cut", "continuation"),
        ("garbage_at:40", "garbage", "continuation"),
    ],
)
async def test_what_a_faulty_provider_left_out_can_be_had_later(
    palaver: Palaver, owner: Visitor, port: int, fault: str, kind: str, button: str
) -> None:
    with ProviderProcess(port=port, rate=200):
        async with Page(owner) as page:
            asked = await ask(owner, seed=103, model=MODEL, fault=fault, times=1)
            shown = await page.follow(asked.message_id)
            await page.ended(shown)
            assert_shown_is_stored(palaver, asked, shown, status="failed")
            assert palaver.answer(asked.message_id).error_kind == kind

            await _again(page, owner, button, asked, shown)
    assert_exact(palaver, asked, shown)


async def _again(page: Page, owner: Visitor, button: str, asked: Asked, shown: Shown) -> None:
    shown.run_again()
    await press(owner, button, asked)
    await page.follow_again(shown)
    await page.ended(shown)
