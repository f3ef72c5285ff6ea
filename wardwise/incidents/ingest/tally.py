"""Accounting: every row that was read is loaded, loaded with a flag, or refused with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tally:
    """What became of the rows of some files. `loaded` are those without a flag: loaded + flagged + refused = read."""

    read: int = 0
    loaded: int = 0
    flagged: int = 0
    refused: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        return self.kept + self.refused == self.read and sum(self.refusals.values()) == self.refused

    @property
    def kept(self) -> int:
        return self.loaded + self.flagged

    def refuse(self, reason: str, rows: int) -> None:
        if rows:
            self.read += rows
            self.refused += rows
            self.refusals[reason] = self.refusals.get(reason, 0) + rows

    def keep(self, flags: Iterable[str], rows: int) -> None:
        found = list(flags)
        self.read += rows
        self.flagged += rows if found else 0
        self.loaded += 0 if found else rows
        for flag in found:
            self.flags[flag] = self.flags.get(flag, 0) + rows

    def add(self, other: Tally) -> None:
        self.read += other.read
        self.loaded += other.loaded
        self.flagged += other.flagged
        self.refused += other.refused
        for mine, theirs in ((self.flags, other.flags), (self.refusals, other.refusals)):
            for key, rows in theirs.items():
                mine[key] = mine.get(key, 0) + rows

    def as_dict(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "loaded": self.loaded,
            "flagged": self.flagged,
            "refused": self.refused,
            "flags": dict(sorted(self.flags.items())),
            "refusals": dict(sorted(self.refusals.items())),
        }

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Tally:
        return cls(
            found["read"],
            found["loaded"],
            found["flagged"],
            found["refused"],
            dict(found.get("flags", {})),
            dict(found.get("refusals", {})),
        )

    @classmethod
    def total(cls, tallies: Iterable[Tally]) -> Tally:
        total = cls()
        for tally in tallies:
            total.add(tally)
        return total
