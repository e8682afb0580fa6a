"""Making a backup of an installation, which may be running."""

import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from palaver.lib.data_directory import ATTACHMENTS, KEPT, reason
from palaver.lib.refusal import Refusal
from palaver.lib.version import version
from palaver.operations.backup import archive, engines
from palaver.operations.backup.archive import DATA, DATABASE, Manifest


def back_up(wanted: Path) -> Path:
    """Everything that the installation keeps, in one new file, whole or not at all.

    `wanted` is the file, or a directory for one that is named after the time.
    """
    now = datetime.now(UTC)
    target = wanted / f"palaver-{now:%Y%m%dT%H%M%SZ}.tar.gz" if wanted.is_dir() else wanted
    if target.exists():
        raise Refusal(f"There is a file {target} already; name another.")
    try:
        # Beside the file: what fits there now fits there whole.
        with tempfile.TemporaryDirectory(prefix=".palaver-backup-", dir=target.parent) as draft:
            _gather(Path(draft), target, now)
    except OSError as error:
        raise Refusal(f"{target} cannot be written: {reason(error)}.") from error
    return target


def _gather(draft: Path, target: Path, now: datetime) -> None:
    content = draft / "content"
    (content / DATA).mkdir(parents=True)
    engine = engines.current()
    if not engine.exists:
        raise Refusal("There is nothing to back up yet: the first start makes the database.")
    migrations = engine.save(content / DATABASE)
    for name in KEPT:
        if (settings.DATA_DIR / name).is_file():
            shutil.copyfile(settings.DATA_DIR / name, content / DATA / name)
    _gather_files(settings.DATA_DIR / ATTACHMENTS, content / DATA / ATTACHMENTS)
    manifest = Manifest(
        palaver=version(),
        made_at=now.isoformat(timespec="seconds"),
        engine=connection.vendor,
        migrations=migrations,
        files=archive.describe(content),
    )
    archive.write(draft / "backup", manifest, content)
    (draft / "backup").rename(target)  # not every disk for backups has links


def _gather_files(source: Path, target: Path) -> None:
    """After the database: what it names is there, unless it was removed in the meantime."""
    with suppress(FileNotFoundError):
        for path in source.rglob("*"):
            if path.is_file():
                copy = target / path.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                with suppress(FileNotFoundError):
                    _copy(path, copy)


def _copy(file: Path, copy: Path) -> None:
    """Files of attachments never change: where the disk is the same, a link is as good."""
    try:
        copy.hardlink_to(file)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(file, copy)
