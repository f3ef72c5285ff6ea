"""What can be refused here.

Refused (partners)
└── CannotLoad      what was handed over cannot be loaded; nothing was changed
"""

from __future__ import annotations

from wardwise.partners.exceptions import Refused


class CannotLoad(Refused):
    """What was handed over cannot be loaded. Nothing was changed."""

    def __init__(self, message: str) -> None:
        super().__init__("cannot_load", message)
