"""Turbo Streams over WebSocket for Django; see README.md beside this file.

Nothing here imports models or settings when it is imported, so that any module may import it.
"""

from palaver.turbo import turbo_stream
from palaver.turbo.broadcasts import (
    abroadcast_action_to,
    abroadcast_after_to,
    abroadcast_append_to,
    abroadcast_before_to,
    abroadcast_prepend_to,
    abroadcast_refresh_to,
    abroadcast_remove_to,
    abroadcast_replace_to,
    abroadcast_stream_to,
    abroadcast_update_to,
    broadcast_action_to,
    broadcast_after_to,
    broadcast_append_to,
    broadcast_before_to,
    broadcast_prepend_to,
    broadcast_refresh_to,
    broadcast_remove_to,
    broadcast_replace_to,
    broadcast_stream_to,
    broadcast_update_to,
)
from palaver.turbo.names import Record, Streamable, signed_stream_name, stream_name, stream_parts
from palaver.turbo.responses import TurboStreamResponse, accepts_turbo_stream
from palaver.turbo.turbo_stream import dom_id

__all__ = [
    "Record",
    "Streamable",
    "TurboStreamResponse",
    "abroadcast_action_to",
    "abroadcast_after_to",
    "abroadcast_append_to",
    "abroadcast_before_to",
    "abroadcast_prepend_to",
    "abroadcast_refresh_to",
    "abroadcast_remove_to",
    "abroadcast_replace_to",
    "abroadcast_stream_to",
    "abroadcast_update_to",
    "accepts_turbo_stream",
    "broadcast_action_to",
    "broadcast_after_to",
    "broadcast_append_to",
    "broadcast_before_to",
    "broadcast_prepend_to",
    "broadcast_refresh_to",
    "broadcast_remove_to",
    "broadcast_replace_to",
    "broadcast_stream_to",
    "broadcast_update_to",
    "dom_id",
    "signed_stream_name",
    "stream_name",
    "stream_parts",
    "turbo_stream",
]
