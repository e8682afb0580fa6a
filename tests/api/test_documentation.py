"""The example of docs/openai-socket.md does what it says."""

import asyncio
import os
import re
import sys
from pathlib import Path

from tests.running import PROVIDER, Palaver
from tests.visitor import Visitor

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "openai-socket.md"


async def test_the_example_prints_an_answer(palaver: Palaver, owner: Visitor) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENTATION.read_text(), re.DOTALL)
    environment = {
        **os.environ,
        "PALAVER_SOCKET": palaver.address.replace("http", "ws") + "/ws/openai/",
        "PALAVER_COOKIE": owner.headers["Cookie"],
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", example, env=environment, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    query = """SELECT message.text, model FROM chats_message message
               JOIN generation_generation ON message_id = message.id
               JOIN chats_message question ON question.id = message.parent_id
               WHERE question.text = 'Why is the sky blue?'"""
    ((stored, model),) = palaver.rows(query)
    assert printed.decode() == stored + "\n"
    assert model.startswith(f"{PROVIDER}/")
