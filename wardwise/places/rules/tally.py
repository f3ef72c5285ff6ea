from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from wardwise.places.exceptions import LoadRefused, Refusal


@dataclass(frozen=True)
class Tally:
    """What became of every row of a file: loaded, updated, unchanged or refused. The four sum to what was read."""

    read: int
    loaded: int
    updated: int
    unchanged: int
    refused: tuple[Refusal, ...]

    def __post_init__(self) -> None:
        if self.loaded + self.updated + self.unchanged + len(self.refused) != self.read:
            raise AssertionError("the report of a load does not add up")

    @property
    def changes(self) -> int:
        return self.loaded + self.updated

    def as_dict(self) -> dict[str, Any]:
        """For programs: the five figures as `rows_...`, the reasons as `refusals`, and the rest by its name."""
        figures = asdict(self)
        refusals = figures.pop("refused")
        rows = {f"rows_{word}": figures.pop(word) for word in ("read", "loaded", "updated", "unchanged")}
        return {**rows, "rows_refused": len(refusals), "refusals": refusals, **figures}


def refuse_or_skip(what: str, refused: Sequence[Refusal], *, usable: int, skip_refused: bool) -> None:
    """Stop at rows that cannot be taken, unless the operator has said to leave them out."""
    if usable and (skip_refused or not refused):
        return
    first = "; ".join(str(row) for row in refused[:5])
    more = f"; and {len(refused) - 5} more" if len(refused) > 5 else ""
    rest = " Mend the file, or leave them out with --skip-refused." if usable else " There is nothing left to load."
    raise LoadRefused("rows_refused", f"{len(refused)} {what} cannot be taken: {first}{more}.{rest}", refused)
