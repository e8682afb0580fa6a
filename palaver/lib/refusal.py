"""Why Palaver does not start."""


class Refusal(Exception):
    """One plain sentence, shown to whoever starts Palaver instead of a traceback."""
