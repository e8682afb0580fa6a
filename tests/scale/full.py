"""A database of PostgreSQL that has no room left: on a small disk, or as if it were on one."""

import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tests.faults.disks import BLOCK, can_mount, small_disk
from tests.postgresql import DEBIAN_USER, PostgreSQL

SIZE = "64m"
REFUSE = """
CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER refuse BEFORE INSERT ON generation_chunk EXECUTE FUNCTION refuse();
"""


class Full(ABC):
    """A database; `words` are what the server says once there is no room."""

    words = "No space left on device"

    def __init__(self, server: PostgreSQL, database: str) -> None:
        self.database = database
        self._server = server

    @abstractmethod
    def fill(self) -> None: ...

    @abstractmethod
    def make_room(self) -> None: ...


class OnASmallDisk(Full):
    """In a tablespace of its own, so that the write-ahead log keeps its room."""

    def __init__(self, server: PostgreSQL, database: str, disk: Path) -> None:
        super().__init__(server, database)
        self._ballast = disk / "ballast"

    def fill(self) -> None:
        with self._ballast.open("wb", buffering=0) as ballast:
            try:
                while ballast.write(bytes(BLOCK)):
                    pass
            except OSError:
                pass

    def make_room(self) -> None:
        self._ballast.unlink()


class AsIfFull(Full):
    """Where nothing can be mounted: the log's table refuses as a full disk does."""

    def fill(self) -> None:
        self._execute(REFUSE)

    def make_room(self) -> None:
        self._execute("DROP TRIGGER refuse ON generation_chunk")

    def _execute(self, statement: str) -> None:
        url = self._server.url(self.database)
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            connection.execute(statement.encode())


@contextmanager
def full_database(server: PostgreSQL, size: str = SIZE) -> Iterator[Full]:
    """A new database that can be filled."""
    directory = Path(tempfile.mkdtemp(prefix="palaver-disk-"))
    try:
        if can_mount(directory / "probe"):
            with _on_a_small_disk(server, directory / "disk", size) as database:
                yield database
        else:
            yield AsIfFull(server, server.make_database().rpartition("/")[2])
    finally:
        shutil.rmtree(directory)


@contextmanager
def _on_a_small_disk(server: PostgreSQL, directory: Path, size: str) -> Iterator[Full]:
    directory.parent.chmod(0o755)
    with small_disk(directory, size):
        place = directory / "tablespace"
        place.mkdir(mode=0o700)
        shutil.chown(place, DEBIAN_USER, DEBIAN_USER)
        server.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        server.execute("CREATE DATABASE small TABLESPACE small")
        yield OnASmallDisk(server, "small", directory)
        server.stop()
