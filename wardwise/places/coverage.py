from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Coverage:
    """How well a join went: how many codes and records found an area, and which did not."""

    from_scheme: str
    to_scheme: str
    records: float
    matched: float
    codes: int
    matched_codes: int
    lost: tuple[tuple[str, float], ...]  # code and records lost, most first

    @property
    def unmatched(self) -> float:
        return self.records - self.matched

    @property
    def share_lost(self) -> float:
        return self.unmatched / self.records if self.records else 0.0

    def __str__(self) -> str:
        worst = ", ".join(f"{code} ({number(lost)})" for code, lost in self.lost[:5])
        return (
            f"{number(self.unmatched)} of {number(self.records)} records ({self.share_lost:.1%}) find no area of "
            f"{self.to_scheme}" + (f"; most of them in {worst}" if worst else "")
        )


def number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
