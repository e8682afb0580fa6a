"""Putting a backup into an empty installation."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from dotenv import dotenv_values

from palaver.lib import instance, upgrade
from palaver.lib.data_directory import ATTACHMENTS, KEPT, PRIVATE_DIRECTORY, made, reason
from palaver.lib.refusal import Refusal
from palaver.operations.backup import archive, engines
from palaver.operations.backup.archive import DATA, DATABASE, Manifest
from palaver.operations.backup.engines import Engine

ASIDE = ".from-backup"
HOW_TO_GET = {
    "sqlite": "unset DATABASE_URL to restore it",
    "postgresql": "set DATABASE_URL to an empty PostgreSQL database to restore it",
}


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    aside: list[Path]  # files that were put beside those which were there already


def restore(source: Path) -> Restored:
    """All that the file holds, in the form of this version; on a refusal nothing is changed."""
    engine = engines.current()
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as directory:
            content = Path(directory)
            manifest = archive.unpack(source, content)
            _refuse_unfit(source, manifest)
            instance.hold(settings.DATA_DIR)
            upgrade.wait_for_others()
            return Restored(manifest, _put_back(engine, content))
    except OSError as error:
        raise Refusal(f"{source} cannot be restored: {reason(error)}.") from error
    finally:
        connection.close()


def _refuse_unfit(source: Path, manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        how = HOW_TO_GET.get(manifest.engine, "this version does not know that")
        raise Refusal(f"{source} is of a database of {manifest.engine}; {how}.")
    applied = {(app, name) for app, _, name in (m.partition(".") for m in manifest.migrations)}
    if newer := upgrade.unknown(applied, MigrationLoader(None)):
        raise Refusal(
            f"{source} was made by a newer version of Palaver, {manifest.palaver} (this one does "
            f"not know {'.'.join(max(newer))}); install that version."
        )


def _put_back(engine: Engine, content: Path) -> list[Path]:
    if engine.exists:
        raise Refusal("The database is not empty; a backup is restored into an empty one only.")
    try:
        engine.load(content / DATABASE)
        upgrade.migrate()
        _put_attachments(content / DATA / ATTACHMENTS)
        return _put_files(content / DATA)
    except BaseException:
        engine.clear()
        raise


def _put_attachments(source: Path) -> None:
    """Their names are nobody else's."""
    for file in source.rglob("*"):
        if file.is_file():
            target = settings.DATA_DIR / ATTACHMENTS / file.relative_to(source)
            for directory in (target.parent.parent, target.parent):
                if not directory.exists():
                    directory.mkdir(mode=PRIVATE_DIRECTORY)
                    made(directory)
            made(target)
            shutil.move(file, target)


def _put_files(source: Path) -> list[Path]:
    """The secret key comes last, as it alone replaces what is there."""
    given = [source / name for name in KEPT if (source / name).exists()]
    targets = [settings.DATA_DIR / _name(file) for file in given]
    for file, target in zip(given, targets, strict=True):
        if not target.exists():
            made(target)
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.move(file, draft)
        draft.replace(target)
    return [target for target in targets if target.suffix == ASIDE]


def _name(file: Path) -> str:
    return file.name + ASIDE if _is_in_the_way(file) else file.name


def _is_in_the_way(file: Path) -> bool:
    there = settings.DATA_DIR / file.name
    if file.name == "secret_key":  # each installation makes one, and an empty one's signs nothing
        return False
    if there.exists():
        return there.read_bytes() != file.read_bytes()
    return file.name == ".env" and _leads_elsewhere(file)


def _leads_elsewhere(dotenv: Path) -> bool:
    """Whether the next start would use another database than the one restored."""
    named = dotenv_values(dotenv, interpolate=False).get("DATABASE_URL")
    return bool(named) and named != settings.PALAVER_ENVIRON.get("DATABASE_URL")
