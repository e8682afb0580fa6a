"""Ids of requests: accepted, made, given back, and found in the log."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from palaver.lib import logs
from tests.faults.asking import ask as ask_a_model
from tests.faults.page import dial
from tests.faults.waiting import until
from tests.operations.asking import ask
from tests.running import Palaver
from tests.visitor import Visitor

MADE = re.compile(r"[0-9a-f]{16}")


@pytest.fixture
def logging_json(tmp_path: Path) -> Iterator[Palaver]:
    """Asks a provider that is not there, and writes its log as objects."""
    with Palaver(tmp_path, "http://127.0.0.1:9/v1", PALAVER_LOG_FORMAT="json") as running:
        yield running


def request_id(palaver: Palaver, **headers: str) -> str:
    return ask(palaver.port, "/accounts/login/", **headers).headers["x-request-id"]


def test_a_sane_id_is_kept_and_anything_else_is_replaced(palaver: Palaver) -> None:
    assert request_id(palaver, X_Request_ID="Root=1-67891233-abcdef") == "Root=1-67891233-abcdef"

    for odd in ("", "two words", "x" * 129, "ümlaut", '"quoted"', "<script>"):
        assert MADE.fullmatch(request_id(palaver, X_Request_ID=odd)), odd


def test_every_request_has_an_id_of_its_own(palaver: Palaver) -> None:
    ids = {request_id(palaver) for _ in range(3)}

    assert len(ids) == 3
    assert all(MADE.fullmatch(made) for made in ids)


async def test_a_socket_has_one(owner: Visitor) -> None:
    async with dial(owner) as socket:
        assert socket.response
        assert MADE.fullmatch(socket.response.headers["X-Request-ID"])


async def test_the_log_of_an_answer_leads_to_the_request_that_asked_for_it(
    logging_json: Palaver,
) -> None:
    owner = logging_json.sign_in(logging_json.create_user("owner"))
    asked = await ask_a_model(owner)
    await until(lambda: logging_json.answer(asked.message_id).status == "failed")

    ((generation_id,),) = logging_json.rows("SELECT id FROM generation_generation")
    told = [json.loads(line) for line in logging_json.log.read_text().splitlines()]
    of_it = [record for record in told if record.get("generation_id") == generation_id]

    assert [record["level"] for record in of_it] == ["WARNING"]
    assert of_it[0]["message"].startswith("The provider “openai” cannot be reached.")
    assert of_it[0]["message"].endswith("(unreachable)")
    assert MADE.fullmatch(of_it[0]["request_id"])


def test_the_page_of_a_failure_shows_the_id_that_the_log_has() -> None:
    assert "<code>" not in render_to_string("500.html")

    known = logs.request_id.set("7f<3")
    try:
        assert "<code>7f&lt;3</code>" in render_to_string("500.html")
    finally:
        logs.request_id.reset(known)
