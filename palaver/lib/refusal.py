"""Why Palaver does not start."""


class Refusal(Exception):
    """One plain sentence, shown to whoever starts Palaver instead of a traceback."""


def one_line(refusal: Exception) -> str:
    """What is shown of it."""
    return f"palaver: {' '.join(str(refusal).split())}"
