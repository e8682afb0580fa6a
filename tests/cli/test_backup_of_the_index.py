"""What was found before a backup is found where it is restored, and what is said there, too."""

from pathlib import Path

import pytest
from django.db import connection

from palaver.operations.backup import engines
from tests.provider.process import ProviderProcess
from tests.running import Palaver

SAY = """
from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
owner, _ = User.objects.get_or_create(username="owner")
chat = Chat.objects.create(owner=owner, title="Rivers of Europe")
Message.objects.create(chat=chat, role="user", text={text!r})
"""
FIND = """
from palaver.accounts.models import User
from palaver.chats.models import Message
from palaver.chats.search import Query, Search
owner = User.objects.get(username="owner")
found = Search(owner, Query.parse("river in "), lambda model: Message.objects.none()).find()
print(sorted(Message.objects.filter(pk__in=found.messages).values_list("text", flat=True)))
"""


def installation(directory: Path, provider: ProviderProcess) -> Palaver:
    palaver = Palaver(directory, provider.base_url)
    palaver.data.mkdir(parents=True)
    return palaver


def test_a_restored_index_finds_what_it_found_and_is_kept(
    tmp_path: Path, provider: ProviderProcess
) -> None:
    old, new = (installation(tmp_path / name, provider) for name in ("old", "new"))
    old.create_user("owner")
    old.shell(SAY.format(text="a river in the north"))
    file = str(tmp_path / "backup.tar.gz")
    assert old.run("backup", file).returncode == 0

    restored = new.run("restore", file)

    assert restored.returncode == 0, restored.stderr
    assert new.shell(FIND).split("\n")[0] == "['a river in the north']"
    new.shell(SAY.format(text="a river in the south"))
    assert new.shell(FIND).split("\n")[0] == "['a river in the north', 'a river in the south']"


@pytest.mark.postgresql_only
@pytest.mark.django_db
def test_a_database_that_is_cleared_keeps_nothing_of_the_index() -> None:
    engines.current().clear()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proname LIKE 'chats_search_%%'", [])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'chats_search_%%'", [])
        assert cursor.fetchone() == (0,)
