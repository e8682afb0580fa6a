import pytest
from django.test import RequestFactory

from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream


def test_a_response_holds_its_elements_in_order() -> None:
    response = TurboStreamResponse(turbo_stream.remove("a"), turbo_stream.remove("b"), status=422)

    assert response.status_code == 422
    assert response["Content-Type"] == "text/vnd.turbo-stream.html; charset=utf-8"
    assert response.text == turbo_stream.remove("a") + turbo_stream.remove("b")


def test_a_plain_string_is_no_element() -> None:
    with pytest.raises(TypeError, match="turbo_stream"):
        TurboStreamResponse("<b>")  # type: ignore[arg-type]  # the mistake that is tested


@pytest.mark.parametrize(
    ("accept", "accepted"),
    [
        ("text/vnd.turbo-stream.html, text/html, application/xhtml+xml", True),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("", False),
    ],
)
def test_only_turbo_is_answered_with_streams(accept: str, accepted: bool) -> None:
    request = RequestFactory().post("/", headers={"Accept": accept})

    assert accepts_turbo_stream(request) is accepted
