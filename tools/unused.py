"""Code that nothing uses, neither Python nor a template nor a setting that names it in a string."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vulture import Vulture

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [ROOT / name for name in ("palaver", "tests", "tools", "bench")]
WORD = re.compile(r"\w+")
CALLED_BY_OTHERS = [  # by Django, uvicorn, Daphne, Celery, pytest and the standard library
    "Meta", "abstract", "app_name", "constraints", "default_auto_field", "form_class", "help_text",
    "indexes", "ordering", "pytestmark", "swappable", "template_name", "use_in_migrations",
    "verbose_name*", "clean_*", "handle_*", "process_*", "respond_*", "redirect_request",
    "connection_made", "connection_lost", "data_received", "pause_writing", "resume_writing",
    "eof_received", "traceback", "app_configs", "view_func", "test_*", "*Config", "_get_value",
    "is_open_for_signup", "do_*", "log_message", "daemon_threads", "is_async", "serverClose",
    "pytest_*", "isolation_level", "autocommit", "mode", "should_stop", "field_order",
    "as_sql", "buffer_text", "lookup_name", "*DeclHandler", "*ElementHandler", "*DataHandler",
    "unraisablehook",
]  # fmt: skip
REGISTERED = ["@*register*", "@*fixture*", "@receiver*", "@chainlit.on_message"]


def main() -> int:
    vulture = Vulture(ignore_names=CALLED_BY_OTHERS, ignore_decorators=REGISTERED)
    vulture.scavenge([str(path) for path in PYTHON], exclude=["*/migrations/*", "*/.*/*"])
    named = set(_names_in_templates()) | set(_names_in_strings())
    unused = [
        item
        for item in vulture.get_unused_code(min_confidence=60)
        if not {item.name, item.name.lower()} & named and not _is_meant(item)
    ]
    for item in unused:
        print(f"{item.filename.relative_to(ROOT)}:{item.first_lineno}: {item.message}")
    return 1 if unused else 0


def _names_in_templates() -> Iterator[str]:
    for template in (ROOT / "palaver").rglob("*.html"):
        yield from WORD.findall(template.read_text())


def _names_in_strings() -> Iterator[str]:
    """The parts of dotted names, as in settings, and the values of choices."""
    for directory in PYTHON:
        for module in directory.rglob("*.py"):
            if "/." in str(module.relative_to(ROOT)):  # an environment of other programs
                continue
            for node in ast.walk(ast.parse(module.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield from node.value.split(".") if " " not in node.value else ()


def _is_meant(item: Any) -> bool:
    """A setting is read by others, and a test may want a fixture for what it does."""
    is_fixture = item.typ == "variable" and "tests" in item.filename.parts
    is_setting = item.name.isupper() and (
        item.filename.name == "settings.py" or item.typ == "attribute"
    )
    return is_fixture or is_setting


if __name__ == "__main__":
    sys.exit(main())
