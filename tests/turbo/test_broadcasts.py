import threading
from typing import Any

import pytest
from pytest_django import Settings

from palaver import turbo
from palaver.turbo import turbo_stream
from palaver.turbo.testing import capture_broadcasts
from tests.turbo.test_turbo_stream import TEMPLATES

TEA = {"target": "notes", "html": "tea"}
CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("append", TEA, turbo_stream.append("notes", html="tea")),
    ("prepend", TEA, turbo_stream.prepend("notes", html="tea")),
    ("replace", TEA, turbo_stream.replace("notes", html="tea")),
    ("update", TEA, turbo_stream.update("notes", html="tea")),
    ("before", TEA, turbo_stream.before("notes", html="tea")),
    ("after", TEA, turbo_stream.after("notes", html="tea")),
    ("remove", {"target": "note_7"}, turbo_stream.remove("note_7")),
    ("remove", {"targets": ".note"}, turbo_stream.remove(targets=".note")),
    ("refresh", {"request_id": "a1"}, turbo_stream.refresh(request_id="a1")),
    ("action", {"action": "hail", "target": "notes"}, turbo_stream.action("hail", "notes")),
    ("stream", {"stream": turbo_stream.remove("a")}, turbo_stream.remove("a")),
]


@pytest.mark.parametrize(("name", "options", "html"), CALLS)
def test_a_broadcast_sends_its_element(name: str, options: dict[str, Any], html: str) -> None:
    with capture_broadcasts() as captured:
        getattr(turbo, f"broadcast_{name}_to")("notes", 7, **options)

    assert [(it.stream, it.html) for it in captured] == [("notes:7", html)]


@pytest.mark.parametrize(("name", "options", "html"), CALLS)
async def test_its_twin_sends_the_same(name: str, options: dict[str, Any], html: str) -> None:
    with capture_broadcasts() as captured:
        await getattr(turbo, f"abroadcast_{name}_to")("notes", 7, **options)

    assert [(it.stream, it.html) for it in captured] == [("notes:7", html)]


async def test_a_twin_renders_its_template_off_the_event_loop(settings: Settings) -> None:
    settings.TEMPLATES = TEMPLATES
    threads = []

    class Text:
        def __str__(self) -> str:
            threads.append(threading.current_thread())
            return "tea"

    with capture_broadcasts() as captured:
        await turbo.abroadcast_append_to(
            "notes", target="notes", template="note.html", context={"text": Text()}
        )

    assert "<p>tea</p>" in captured[0].html
    assert threading.current_thread() not in threads


async def test_where_an_event_loop_runs_only_the_twin_may_be_called() -> None:
    with pytest.raises(RuntimeError, match="await abroadcast"):
        turbo.broadcast_remove_to("notes", target="note_7")
