"""`kill -9` in mid-answer: what was shown is kept, and the answers go on by themselves."""

import asyncio
import random

import pytest

from tests.faults.asking import Asked, ask, ask_again, press, times_asked, until_asked
from tests.faults.comparing import assert_exact, assert_in_log, assert_shown_is_stored
from tests.faults.page import Page
from tests.faults.shown import Shown
from tests.faults.waiting import until
from tests.provider.process import ProviderProcess
from tests.provider.script import script_text
from tests.running import Palaver
from tests.visitor import Visitor

TAKEOVERS_WITHOUT_TEXT = 3


@pytest.mark.parametrize("seed", [11, 12, 13])
async def test_answers_killed_anywhere_go_on_by_themselves_and_are_exact(
    palaver: Palaver, owner: Visitor, seed: int
) -> None:
    asked = [await ask(owner, seed=seed + n, tokens=80, rate=60) for n in range(4)]
    async with Page(owner) as page:
        shown = [await page.follow(one.message_id, owner.get(one.chat).text) for one in asked]
        at = random.Random(seed).uniform(0.02, 0.95) * sum(len(one.script) for one in asked)
        await until(lambda: sum(one.position for one in shown) >= at)

        palaver.kill()

        assert not all(one.has_ended for one in shown)
        for one, view in zip(asked, shown, strict=True):
            assert_in_log(palaver, one, view)
        await asyncio.to_thread(palaver.start)
        await page.ended(*shown)

    for one, view in zip(asked, shown, strict=True):
        assert_exact(palaver, one, view)
        assert view.resets == 0


async def test_answers_killed_again_and_again_are_exact_once_they_were_continued(
    palaver: Palaver, owner: Visitor
) -> None:
    rng = random.Random(14)
    asked = [await ask(owner, seed=14 + n, tokens=120, rate=60) for n in range(4)]
    async with Page(owner) as page:
        shown = [await page.follow(one.message_id) for one in asked]
        for _ in range(3):
            await rng.choice([view for view in shown if not view.has_ended]).more(60)
            palaver.kill()
            for one, view in zip(asked, shown, strict=True):
                assert_in_log(palaver, one, view)
            await asyncio.to_thread(palaver.start)
        await page.ended(*shown)
        given_up = [n for n, view in enumerate(shown) if view.status == "interrupted"]
        for n in given_up:
            shown[n].run_again()
            await press(owner, "continuation", asked[n])
            await page.follow_again(shown[n])
        await page.ended(*shown)

    assert given_up
    for one, view in zip(asked, shown, strict=True):
        assert_exact(palaver, one, view)


async def test_killed_twice_it_is_interrupted_and_can_be_continued_and_retried(
    palaver: Palaver, owner: Visitor
) -> None:
    asked = await ask(owner, seed=21, tokens=120, rate=60)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        for _ in range(2):
            await _kill_after_more_text(palaver, asked, shown)
        await page.ended(shown)

        assert_shown_is_stored(palaver, asked, shown, status="interrupted")
        assert "interrupted" in shown.notice
        assert shown.html != ""

        shown.run_again()
        await press(owner, "continuation", asked)
        await page.follow_again(shown)
        await page.ended(shown)
        again = await ask_again(owner, asked)
        beside = await page.follow(again.message_id)
        await page.ended(beside)
        assert_exact(palaver, asked, shown)
        assert_exact(palaver, again, beside)


async def test_killed_before_its_first_word_it_begins_anew(
    palaver: Palaver, owner: Visitor, provider: ProviderProcess
) -> None:
    asked = await ask(owner, seed=31, fault="stall_at:0", times=1)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await until_asked(provider, asked, 1)

        await _kill_and_start(palaver)
        await page.ended(shown)

    assert_exact(palaver, asked, shown)
    assert times_asked(provider, asked) == 2


async def test_killed_before_its_first_word_too_often_it_waits_to_be_retried(
    palaver: Palaver, owner: Visitor, provider: ProviderProcess
) -> None:
    lives = 1 + TAKEOVERS_WITHOUT_TEXT
    asked = await ask(owner, seed=32, fault="stall_at:0", times=lives)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        for life in range(1, lives + 1):
            await until_asked(provider, asked, life)
            await _kill_and_start(palaver)
        await page.ended(shown)

        assert_shown_is_stored(palaver, asked, shown, status="interrupted")
        assert times_asked(provider, asked) == lives

        shown.run_again()
        await press(owner, "retry", asked)
        await page.follow_again(shown)
        await page.ended(shown)

    assert_exact(palaver, asked, shown)


async def test_killed_while_it_thinks_it_thinks_anew(palaver: Palaver, owner: Visitor) -> None:
    asked = await ask(owner, seed=33, rate=100, reasoning=100, tokens=20)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await until(lambda: len(shown.reasoning) > 100)

        await _kill_and_start(palaver)
        await page.ended(shown)

    assert_exact(palaver, asked, shown)
    assert shown.reasoning == script_text(34, 100)


async def test_a_continuation_asked_for_just_before_a_kill_is_done(
    palaver: Palaver, owner: Visitor
) -> None:
    async with Page(owner) as page:
        asked, shown = await _stopped(palaver, owner, page)
        shown.run_again()
        await press(owner, "continuation", asked)
        await _kill_and_start(palaver)
        await page.follow_again(shown)
        await page.ended(shown)

    assert_exact(palaver, asked, shown)


async def test_a_retry_asked_for_just_before_a_kill_is_done(
    palaver: Palaver, owner: Visitor
) -> None:
    async with Page(owner) as page:
        asked, shown = await _stopped(palaver, owner, page)
        again = await ask_again(owner, asked)
        await _kill_and_start(palaver)
        beside = await page.follow(again.message_id)
        await page.ended(beside)

    assert_shown_is_stored(palaver, asked, shown, status="stopped")
    assert_exact(palaver, again, beside)


async def test_what_was_stopped_just_before_a_kill_stays_stopped(
    palaver: Palaver, owner: Visitor, provider: ProviderProcess
) -> None:
    stopped = await ask(owner, seed=51, tokens=100, rate=60)
    async with Page(owner) as page:
        shown = await page.follow(stopped.message_id)
        await shown.more(200)

        await press(owner, "stop", stopped)
        await _kill_and_start(palaver)
        other = await ask(owner, seed=52, tokens=20)
        await page.ended(shown, await page.follow(other.message_id))

    assert_shown_is_stored(palaver, stopped, shown, status="stopped")
    assert 200 <= shown.position < len(stopped.script)
    assert times_asked(provider, stopped) == 1


async def _stopped(palaver: Palaver, owner: Visitor, page: Page) -> tuple[Asked, Shown]:
    asked = await ask(owner, seed=41, tokens=80, rate=60)
    shown = await page.follow(asked.message_id)
    await shown.more(200)
    await press(owner, "stop", asked)
    await page.ended(shown)
    assert_shown_is_stored(palaver, asked, shown, status="stopped")
    return asked, shown


async def _kill_after_more_text(palaver: Palaver, asked: Asked, shown: Shown) -> None:
    await shown.more(100)
    palaver.kill()
    assert_in_log(palaver, asked, shown)
    await asyncio.to_thread(palaver.start)


async def _kill_and_start(palaver: Palaver) -> None:
    palaver.kill()
    await asyncio.to_thread(palaver.start)
