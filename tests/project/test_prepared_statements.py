"""On PostgreSQL a connection plans a statement but a few times."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.utils import ConnectionHandler
from environs import Env

from palaver.project.postgresql import settings as settings_of
from tests.postgresql import PostgreSQL

ALIAS = "prepared"

Connect = Callable[[bool], Any]


@pytest.fixture
def connect(postgresql: PostgreSQL, django_db_blocker: Any) -> Iterator[Connect]:
    connections: list[Any] = []

    def connect(prepares: bool) -> Any:
        address: Any = Env().dj_db_url("", postgresql.make_database())
        settings = settings_of(address, 1, prepares=prepares)
        handler = ConnectionHandler({"default": {}, ALIAS: settings})  # a pool belongs to its alias
        connections.append(handler[ALIAS])
        return connections[-1]

    with django_db_blocker.unblock():
        yield connect
    for connection in connections:
        connection.close_pool()


def prepared(connection: Any) -> list[str]:
    with connection.cursor() as cursor:
        for number in range(4):
            cursor.execute("SELECT %s::int", [number])
            assert cursor.fetchone() == (number,)
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_statement_that_comes_again_is_prepared(connect: Connect) -> None:
    assert prepared(connect(True)) == ["SELECT $1::int"]


def test_nothing_is_prepared_where_a_pooler_could_not_carry_it(connect: Connect) -> None:
    assert prepared(connect(False)) == []
