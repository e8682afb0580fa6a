"""While a new version is put in place, processes of the old one still use the database.

A migration may therefore only add what they can do without. What takes something away comes a
version later, and says so: `contracts = "0.4: nothing since 0.3 reads it"`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

OURS = "palaver."
MARK = "contracts"


def test_no_migration_takes_from_running_processes_what_they_use() -> None:
    broken = {str(migration): list(breaks(migration)) for migration in _ours()}

    assert broken
    assert {name: reasons for name, reasons in broken.items() if reasons} == {}


@pytest.mark.django_db
def test_every_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


TEXT: Any = models.TextField()


def note() -> migrations.CreateModel:
    return migrations.CreateModel("Note", [("id", models.AutoField(primary_key=True))])


def change(*operations: Operation) -> Migration:
    migration = Migration("0002_change", "notes")
    migration.operations = list(operations)  # type: ignore[misc]  # as its executor does
    return migration


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("note", "text"),
        migrations.DeleteModel("Note"),
        migrations.RenameField("note", "text", "body"),
        migrations.RenameModel("Note", "Memo"),
        migrations.AlterModelTable("note", "memo"),
        migrations.AlterField("note", "text", models.CharField(max_length=10)),
        migrations.AddField("note", "author", models.TextField()),
        migrations.AddField("note", "author", models.TextField(default="somebody")),
        migrations.AddConstraint(
            "note", models.UniqueConstraint(fields=["text"], name="one_note_per_text")
        ),
        migrations.AlterUniqueTogether("note", {("text", "author")}),
        migrations.RunSQL("ALTER TABLE notes_note DROP COLUMN text"),
        migrations.RunPython(migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState([migrations.RunSQL("DROP TABLE notes_note")]),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_an_old_process_would_miss_is_refused_unless_it_is_marked(
    operation: Operation,
) -> None:
    migration = change(operation)
    assert len(list(breaks(migration))) == 1

    setattr(migration, MARK, "0.4: nothing since 0.3 reads it")
    assert list(breaks(migration)) == []


@pytest.mark.parametrize(
    "operation",
    [
        note(),
        migrations.AddField("note", "author", models.TextField(null=True)),
        migrations.AddField("note", "author", models.TextField(db_default="somebody")),
        migrations.AddField("note", "readers", models.ManyToManyField("notes.Person")),
        migrations.AddIndex("note", models.Index(fields=["text"], name="by_text")),
        migrations.AlterModelOptions("note", {"verbose_name": "memo"}),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Note")]),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_it_can_do_without_is_let_in(operation: Operation) -> None:
    assert list(breaks(change(operation))) == []


def test_what_the_same_migration_made_nobody_has_used_yet() -> None:
    made = note()

    assert not list(breaks(change(made, migrations.AddField("note", "author", TEXT))))
    assert not list(breaks(change(made, migrations.RemoveField("note", "text"))))
    assert list(breaks(change(made, migrations.AddField("other", "author", TEXT))))


def breaks(migration: Migration) -> Iterator[str]:
    """What in it would break processes of the version before."""
    if migration.initial or hasattr(migration, MARK):
        return
    made = {o.name_lower for o in migration.operations if isinstance(o, migrations.CreateModel)}
    for operation in migration.operations:
        if not _is_harmless(operation) and _model(operation) not in made:
            yield operation.describe()


def _model(operation: Operation) -> str:
    name: Any = getattr(operation, "model_name_lower", "")
    return str(name)


def _is_harmless(operation: Operation) -> bool:
    match operation:
        case migrations.AddField(field=field):
            return field.null or field.many_to_many or field.has_db_default()
        case migrations.SeparateDatabaseAndState():
            return all(map(_is_harmless, operation.database_operations))
        case _:
            return isinstance(operation, HARMLESS)


HARMLESS = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.AlterModelManagers,
    migrations.AlterModelOptions,
    migrations.RenameIndex,
)


def _ours() -> list[Migration]:
    labels = {app.label for app in apps.get_app_configs() if app.name.startswith(OURS)}
    every = MigrationLoader(None).disk_migrations.values()
    return [migration for migration in every if migration.app_label in labels]
