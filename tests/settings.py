"""The project's settings over an empty, temporary data directory.

With PALAVER_TEST_DATABASE=postgresql on a PostgreSQL server of the tests' own, else on SQLite.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.postgresql import server

_directory = tempfile.mkdtemp(prefix="palaver-tests-")
atexit.register(shutil.rmtree, _directory, ignore_errors=True)

ENGINE = "PALAVER_TEST_DATABASE"

_engine = os.environ.get(ENGINE, "sqlite")
for _name in set(os.environ) - {ENGINE}:  # which processes beside this one inherit
    if _name.startswith(("PALAVER_", "OPENAI_")) or _name in {"DATABASE_URL", "REDIS_URL", "HOST"}:
        del os.environ[_name]
os.environ["PALAVER_DATA_DIR"] = _directory
if _engine == "postgresql":
    os.environ["DATABASE_URL"] = server.url("palaver")

from palaver.project.settings import *  # noqa: E402, F403  the environment is set first
from palaver.project.settings import DATABASES  # noqa: E402

if _engine == "sqlite":
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_directory) / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
