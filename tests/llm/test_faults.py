"""The client against the scripted server: every way in which a provider fails."""

import socket
from dataclasses import replace

import pytest

from palaver.llm import Client, Provider
from tests.llm.reading import asking, read
from tests.provider import ScriptedProvider, script_text

BEFORE_ANY_TEXT = {
    "400": "bad_request",
    "401": "wrong_key",
    "402": "quota",
    "404": "unknown_model",
    "429": "rate_limited",
    "quota": "quota",
    "context": "context_too_long",
    "filter": "refused",
    "500": "server_error",
    "503": "server_error",
    "redirect": "wrong_address",
    "html": "garbage",
    "not_http": "garbage",
    "disconnect": "cut",
    "cut_at:0": "cut",
    "reset_at:0": "cut",
    "end_at:0": "cut",
    "error_at:0": "server_error",
    "garbage_at:0": "garbage",
}
IN_THE_MIDDLE = {
    "cut_at:40": "cut",
    "half_at:40": "cut",
    "end_at:40": "cut",
    "garbage_at:40": "garbage",
    "error_at:40": "server_error",
    "stall_at:40": "stalled",
    "comment_at:40": "stalled",
}


@pytest.mark.parametrize("fault", BEFORE_ANY_TEXT)
async def test_a_failure_before_any_text_has_its_kind_and_a_sentence(
    client: Client, provider: Provider, fault: str
) -> None:
    outcome = await read(client, provider, asking(f"scripted?fault={fault}"))
    assert outcome.events == []
    assert outcome.error is not None
    assert outcome.error.kind == BEFORE_ANY_TEXT[fault]
    assert outcome.error.sentence.endswith(".")


@pytest.mark.parametrize("fault", IN_THE_MIDDLE)
async def test_the_text_before_a_failure_is_kept(
    client: Client, provider: Provider, scripted: ScriptedProvider, fault: str
) -> None:
    impatient = replace(provider, idle_timeout=0.2)
    outcome = await read(client, impatient, asking(f"scripted?fault={fault}"))
    assert outcome.text == script_text(1, 40)
    assert outcome.error is not None
    assert outcome.error.kind == IN_THE_MIDDLE[fault]
    assert outcome.error.may_continue
    assert len(scripted.requests) == 1, "a failure after the first token is never retried"


async def test_a_tcp_reset_is_a_cut(client: Client, provider: Provider) -> None:
    outcome = await read(client, provider, asking("scripted?fault=reset_at:40&rate=500"))
    assert outcome.error is not None
    assert outcome.error.kind == "cut"
    assert script_text(1, 40).startswith(outcome.text)
    assert outcome.text


@pytest.mark.parametrize("fault", ["hang", "stall_at:0", "comment_at:0"])
async def test_silence_before_the_first_token_is_a_timeout(
    client: Client, provider: Provider, scripted: ScriptedProvider, fault: str
) -> None:
    impatient = replace(provider, first_token_timeout=0.1)
    outcome = await read(client, impatient, asking(f"scripted?fault={fault}"))
    assert outcome.error is not None
    assert outcome.error.kind == "timeout"
    await scripted.requests[0].over.wait()
    assert scripted.requests[0].closed_by_client


async def test_a_slow_answer_is_no_stall(client: Client, provider: Provider) -> None:
    impatient = replace(provider, idle_timeout=0.2)
    outcome = await read(client, impatient, asking("scripted?rate=10&tokens=5"))
    assert outcome.error is None
    assert outcome.text == script_text(1, 5)


