"""`{% load turbo %}`"""

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from palaver.turbo.names import Streamable, signed_stream_name

register = template.Library()


@register.simple_tag
def turbo_stream_from(*streamables: Streamable, **attributes: str) -> SafeString:
    """Listen to a stream for as long as the page shows this element.

    Takes the streamables that the broadcasts name, and HTML attributes: `src="/ws/…/"` for another
    address than `/ws/turbo/`. Whether the user may listen is asked when the page subscribes.
    """
    return format_html(
        '<turbo-stream-from signed-stream-name="{}"{}></turbo-stream-from>',
        signed_stream_name(*streamables),
        flatatt({name.replace("_", "-"): value for name, value in attributes.items()}),
    )
