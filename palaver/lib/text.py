"""Text that every part can store: databases refuse NUL, and UTF-8 refuses lone surrogates."""


def is_storable(text: str) -> bool:
    """Whether the text has neither a NUL nor half of a surrogate pair."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
