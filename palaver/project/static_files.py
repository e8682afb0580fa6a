"""Static files, served before Django sees the request."""

import re
from collections.abc import MutableMapping

from django.conf import settings
from django.template.utils import get_app_template_dirs
from servestatic import ServeStaticASGI

from palaver.lib.body_limit import Application

NAMED_BY_CONTENT = re.compile(r"^/static/palaver/assets/.+-[\w-]{8}\.\w+$")
FOR_EVER = "max-age=31536000, public, immutable"


def with_static_files(application: Application) -> Application:
    """The application, and before it the `static` directory of every app."""
    files = ServeStaticASGI(
        application,
        add_headers_function=add_headers,
        allow_all_origins=True,  # public files; the sandboxed frame has an opaque origin
        autorefresh=settings.PALAVER_DEV,
    )
    for directory in get_app_template_dirs("static"):
        files.add_files(directory, settings.STATIC_URL)
    served: Application = files
    return served


def add_headers(headers: MutableMapping[str, str], _path: str, url: str) -> None:
    """Let browsers keep what Vite names by its content; of the rest they ask again soon."""
    headers["X-Content-Type-Options"] = "nosniff"
    if NAMED_BY_CONTENT.match(url):
        headers["Cache-Control"] = FOR_EVER
