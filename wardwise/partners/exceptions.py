"""What can be refused here.

Refused
├── NotAllowed      the person may not do this
└── (per feature)   a move that is not allowed now
"""

from __future__ import annotations


class Refused(Exception):
    """A rule said no. `code` never changes and may be relied on; the message tells people what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotAllowed(Refused):
    """The person does not hold the permission that this rule needs."""

    def __init__(self, permission_sentence: str) -> None:
        super().__init__("not_allowed", f"You need the permission “{permission_sentence}” to do this.")
