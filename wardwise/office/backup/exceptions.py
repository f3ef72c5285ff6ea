"""What can go wrong with a backup, each with a code that never changes.

BackupError
├── CannotBackUp    nothing was written
└── CannotRestore   nothing was changed
"""

from __future__ import annotations


class BackupError(Exception):
    """`code` may be relied on; the message tells the operator what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class CannotBackUp(BackupError):
    """No backup was made."""


class CannotRestore(BackupError):
    """The backup was not put back, and what was there is as it was."""
