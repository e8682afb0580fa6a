"""How long browsers may keep static files."""

import re
from collections.abc import MutableMapping

NAMED_BY_CONTENT = re.compile(r"^/static/palaver/assets/.+-[\w-]{8}\.\w+$")
FOR_EVER = "max-age=31536000, public, immutable"


def add_headers(headers: MutableMapping[str, str], _path: str, url: str) -> None:
    """Let browsers keep what Vite names by its content; of the rest they ask again soon.

    ServeStatic's own setting for this is ignored by its middleware, which knows only the names
    that Django's storage makes.
    """
    if NAMED_BY_CONTENT.match(url):
        headers["Cache-Control"] = FOR_EVER
