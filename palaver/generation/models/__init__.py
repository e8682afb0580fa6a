from palaver.generation.models.asking import AnswerRunning
from palaver.generation.models.call import Call, Purpose
from palaver.generation.models.chunk import Chunk
from palaver.generation.models.generation import Generation
from palaver.generation.models.heartbeat import Heartbeat
from palaver.generation.models.outcome import FINAL, LIVE, Outcome, Status
from palaver.generation.models.waiting import TooManyWaiting, Waiting

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
    "TooManyWaiting",
    "Waiting",
]
