"""What the errors of real servers mean."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from palaver.llm.refusal import LONGEST_DETAIL, refusal

SEEN = [
    (401, '{"error":{"message":"Incorrect API key provided: sk-x","code":"invalid_api_key"}}',
     "wrong_key"),
    (400, '{"error":{"message":"API key not valid. Please pass a valid API key.","code":400}}',
     "wrong_key"),
    (403, '{"error":{"message":"Country, region, or territory not supported"}}', "wrong_key"),
    (404, '{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}',
     "unknown_model"),
    (404, '{"error":{"message":"model \\"x\\" not found, try pulling it first"}}', "unknown_model"),
    (400, '{"error":{"message":"x is not a valid model ID","code":400}}', "unknown_model"),
    (404, "404 page not found", "wrong_address"),
    (404, "<html><h1>Not Found</h1></html>", "wrong_address"),
    (429, '{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}',
     "rate_limited"),
    (429, '{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}',
     "quota"),
    (402, '{"error":{"message":"Insufficient Balance"}}', "quota"),
    (400, '{"error":{"message":"This model\'s maximum context length is 8192 tokens.",'
     '"code":"context_length_exceeded"}}', "context_too_long"),
    (400, '{"error":{"code":400,"message":"the request exceeds the available context size",'
     '"type":"exceed_context_size_error"}}', "context_too_long"),
    (500, '{"error":{"message":"input exceeds the context window"}}', "context_too_long"),
    (413, "", "context_too_long"),
    (400, '{"error":{"code":"content_filter","message":"The response was filtered due to the '
     'prompt triggering Azure OpenAI\'s content management policy."}}', "refused"),
    (400, '{"error":"bad"}', "bad_request"),
    (422, '{"detail":[{"loc":["body","messages"],"msg":"field required"}]}', "bad_request"),
    (500, "", "server_error"),
    (502, "<html>Bad Gateway</html>", "server_error"),
    (529, '{"error":{"type":"overloaded_error","message":"Overloaded"}}', "server_error"),
    (302, "", "wrong_address"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "kind"), SEEN)
def test_an_error_as_servers_send_it_has_its_kind(status: int, body: str, kind: str) -> None:
    error = refusal(status, {}, body.encode(), provider="acme", model="x")
    assert error.kind == kind


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"null", b"[]", b'{"error": [1]}', b"[" * 9999])
def test_any_body_makes_a_sentence(body: bytes) -> None:
    assert refusal(500, {}, body, provider="acme", model="x").sentence


def test_a_long_message_is_clipped_to_one_line() -> None:
    error = refusal(400, {}, b"a\nb\0" * 1000, provider="acme", model="x")
    assert len(error.detail) == LONGEST_DETAIL
    assert "\n" not in error.detail
    assert "\0" not in error.detail


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("soon", None), ("nan", None)]
)
def test_retry_after_in_seconds(value: str, seconds: float | None) -> None:
    error = refusal(429, {"Retry-After": value}, b"", provider="acme", model="x")
    assert error.retry_after == seconds


def test_retry_after_as_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    error = refusal(429, {"Retry-After": date}, b"", provider="acme", model="x")
    assert error.retry_after == pytest.approx(90, abs=5)
