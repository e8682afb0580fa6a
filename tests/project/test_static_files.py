"""Static files of a running server."""

from http.client import HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from tests.running import Palaver

ASSETS = Path(settings.PACKAGE_DIR, "web", "static", "palaver", "assets")


def fetch(palaver: Palaver, path: str, **headers: str) -> HTTPResponse:
    # Always our own http:// address.
    response: HTTPResponse = urlopen(Request(palaver.address + path, headers=headers))  # noqa: S310
    return response


def test_what_vite_built_may_be_kept_for_ever_and_is_sent_compressed(palaver: Palaver) -> None:
    script = next(ASSETS.glob("main-*.js"))
    served = fetch(palaver, f"/static/palaver/assets/{script.name}", **{"Accept-Encoding": "gzip"})

    assert "immutable" in served.headers["Cache-Control"]
    assert served.headers["Content-Encoding"] == "gzip"
    assert served.headers["X-Content-Type-Options"] == "nosniff"


def test_other_files_are_asked_for_again(palaver: Palaver) -> None:
    assert (
        "immutable" not in fetch(palaver, "/static/turbo/stream_from.js").headers["Cache-Control"]
    )


@pytest.mark.parametrize(
    "path", ["/static/", "/static/none.js", "/static/../settings.py", "/static/%2e%2e/settings.py"]
)
def test_what_is_none_is_not_found(palaver: Palaver, path: str) -> None:
    with pytest.raises(HTTPError) as refused:
        fetch(palaver, path)

    assert refused.value.code == 404
