"""Local servers."""

import socket

from palaver.llm import discover_local
from tests.provider import ScriptedProvider


async def test_servers_that_answer_are_found_and_others_are_not(scripted: ScriptedProvider) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        ports = {scripted.port: "ollama", silent.getsockname()[1]: "lmstudio", 1: "llamacpp"}
        found = await discover_local(ports, patience=0.3)  # type: ignore[arg-type]  # literals in a dict
    assert [(provider.name, provider.base_url) for provider in found] == [
        ("ollama", scripted.base_url)
    ]
    assert found[0].continuation == "prefill"


async def test_a_server_of_something_else_is_not_taken_for_one() -> None:
    async with ScriptedProvider(key="no OpenAI-compatible server says 401 here") as other:
        assert await discover_local({other.port: "llamacpp"}) == []
