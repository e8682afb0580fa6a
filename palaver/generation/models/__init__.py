from palaver.generation.models.call import Call, Purpose
from palaver.generation.models.chunk import Chunk
from palaver.generation.models.generation import AnswerRunning, Generation
from palaver.generation.models.heartbeat import Heartbeat
from palaver.generation.models.outcome import FINAL, LIVE, Outcome, Status

__all__ = [
    "FINAL",
    "LIVE",
    "AnswerRunning",
    "Call",
    "Chunk",
    "Generation",
    "Heartbeat",
    "Outcome",
    "Purpose",
    "Status",
]
