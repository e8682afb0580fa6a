"""People for tests, many at a time: a process for each would take longer than the tests."""

import json
from collections.abc import Sequence
from uuid import uuid4

from tests.running import Palaver
from tests.visitor import PASSWORD

BATCH = 30
CREATE = """
import json
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from palaver.accounts.models import User
def sign_in(name, password, admin):
    client = Client()
    rights = {"is_superuser": admin, "is_staff": admin}
    client.force_login(User.objects.create(username=name, password=password, **rights))
    return client.cookies[settings.SESSION_COOKIE_NAME].value
def sign_all_in(names, password, admin):
    hashed = make_password(password)
    print(json.dumps([sign_in(name, hashed, admin) for name in names]))
"""


def sessions(palaver: Palaver, names: Sequence[str], *, admin: bool = False) -> list[str]:
    """Makes people of these names, and signs them in."""
    printed = palaver.shell(f"{CREATE}\nsign_all_in({[*names]!r}, {PASSWORD!r}, {admin!r})")
    made: list[str] = json.loads(printed.splitlines()[-1])
    return made


class Crowd:
    """Sessions of people in one Palaver, each for one test."""

    def __init__(self, palaver: Palaver) -> None:
        self._palaver = palaver
        self._sessions: list[str] = []

    def next(self) -> str:
        if not self._sessions:
            names = [f"person-{uuid4().hex[:12]}" for _ in range(BATCH)]
            self._sessions = sessions(self._palaver, names)
        return self._sessions.pop()
