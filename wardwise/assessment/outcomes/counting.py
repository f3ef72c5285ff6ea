"""Counts for a design, read from the incident store: each zone, before and after, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardwise.assessment.outcomes import zones
from wardwise.assessment.outcomes.models import Design
from wardwise.incidents import measures, schema
from wardwise.incidents.home import store_of
from wardwise.incidents.store import Store
from wardwise.methods import displacement

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Series:
    """Monthly counts of every zone of a design over its two periods and the months between."""

    months: tuple[str, ...]
    counts: dict[str, Counts]
    is_missing: NDArray[np.bool_]
    period: Counts  # 0 before, 1 after, -1 between
    moved: tuple[str, ...]

    def usable(self, period: int) -> NDArray[np.bool_]:
        return np.asarray((self.period == period) & ~self.is_missing)

    def total(self, zone: str, period: int) -> int:
        return int(self.counts[zone][self.usable(period)].sum())

    def length(self, period: int) -> int:
        """Months of the period for which figures were published."""
        return int(self.usable(period).sum())

    def gaps(self, period: int) -> tuple[str, ...]:
        return tuple(np.array(self.months)[(self.period == period) & self.is_missing].tolist())

    @property
    def dispersion(self) -> float:
        """How much more the months jump about than chance would make them, within each period and zone."""
        used = (self.period >= 0) & ~self.is_missing
        if min(self.length(0), self.length(1)) < 2:
            return self.dispersion_before
        rows = np.array([counts[used] for counts in self.counts.values()])
        return displacement.dispersion_of(rows, self.period[used], share_months=len(rows) > 1)

    @property
    def dispersion_before(self) -> float:
        """The same from the period before alone."""
        rows = np.array([counts[self.usable(0)] for counts in self.counts.values()])
        return displacement.dispersion_of(rows, share_months=len(rows) > 1) if rows.shape[1] > 1 else 1.0


def read(design: Design, last: str | None = None) -> Series:
    """The series of a design from the first month before to the last after (or another last month)."""
    store = store_of(design.operation.partnership)
    last = last or design.after_last
    counts: dict[str, Counts] = {}
    is_missing: NDArray[Any] = np.zeros(0, dtype=bool)
    selection = selection_of(design, design.before_first, last)
    for name, zone in design.grounds.items():
        found = zone_counts(store, selection, zone)
        counts[name], is_missing = found.counts, found.is_missing
    months = tuple(str(month) for month in selection.months)
    period = np.array([period_of(design, month) for month in months], dtype=np.int64)
    return Series(months, counts, is_missing, period, moved_months(store, design, months))


def selection_of(design: Design, first: str, last: str) -> measures.Selection:
    return measures.Selection(
        first=first,
        last=last,
        categories=tuple(design.categories),
        sources=tuple(design.sources),
        found_by=tuple(design.found_by),
    )


def period_of(design: Design, month: str) -> int:
    if design.before_first <= month <= design.before_last:
        return 0
    return 1 if design.after_first <= month <= design.after_last else -1


def zone_counts(store: Store, selection: measures.Selection, zone: zones.Zone) -> measures.MonthlyCounts:
    """By area code where every month was matched to that scheme; by the shape itself where not."""
    if zone.codes and is_matched(store, selection, zone.scheme):
        chosen = measures.Selection(
            first=selection.first,
            last=selection.last,
            categories=selection.categories,
            sources=selection.sources,
            found_by=selection.found_by,
            area=(zone.scheme, zone.codes),
        )
        return measures.monthly_counts(store, chosen)
    return measures.counts_within(store, selection, zones.ground(zone))


def is_matched(store: Store, selection: measures.Selection, scheme: str) -> bool:
    column = schema.area_column(scheme)
    wanted = [str(month) for month in selection.months]
    held = [h for source in selection.sources for h in store.catalogue(source) if h.month in wanted]
    return bool(held) and all(column in h.columns for h in held)


def moved_months(store: Store, design: Design, months: tuple[str, ...]) -> tuple[str, ...]:
    """Months within the design in which the publisher redrew its map points."""
    found: set[str] = set()
    for source in design.sources:
        overlap = measures.point_overlap(store, source)
        found |= {str(month) for month in overlap.months[overlap.has_moved]}
    return tuple(month for month in months[1:] if month in found)


def area_weights(design: Design) -> tuple[float, float, float, float]:
    """Sizes of the zones as multiples of the treated area, or 1 each if the design compares plain counts."""
    if not design.scale_by_area:
        return (1.0, 1.0, 1.0, 1.0)
    size = {name: zones.ground(zone).area for name, zone in design.grounds.items()}
    one, two, three, four = (size[name] / size[zones.TREATED] if name in size else 1.0 for name in zones.NAMES)
    return (one, two, three, four)


@dataclass(frozen=True)
class Power:
    """What a design could show, from the counts of its period before."""

    before: dict[str, int]
    months_before: int
    months_after: int
    dispersion: float
    detectable: float | None
    likely: float | None
    gaps: tuple[str, ...]
    moved: tuple[str, ...]
    drift_z: float | None

    def as_json(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "months_before": self.months_before,
            "months_after": self.months_after,
            "dispersion": round(self.dispersion, 4),
            "detectable": None if self.detectable is None else round(self.detectable, 4),
            "likely": None if self.likely is None else round(self.likely, 4),
            "gaps": list(self.gaps),
            "moved": list(self.moved),
            "drift_z": None if self.drift_z is None else round(self.drift_z, 3),
        }


def power(design: Design) -> Power:
    """The smallest fall this design could show: that which would touch the interval, and that found in four of five.

    Nothing after the period before is read: whoever designs late sees no more than whoever designs in time.
    """
    series = read(design, last=design.before_last)
    before = {name: series.total(name, 0) for name in series.counts}
    months_before = series.length(0)
    months_after = month_count(design.after_first, design.after_last)
    dispersion = series.dispersion_before
    detectable = likely = None
    if before[zones.TREATED] and months_before:
        cells = [before.get(name, 0) for name in zones.NAMES]
        detectable, likely = (
            float(
                displacement.minimum_detectable_fall(
                    cells[0],
                    cells[1],
                    buffer_before=cells[2],
                    buffer_control_before=cells[3],
                    time_weights=(months_before, months_after),
                    area_weights=area_weights(design),
                    level=1 - design.alpha,
                    power=chance,
                    dispersion=dispersion,
                )
            )
            for chance in (0.5, 0.8)
        )
    return Power(
        before,
        months_before,
        months_after,
        dispersion,
        detectable,
        likely,
        series.gaps(0),
        series.moved,
        drift(design, series, dispersion),
    )


def power_of(design: Design) -> Power:
    """What was fixed with the design, or for a draft what it would be now."""
    if not design.is_fixed:
        return power(design)
    kept = design.detectable
    return Power(**{**kept, "gaps": tuple(kept["gaps"]), "moved": tuple(kept["moved"])})


def drift(design: Design, series: Series, dispersion: float) -> float | None:
    """Did treated and comparison area already move apart in the period before? z of its second half on its first."""
    used = np.flatnonzero(series.usable(0))
    if not design.has_control or len(used) < 6:
        return None
    halves = used[: len(used) // 2], used[-(len(used) // 2) :]
    pairs = {n: [int(series.counts[n][half].sum()) for half in halves] for n in (zones.TREATED, zones.CONTROL)}
    if not any(map(sum, pairs.values())):
        return None
    found = displacement.weighted_displacement_difference(
        pairs[zones.TREATED],
        pairs[zones.CONTROL],
        area_weights=area_weights(design),
        dispersion=dispersion,
    )
    return float(found.z)


def month_count(first: str, last: str) -> int:
    return int((np.datetime64(last, "M") - np.datetime64(first, "M")).astype(int)) + 1
