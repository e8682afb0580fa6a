"""People for tests, many at a time: a process for each would take longer than the tests."""

import json

from tests.running import Palaver
from tests.visitor import PASSWORD

BATCH = 30
CREATE = """
import json, uuid
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from palaver.accounts.models import User
password = make_password({password!r})
def sign_in():
    client = Client()
    name = "person-" + uuid.uuid4().hex[:12]
    client.force_login(User.objects.create(username=name, password=password))
    return client.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps([sign_in() for _ in range({count})]))
"""


class Crowd:
    """Sessions of people in one Palaver, each for one test."""

    def __init__(self, palaver: Palaver) -> None:
        self._palaver = palaver
        self._sessions: list[str] = []

    def next(self) -> str:
        if not self._sessions:
            code = CREATE.replace("{count}", str(BATCH)).replace("{password!r}", repr(PASSWORD))
            self._sessions = json.loads(self._palaver.shell(code).splitlines()[-1])
        return self._sessions.pop()
