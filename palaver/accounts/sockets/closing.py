"""Why a socket is closed."""

from enum import IntEnum


class Code(IntEnum):
    """Codes from 4000 on tell the client not to come back as it is; the others, to come back."""

    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    BAD_MESSAGE = 4400
    SIGNED_OUT = 4401
    WRONG_ORIGIN = 4403
    TOO_MANY = 4429


class Closing(Exception):
    """Ends a socket with a code."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.name)
        self.code = code
