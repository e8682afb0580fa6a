"""The code that the first person types when the server can be reached from elsewhere.

It is printed where only the operator reads it. It follows from the installation's secret, so that
all its servers print the same, and counts until the first person has signed up.
"""

import base64
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from palaver.accounts.models import Founding

GROUPS, GROUP_LENGTH = 4, 4  # 80 bits


def required() -> bool:
    """Say whether the next sign-up has to bring the code."""
    return bool(getattr(settings, "PALAVER_SETUP_CODE_REQUIRED", False)) and (
        Founding.objects.open()
    )


def current() -> str:
    digest = salted_hmac("palaver.setup_code", "", algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode()  # without 0, 1, 8 and 9
    ends = range(GROUP_LENGTH, GROUPS * GROUP_LENGTH + 1, GROUP_LENGTH)
    return "-".join(letters[end - GROUP_LENGTH : end] for end in ends)


def matches(given: str) -> bool:
    return secrets.compare_digest(_plain(given), _plain(current()))


def _plain(code: str) -> bytes:
    return code.upper().replace("-", "").replace(" ", "").encode(errors="replace")
