"""What can go wrong when areas are loaded or joined.

PlacesError
├── LoadRefused         a file was refused; nothing was changed
├── UnknownScheme       there is no such scheme of areas here
└── JoinLosesRecords    joining two schemes would lose more records than may be lost
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wardwise.places.coverage import Coverage


@dataclass(frozen=True)
class Refusal:
    """One row or feature that cannot be taken, counted from 1 as it stands in the file, and why."""

    row: int
    reason: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.row}{f' ({self.code})' if self.code else ''}: {self.reason}"


class PlacesError(Exception):
    """`code` never changes and may be relied on; the message tells people what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class LoadRefused(PlacesError):
    """The file cannot be taken as it is. Nothing was changed."""

    def __init__(self, code: str, message: str, refused: Sequence[Refusal] = ()) -> None:
        super().__init__(code, message)
        self.refused = tuple(refused)


class UnknownScheme(PlacesError):
    """The scheme was never loaded."""

    def __init__(self, scheme: str, known: Sequence[str]) -> None:
        listed = ", ".join(known) or "none yet"
        super().__init__(
            "unknown_scheme", f"There is no scheme of areas “{scheme}” here. Load it first. Loaded: {listed}."
        )


class JoinLosesRecords(PlacesError):
    """The two schemes do not fit: more records would be lost than may be."""

    def __init__(self, coverage: Coverage, message: str) -> None:
        super().__init__("join_loses_records", message)
        self.coverage = coverage
