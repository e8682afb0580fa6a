"""Tests that run side by side use the database that was asked for."""

import os
import subprocess
import sys

import pytest

from tests.running import ROOT
from tests.settings import ENGINE

ON_POSTGRESQL_ONLY = "test_of_two_folders_of_one_name_one_is_refused"
NONE_LEFT = pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    ("engine", "status"), [("postgresql", pytest.ExitCode.OK), ("sqlite", NONE_LEFT)]
)
def test_each_process_has_the_database_that_was_asked_for(engine: str, status: int) -> None:
    options = ["-p", "no:cacheprovider", "--numprocesses", "1", "-k", ON_POSTGRESQL_ONLY]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "tests/chats/test_folder.py"],
        cwd=ROOT,
        check=False,
        env={**os.environ, ENGINE: engine},
        capture_output=True,
        text=True,
    )
    assert done.returncode == status, done.stdout