async def test_nobody_at_the_address_is_unreachable(client: Client, naps: list[float]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        nobody = Provider("acme", f"http://127.0.0.1:{port}/v1")
        outcome = await read(client, nobody, asking("scripted"))
    assert outcome.error is not None
    assert outcome.error.kind == "unreachable"
    assert f"127.0.0.1:{port}" in outcome.error.sentence
    assert naps == [0.5, 1.0]


async def test_a_server_that_accepts_no_connection_is_unreachable(client: Client) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        with socket.socket() as first, socket.socket() as second:
            for waiting in (first, second):
                waiting.setblocking(False)
                waiting.connect_ex(address)
            deaf = Provider("acme", f"http://127.0.0.1:{address[1]}/v1", connect_timeout=0.1)
            outcome = await read(client, deaf, asking("scripted"))
    assert outcome.error is not None
    assert outcome.error.kind == "unreachable"


async def test_a_host_that_does_not_exist_is_unreachable(client: Client) -> None:
    nowhere = Provider("acme", "http://nowhere.invalid/v1")
    outcome = await read(client, nowhere, asking("scripted"))
    assert outcome.error is not None
    assert outcome.error.kind == "unreachable"


async def test_a_wrong_path_is_a_wrong_address(client: Client, scripted: ScriptedProvider) -> None:
    astray = Provider("acme", scripted.base_url + "/elsewhere")
    outcome = await read(client, astray, asking("scripted"))
    assert outcome.error is not None
    assert outcome.error.kind == "wrong_address"


async def test_https_where_http_is_spoken_is_unreachable(
    client: Client, scripted: ScriptedProvider
) -> None:
    secure = Provider("acme", scripted.base_url.replace("http:", "https:"))
    outcome = await read(client, secure, asking("scripted"))
    assert outcome.error is not None
    assert outcome.error.kind == "unreachable"
    assert "secure" in outcome.error.sentence


@pytest.mark.parametrize("fault", ["500", "429", "cut_at:0", "disconnect", "error_at:0"])
async def test_a_passing_failure_before_the_first_token_is_retried(
    client: Client, provider: Provider, naps: list[float], fault: str
) -> None:
    outcome = await read(client, provider, asking(f"scripted?fault={fault}&times=2"))
    assert outcome.error is None
    assert outcome.text == script_text(1, 200)
    assert naps == [0.5, 1.0]


async def test_retries_have_an_end(
    client: Client, provider: Provider, scripted: ScriptedProvider
) -> None:
    outcome = await read(client, provider, asking("scripted?fault=500"))
    assert outcome.error is not None
    assert len(scripted.requests) == 3


@pytest.mark.parametrize("fault", ["401", "404", "context", "filter", "quota", "400"])
async def test_a_lasting_failure_is_not_retried(
    client: Client, provider: Provider, scripted: ScriptedProvider, fault: str
) -> None:
    outcome = await read(client, provider, asking(f"scripted?fault={fault}"))
    assert outcome.error is not None
    assert not outcome.error.may_retry
    assert len(scripted.requests) == 1


async def test_a_short_retry_after_is_obeyed(
    client: Client, provider: Provider, naps: list[float]
) -> None:
    outcome = await read(client, provider, asking("scripted?fault=429:7&times=1"))
    assert outcome.text == script_text(1, 200)
    assert naps == [7.0]


async def test_a_long_retry_after_is_told_to_the_user(
    client: Client, provider: Provider, naps: list[float]
) -> None:
    outcome = await read(client, provider, asking("scripted?fault=429:90"))
    assert outcome.error is not None
    assert outcome.error.retry_after == 90.0
    assert outcome.error.sentence.endswith("Try again in 90 seconds.")
    assert naps == []


async def test_a_key_in_the_providers_message_is_never_repeated(
    client: Client, provider: Provider
) -> None:
    telling = replace(provider, api_key="Overloaded")
    outcome = await read(client, telling, asking("scripted?fault=503"))
    assert outcome.error is not None
    assert "It said: “....”" in outcome.error.sentence
    assert "Overloaded" not in repr(telling) + str(outcome.error)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("nul_at:3", "\ufffd"),
        ("surrogate_at:3", "\ufffd"),
        ("split_pair_at:3", "😀"),
        ("control_at:3", "\x07\x1b[31m\x85"),
    ],
)
async def test_characters_that_cannot_be_stored_are_replaced_and_the_answer_goes_on(
    client: Client, provider: Provider, fault: str, expected: str
) -> None:
    outcome = await read(client, provider, asking(f"scripted?fault={fault}&tokens=50"))
    start = script_text(1, 3)
    assert outcome.text == start + expected + script_text(1, 50)[len(start) :]
    assert outcome.text.encode()
