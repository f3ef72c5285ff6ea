"""`wardwise backup`, `wardwise restore` and `wardwise status`: everything kept, in one file, and back."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import click

from wardwise.console.base import as_json, start_django, start_with_database, tell

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=FILE)
@click.option("--overwrite", is_flag=True, help="Replace FILE if it exists.")
@as_json
def backup(file: Path, overwrite: bool, wants_json: bool) -> None:
    """Write database, incident store, uploads and keys to one FILE. Wardwise may be served meanwhile.

    Only the user who runs it can read the file. It holds personal data and the keys: encrypt it before it leaves the
    machine. It can be restored on SQLite and on PostgreSQL, whichever it was made on.

    \b
    wardwise backup /backups/wardwise-2026-11-22.zip
    """
    start_with_database()
    from wardwise.office.backup import rules

    done = rules.back_up(file, overwrite=overwrite)
    with file.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    tell(
        {**done.as_dict(), "file": str(file), "sha256": digest},
        f"{done.rows:,} rows and {done.files:,} files were written to {file} ({done.size / 1e6:,.1f} MB).",
        f"SHA-256 {digest}",
        wants_json=wants_json,
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Lose what this installation holds now.")
@as_json
def restore(file: Path, replace: bool, wants_json: bool) -> None:
    """Put a backup back, after checking every byte of it. Stop `wardwise serve` first.

    It is refused (exit code 2, nothing changed) if the file is damaged or made by a version with other tables, if its
    audit is broken, or if this installation holds data and --replace is not given. Everybody signs in again.

    \b
    wardwise restore /backups/wardwise-2026-11-22.zip
    wardwise restore /backups/wardwise-2026-11-22.zip --replace
    """
    start_with_database()
    from wardwise.office.backup import rules

    done = rules.restore(file, replace=replace)
    tell(
        done.as_dict(),
        f"{done.rows:,} rows and {done.files:,} files of {done.made_at} were restored, and the audit is whole.",
        wants_json=wants_json,
    )


@click.command()
@as_json
def status(wants_json: bool) -> None:
    """Say where everything lies and whether it can be used.

    \b
    wardwise status
    """
    start_django()
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.utils import timezone

    from wardwise.incidents import vocab

    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    home = Path(settings.WARDWISE_HOME)
    free = shutil.disk_usage(home).free
    overdue = vocab.overdue(timezone.localdate())
    answer = {
        "home": str(home),
        "database": connection.vendor,
        "migrations_waiting": waiting,
        "origin": settings.WARDWISE_ORIGIN,
        "doors": settings.WARDWISE_DOORS,
        "bytes_free": free,
        "vocabularies_overdue": list(overdue),
    }
    tell(
        answer,
        f"State lies in     {home} ({free / 1e9:,.1f} GB free)",
        f"Database          {connection.vendor}, {waiting} changes waiting"
        + (" (serve makes them)" if waiting else ""),
        f"Reached at        {settings.WARDWISE_ORIGIN} (doors: {settings.WARDWISE_DOORS})",
        f"Vocabularies      {', '.join(overdue) + ': a review is due' if overdue else 'all within their review'}",
        wants_json=wants_json,
    )
