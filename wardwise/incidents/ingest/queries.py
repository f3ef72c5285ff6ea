"""What is known of the data that were loaded: completeness, quality, accounting."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import shapely

from wardwise.incidents import measures, schema, vocab
from wardwise.incidents.home import store_of
from wardwise.incidents.ingest.ground import Ground, Scheme
from wardwise.incidents.ingest.police_uk import gaps
from wardwise.incidents.ingest.tally import Tally
from wardwise.incidents.store import Held
from wardwise.partners.models import Partnership
from wardwise.places.models import Area

STREET = "police-uk-street"


def ground_of(partnership: Partnership) -> Ground:
    """The partnership's own areas in every scheme that was loaded for it."""
    found: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    rows = Area.objects.filter(covered_by__partnership=partnership).order_by("scheme__code", "code")
    for scheme, code, boundary in rows.values_list("scheme__code", "code", "boundary"):
        found[scheme].append((code, bytes(boundary)))
    schemes = {
        name: Scheme([code for code, _ in areas], list(shapely.from_wkb([wkb for _, wkb in areas])))
        for name, areas in found.items()
    }
    return Ground(partnership.place, schemes)


@dataclass(frozen=True)
class MonthHealth:
    """One month of one source: is it there, what became of its rows, what is remarkable about it."""

    month: str
    is_held: bool
    rows: Tally = field(default_factory=Tally)
    inside: int = 0
    has_moved_points: bool = False
    point_share: float | None = None
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def flags(self) -> list[tuple[str, int]]:
        """Quality flags in words, most frequent first."""
        names = vocab.load("flags")
        return sorted(((names.name(code), rows) for code, rows in self.rows.flags.items()), key=lambda f: -f[1])

    @property
    def refusals(self) -> list[tuple[str, int]]:
        """Reasons for refusing rows in words, most frequent first."""
        names = vocab.load("refusals")
        return sorted(((names.name(code), rows) for code, rows in self.rows.refusals.items()), key=lambda r: -r[1])


@dataclass(frozen=True)
class SourceHealth:
    """Everything that is known of how good one source is."""

    source: str
    name: str
    about: str
    months: list[MonthHealth]
    rows: Tally

    @property
    def held(self) -> list[MonthHealth]:
        return [month for month in self.months if month.is_held]

    @property
    def missing(self) -> list[MonthHealth]:
        return [month for month in self.months if not month.is_held]

    @property
    def missing_runs(self) -> list[tuple[str, str]]:
        """The missing months, those that follow each other as first and last."""
        return schema.runs_of_months([month.month for month in self.missing])

    @property
    def moved(self) -> list[MonthHealth]:
        return [month for month in self.months if month.has_moved_points]

    @property
    def inside(self) -> int:
        return sum(month.inside for month in self.months)


def health(partnership: Partnership, source: str) -> SourceHealth:
    """The completeness and quality of one source, month by month, gaps included."""
    store, term = store_of(partnership), vocab.load("sources").by_code[source]
    overlap = measures.point_overlap(store, source) if source == STREET else None
    shares = dict(zip(overlap.months.astype(str), overlap.share, strict=True)) if overlap else {}
    moved = set(overlap.months[overlap.has_moved].astype(str)) if overlap else set()
    catalogue = store.catalogue(source)
    complete = set(measures.complete_months(store, source))
    found = {h.month: _month(h, h.month in complete, h.month in moved, shares.get(h.month)) for h in catalogue}
    if term.more["gap_if_absent"]:
        found |= {month: MonthHealth(month, is_held=False) for month in gaps(found)}
    months = [found[month] for month in sorted(found)]
    return SourceHealth(source, term.name, term.about, months, Tally.total(month.rows for month in months))


def _month(held: Held, is_held: bool, has_moved: bool, share: float | None) -> MonthHealth:
    rows = Tally.of({"flags": {}, "refusals": {}, **held.report["rows"]})
    inside = int((held.report.get("areas") or {}).get("inside", 0))
    known = None if share is None or share != share else float(share)
    return MonthHealth(held.month, is_held, rows, inside, has_moved, known, held.report)


def sources_of(partnership: Partnership) -> list[SourceHealth]:
    """The health of every source of which something is held."""
    return [health(partnership, source) for source in store_of(partnership).sources()]


def forces(month: MonthHealth) -> list[tuple[str, Tally]]:
    """What became of each supplier's rows in a month."""
    names = vocab.load("forces")
    found = month.report.get("forces") or {}
    return [(names.name(code), Tally.of(numbers)) for code, numbers in sorted(found.items())]


def councils(month: MonthHealth) -> list[tuple[str, int]]:
    """How many rows lie in each council by the name of the published LSOA, most first."""
    total: dict[str, int] = {}
    for force in (month.report.get("forces") or {}).values():
        for name, rows in force.get("councils", {}).items():
            total[name] = total.get(name, 0) + rows
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))
