"""A scripted OpenAI-compatible server: any rate, any fault, always the same text."""

from tests.provider.parameters import Parameters
from tests.provider.script import script_text, script_tokens
from tests.provider.server import ScriptedProvider
from tests.provider.streaming import Record

__all__ = ["Parameters", "Record", "ScriptedProvider", "script_text", "script_tokens"]
