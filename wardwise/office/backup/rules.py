"""Taking a backup, and putting one back.

A restore reads and checks everything before it changes anything. Then it unpacks beside what is there, fills the
database in one transaction and proves the audit's chain with the restored key inside it. Only then do the folders
change places; the old ones are kept until that is done, and put back if it fails.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.office.audit.models import Event
from wardwise.office.backup import bundle, lock, rows
from wardwise.office.backup.exceptions import CannotBackUp, CannotRestore

STAGED, OLD = ".restoring", lock.INTERRUPTED


@dataclass(frozen=True)
class Done:
    """What a backup or a restore moved."""

    rows: int
    files: int
    size: int
    made_at: str
    made_by: str

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


def back_up(path: Path, *, overwrite: bool = False) -> Done:
    """Write everything to one file that only this user can read. The server may run meanwhile."""
    home = Path(settings.WARDWISE_HOME)
    if path.exists() and not overwrite:
        raise CannotBackUp("exists", f"{path.name} exists already. Name another file, or say --overwrite.")
    if home.resolve() in path.resolve().parents:
        raise CannotBackUp("inside_home", "Write the backup outside WARDWISE_HOME: it belongs on another disk.")
    if not path.parent.is_dir():
        raise CannotBackUp("no_folder", f"There is no folder {path.parent}.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
                manifest = write_all(packed, home)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as problem:
        raise CannotBackUp("cannot_write", f"The backup could not be written: {problem.strerror}.") from problem
    finally:
        part.unlink(missing_ok=True)
    return summary(manifest, path)


def write_all(packed: zipfile.ZipFile, home: Path) -> bundle.Manifest:
    """The database as of one moment, then the files: a file may be newer than the rows, never older."""
    connection = connections["default"]
    manifest = bundle.Manifest(
        format=bundle.FORMAT,
        made_by=f"wardwise {version('wardwise')}",
        made_at=timezone.now().astimezone(dt.UTC).isoformat(timespec="seconds"),
        database=connection.vendor,
        migrations=rows.migrations(),
    )
    with rows.one_moment():
        manifest.keys = rows.highest_keys()
        for model in rows.kept_models():
            name = f"database/{model._meta.db_table}.jsonl"
            with packed.open(name, "w", force_zip64=True) as inside:
                target = bundle.Hashing(inside)
                manifest.rows[model._meta.db_table] = rows.write(model, target)
            manifest.files[name] = target.facts()
    for path in bundle.state_files(home):
        bundle.add_file(packed, f"files/{path.relative_to(home).as_posix()}", path, manifest)
    packed.writestr(bundle.MANIFEST, manifest.as_json())
    return manifest


def summary(manifest: bundle.Manifest, path: Path) -> Done:
    files = sum(name.startswith("files/") for name in manifest.files)
    return Done(sum(manifest.rows.values()), files, path.stat().st_size, manifest.made_at, manifest.made_by)


def is_in_use(home: Path) -> bool:
    """Does the installation hold anything that a restore would destroy?"""
    incidents = home / "incidents"
    return Event.objects.exists() or (incidents.is_dir() and any(incidents.iterdir()))


def restore(path: Path, *, replace: bool = False) -> Done:
    """Put a backup back. Refused over an installation in use unless `replace`, and while it is being served."""
    home = Path(settings.WARDWISE_HOME)
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = bundle.read_manifest(packed)
            refuse_other_version(manifest)
            bundle.verify(packed, manifest)
            with lock.replacing(home):
                undo_interrupted(home)
                if is_in_use(home) and not replace:
                    raise CannotRestore("in_use", "This installation holds data already. Say --replace to lose them.")
                refuse_if_full(home, manifest)
                put_back(packed, manifest, home)
    except zipfile.BadZipFile as problem:
        raise CannotRestore("no_backup", f"{path.name} is no backup, or its end is missing.") from problem
    return summary(manifest, path)


def refuse_other_version(manifest: bundle.Manifest) -> None:
    if manifest.migrations != rows.migrations():
        raise CannotRestore(
            "other_version",
            f"The backup was made by {manifest.made_by} with other tables than this version has "
            f"({version('wardwise')}). Install that version, restore, and upgrade afterwards.",
        )
    if set(manifest.rows) != {model._meta.db_table for model in rows.kept_models()}:
        raise CannotRestore("other_version", "The backup's tables are not those of this version.")


def refuse_if_full(home: Path, manifest: bundle.Manifest) -> None:
    wanted = 2 * sum(facts["size"] for facts in manifest.files.values())
    if shutil.disk_usage(home).free < wanted:
        raise CannotRestore("disk_full", f"The disk needs {wanted:,} bytes free to restore this backup.")


def put_back(packed: zipfile.ZipFile, manifest: bundle.Manifest, home: Path) -> None:
    staged = home / STAGED
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700)
    try:
        bundle.extract(packed, manifest, staged)
        with transaction.atomic():
            fill_database(packed, manifest, staged)
            swap(home, staged)
    except DatabaseError as problem:
        undo_interrupted(home)
        raise CannotRestore(
            "does_not_fit", "The rows in the backup do not fit together: nothing was kept."
        ) from problem
    except BaseException:
        undo_interrupted(home)
        raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    shutil.rmtree(home / OLD, ignore_errors=True)


def fill_database(packed: zipfile.ZipFile, manifest: bundle.Manifest, staged: Path) -> None:
    """Every row, and the proof that the audit is whole under the key that came with it."""
    rows.empty()
    for model in rows.kept_models():
        table = model._meta.db_table
        with packed.open(f"database/{table}.jsonl") as file:
            if rows.read(model, file) != manifest.rows[table]:
                raise CannotRestore(
                    "damaged", f"The table {table} has another number of rows than the manifest says."
                )
    rows.go_on_after(manifest.keys)
    connections["default"].check_constraints()
    key_file = staged / "keys" / "audit-key"
    if not key_file.is_file():
        raise CannotRestore("no_key", "The backup has no audit key.")
    verdict = audit.verify(key=key_file.read_text().strip())
    if not verdict.is_whole:
        raise CannotRestore("audit_broken", f"The audit in the backup is broken: {verdict.reason}.")


def swap(home: Path, staged: Path) -> None:
    """Each folder and file of state steps aside, and the restored one takes its place."""
    old = home / OLD
    old.mkdir(mode=0o700)
    for entry in sorted(home.iterdir()):
        if entry.name not in (*bundle.NOT_KEPT, STAGED, OLD, lock.NAME):
            entry.rename(old / entry.name)
    for entry in sorted(staged.iterdir()):
        entry.rename(home / entry.name)


def undo_interrupted(home: Path) -> None:
    """If a restore was stopped while the folders changed places, what stepped aside steps back."""
    old = home / OLD
    if old.is_dir():
        for entry in sorted(old.iterdir()):
            there = home / entry.name
            if there.is_dir():
                shutil.rmtree(there)
            else:
                there.unlink(missing_ok=True)
            entry.rename(there)
        old.rmdir()
