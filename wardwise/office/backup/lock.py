"""Who uses WARDWISE_HOME: any number may serve it at once, and nobody may replace it meanwhile."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wardwise.office.backup.exceptions import CannotRestore

NAME = ".serving"
INTERRUPTED = ".before-restore"  # the old state, while a restore puts the new in its place


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """While this lasts, nobody restores a backup over the home. Refused where a restore was stopped half-way."""
    if (home / INTERRUPTED).is_dir():
        raise CannotRestore(
            "interrupted", "A restore was interrupted here. Run it again: wardwise restore --replace."
        )
    with held(home, fcntl.LOCK_SH):
        yield


@contextmanager
def replacing(home: Path) -> Iterator[None]:
    """While this lasts, nobody serves; refused if somebody does."""
    with held(home, fcntl.LOCK_EX):
        yield


@contextmanager
def held(home: Path, kind: int) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise CannotRestore(
            "in_use", "Wardwise is being served from this folder, or a backup is being restored. Stop it first."
        ) from None
    try:
        yield
    finally:
        os.close(handle)
