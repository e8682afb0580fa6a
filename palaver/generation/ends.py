"""What a page shows of an answer's end, from the same template that renders the page."""

from django.template.loader import render_to_string

from palaver.chats.templatetags.chats import thought
from palaver.generation.models import LIVE, Generation
from palaver.generation.replica import End


def end_of(generation: Generation) -> End | None:
    """None while the answer is live."""
    if generation.status in LIVE:
        return None
    context = {"generation": generation}
    notice = render_to_string("chats/_notice.html", context).strip()
    ended = generation.finished_at.isoformat() if generation.finished_at else ""
    return End(generation.status, notice, thought(generation), ended)
