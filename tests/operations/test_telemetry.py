"""Spans, as a receiver gets them from a running server."""

from pathlib import Path

import pytest

from palaver.lib import telemetry
from palaver.project import checks
from tests.faults.asking import ask as ask_a_model
from tests.faults.waiting import until
from tests.operations.asking import ask
from tests.operations.receiver import attributes, receiving
from tests.provider.process import ProviderProcess
from tests.running import Palaver

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"


async def test_an_answer_is_a_span_with_its_request_around_and_its_call_within(
    provider: ProviderProcess, tmp_path: Path
) -> None:
    variables = {"OTEL_BSP_SCHEDULE_DELAY": "100"}
    with receiving() as receiver:
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.url
        with Palaver(tmp_path, provider.base_url, **variables) as palaver:
            owner = palaver.sign_in(palaver.create_user("owner"))
            await ask_a_model(owner, tokens=20, rate=100)
            ask(palaver.port, "/accounts/login/", traceparent=f"00-{TRACE}-{PARENT}-01")
            ask(palaver.port, "/healthz")
            await until(lambda: receiver.named("generation"))
        # What was left came when the server ended.
        (generation,), (call,) = receiver.named("generation"), receiver.named("provider call")
        requests = receiver.named("POST request") + receiver.named("GET request")

    assert receiver.services == {"palaver-web"}
    assert call.parent_span_id == generation.span_id
    (asking,) = [span for span in requests if span.span_id == generation.parent_span_id]
    assert asking.trace_id == generation.trace_id
    assert attributes(asking)["url.path"] == "/chats/"
    assert attributes(asking)["http.response.status_code"] == 302
    assert len(attributes(asking)["palaver.request_id"]) == 16
    assert attributes(generation)["palaver.epoch"] == 1
    assert attributes(call)["palaver.provider"] == "openai"
    assert receiver.named("tick")
    (continued,) = [span for span in requests if span.trace_id.hex() == TRACE]
    assert continued.parent_span_id.hex() == PARENT
    assert not [span for span in requests if attributes(span)["url.path"] == "/healthz"]


async def test_a_receiver_that_is_not_there_delays_nothing(
    provider: ProviderProcess, tmp_path: Path
) -> None:
    nowhere = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    with Palaver(tmp_path, provider.base_url, **nowhere) as palaver:
        owner = palaver.sign_in(palaver.create_user("owner"))
        asked = await ask_a_model(owner, tokens=20, rate=100)
        await until(lambda: palaver.answer(asked.message_id).status == "done")
        assert palaver.terminate() == 0
        palaver.start()


@pytest.mark.sqlite_only  # the client of Redis loads it wherever it is installed
def test_without_an_endpoint_nothing_is_loaded(palaver: Palaver) -> None:
    loaded = palaver.shell(
        "import sys; from palaver.lib import telemetry; telemetry.start('web')\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )

    assert loaded.splitlines()[-1] == "[]"
    assert telemetry.span("tick", answers=1) is telemetry.span("generation")


def test_an_endpoint_without_the_packages_is_odd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")
    assert checks.check_telemetry() == []

    monkeypatch.setattr(telemetry, "find_spec", lambda _name: None)
    (odd,) = checks.check_telemetry()
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in str(odd.msg)
    assert "pip install 'palaver[telemetry]'" in str(odd.hint)
