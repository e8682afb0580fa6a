from tests.generation.fixtures import ask, broadcasts, chat, hints, owner, queued, stranger

__all__ = ["ask", "broadcasts", "chat", "hints", "owner", "queued", "stranger"]
