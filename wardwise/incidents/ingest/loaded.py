"""The account of a load: what was read, loaded, flagged and refused, and which months it wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wardwise.incidents.ingest.tally import Tally


@dataclass
class Loaded:
    """What a load did: the accounting for each kind of file, the months it wrote, and the gaps it leaves."""

    kinds: dict[str, Tally] = field(default_factory=dict)
    months: list[str] = field(default_factory=list)
    months_written: dict[str, list[str]] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    without_rows: list[str] = field(default_factory=list)
    left_as_newer: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(self.months_written.values())

    def as_dict(self) -> dict[str, Any]:
        """One object for programs. rows_loaded counts rows without a flag: loaded + flagged + refused = read."""
        total = Tally.total(self.kinds.values())
        return {
            **_numbers(total),
            "kinds": {
                kind: {**_numbers(t), "flags": t.flags, "refusals": t.refusals} for kind, t in self.kinds.items()
            },
            "months": self.months,
            "months_written": self.months_written,
            "missing_months": self.gaps,
            "files_without_rows": self.without_rows,
            "files_left_as_newer": self.left_as_newer,
            "changed": self.changed,
        }


def _numbers(tally: Tally) -> dict[str, int]:
    return {
        "rows_read": tally.read,
        "rows_loaded": tally.loaded,
        "rows_flagged": tally.flagged,
        "rows_refused": tally.refused,
    }
