"""Turbo Streams as the answer to a form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

CONTENT_TYPE = "text/vnd.turbo-stream.html"


class TurboStreamResponse(HttpResponse):
    """A response of one or more `turbo_stream` elements, which Turbo applies to the page.

    Takes what `HttpResponse` takes; for a refused form use `status=422`. Raises TypeError for an
    element that is a plain string, since that would be neither escaped nor an element.
    """

    def __init__(self, *streams: SafeString, **options: Any) -> None:
        for stream in streams:
            if not isinstance(stream, SafeString):
                raise TypeError("Build the elements with palaver.turbo.turbo_stream.")
        super().__init__("".join(streams), content_type=f"{CONTENT_TYPE}; charset=utf-8", **options)


def accepts_turbo_stream(request: HttpRequest) -> bool:
    """Say whether Turbo sent this request, so that it may be answered with streams.

    A browser without JavaScript sends `*/*` at most: that does not count.
    """
    return CONTENT_TYPE in request.headers.get("Accept", "")
