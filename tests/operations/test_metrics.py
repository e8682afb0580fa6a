"""/metrics of a server: who may read it, and what the figures say after what happened."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.asking import ask as ask_a_model
from tests.faults.asking import press
from tests.faults.page import Page, dial
from tests.faults.waiting import until
from tests.operations.asking import Answer, ask
from tests.provider.process import ProviderProcess
from tests.running import ROOT, Palaver
from tests.visitor import Visitor

TOKEN = "a-token-of-the-scraper"


@pytest.fixture(scope="module")
def palaver(own_palaver: Palaver) -> Palaver:
    """One that nobody else asks."""
    return own_palaver


@pytest.fixture
def guarded(provider: ProviderProcess, tmp_path: Path) -> Iterator[Palaver]:
    with Palaver(tmp_path, provider.base_url, PALAVER_METRICS_TOKEN=TOKEN) as running:
        yield running


def test_without_a_token_only_this_machine_reads_it(palaver: Palaver) -> None:
    assert ask(palaver.port, "/metrics").status == 200
    assert ask(palaver.port, "/metrics", Host="localhost").status == 200

    for headers in (
        {"X_Forwarded_For": "203.0.113.7"},
        {"X_Real_IP": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 proxy"},
        {"Host": "chat.example.org"},
        {"Host": "chat.example.org:80"},
    ):
        refused = ask(palaver.port, "/metrics", **headers)
        assert refused.status == 403, headers
        assert "palaver_" not in refused.text


def test_with_a_token_whoever_has_it_reads_it_and_nobody_else(guarded: Palaver) -> None:
    refused = ask(guarded.port, "/metrics")
    assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert ask(guarded.port, "/metrics", Authorization=f"Bearer {TOKEN}x").status == 401
    assert ask(guarded.port, "/metrics", Authorization=TOKEN).status == 401
    assert TOKEN not in ask(guarded.port, "/metrics").text

    given = {"Authorization": f"Bearer {TOKEN}", "X_Forwarded_For": "203.0.113.7"}
    assert "palaver_live_answers" in ask(guarded.port, "/metrics", **given).text


def test_the_scraper_chooses_the_form(palaver: Palaver) -> None:
    plain = ask(palaver.port, "/metrics", Accept="text/plain")
    open_metrics = ask(palaver.port, "/metrics", Accept="application/openmetrics-text")

    assert plain.headers["content-type"].startswith("text/plain")
    assert open_metrics.headers["content-type"].startswith("application/openmetrics-text")
    assert open_metrics.text.endswith("# EOF\n")


async def test_an_answer_is_counted_from_its_first_token_to_its_tokens(
    palaver: Palaver, owner: Visitor
) -> None:
    before = figures(palaver)
    async with Page(owner) as page:
        asked = await ask_a_model(owner, tokens=400, rate=50)
        shown = await page.follow(asked.message_id)
        await until(lambda: shown.position)
        during = figures(palaver)
        await page.ended(shown)
    await until(lambda: grown(before, figures(palaver), "palaver_answers_total", end="done") == 1)
    await until(lambda: figures(palaver).figure("palaver_sockets") == 0)
    after = figures(palaver)

    assert during.figure("palaver_live_answers") == 1
    assert during.figure("palaver_sockets") == 1
    assert after.figure("palaver_live_answers") == 0
    assert grown(before, after, "palaver_first_token_seconds_count", provider="openai") == 1
    assert grown(before, after, "palaver_provider_calls_total", provider="openai", purpose="answer")
    assert grown(before, after, "palaver_tokens_total", provider="openai", kind="completion") > 0
    assert 5 < grown(before, after, "palaver_tick_seconds_count") <= 400
    assert grown(before, after, "palaver_hub_lag_seconds_count") > 5
    assert grown(before, after, "palaver_provider_errors_total", provider="openai") == 0


async def test_a_provider_that_fails_is_counted_by_kind(palaver: Palaver, owner: Visitor) -> None:
    before = figures(palaver)
    asked = await ask_a_model(owner, fault="401")
    labels = {"provider": "openai", "kind": "wrong_key"}

    await until(lambda: palaver.answer(asked.message_id).status == "failed")
    after = figures(palaver)

    assert grown(before, after, "palaver_provider_errors_total", **labels) == 1
    assert grown(before, after, "palaver_answers_total", end="failed") == 1


async def test_a_reader_that_starts_anew_is_counted(palaver: Palaver, owner: Visitor) -> None:
    before = figures(palaver)
    asked = await ask_a_model(owner, tokens=5000, rate=50)
    async with dial(owner) as socket:
        for times in (1, 2):
            await socket.send(json.dumps(["watch", 1, "answer", asked.message_id, ""]))
            channel, *_ = json.loads(await socket.recv())
            assert channel == 1
            after = figures(palaver)
            assert grown(before, after, "palaver_resyncs_total", of="reader") == times - 1
    await press(owner, "stop", asked)


def figures(palaver: Palaver) -> Answer:
    return ask(palaver.port, "/metrics")


def grown(before: Answer, after: Answer, name: str, **labels: str) -> float:
    return after.figure(name, **labels) - before.figure(name, **labels)


def test_every_figure_is_described_to_operators(palaver: Palaver) -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    lines = figures(palaver).text.splitlines()
    names = {line.split()[2] for line in lines if line.startswith("# TYPE palaver_")}

    assert len(names) > 10
    assert {name for name in names if name not in page and not name.endswith("_created")} == set()
