"""What people of a ward told us: counts of reports by kind, with small counts hidden for good.

Two things keep a hidden count hidden from somebody who keeps every release. A month's counts are frozen when they
are first released. And each new table is made with all earlier ones at hand (`wardwise.methods.disclosure`).
Periods end with a quarter of the year, so that releases do not slide past each other month by month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from wardwise.analysis.measured import Period
from wardwise.incidents import measures, vocab
from wardwise.incidents.home import store_of
from wardwise.incidents.measures import Selection
from wardwise.methods.disclosure import Protected, Table, protect
from wardwise.partners.models import Partnership
from wardwise.places.models import Area
from wardwise.publication.area_pages.models import Release

SOURCE = "resident-reports"
YEAR = 12

Content = dict[str, Any]
Frozen = dict[str, dict[str, int]]  # month, kind, count


def period(today: dt.date) -> Period:
    """The twelve months to the end of the last whole quarter."""
    quarter = (today.month - 1) // 3
    year, month = (today.year, 3 * quarter) if quarter else (today.year - 1, 12)
    end = np.datetime64(f"{year}-{month:02d}", "M")
    return Period(str(end - (YEAR - 1)), str(end))


def said(
    partnership: Partnership, area: Area, *, today: dt.date, shown_before: Sequence[Release]
) -> tuple[Content, Content]:
    """What the page shows, and what must be kept (and never shown) to protect the next release."""
    when = period(today)
    store = store_of(partnership)
    asked = Selection(when.first, when.last, (), (SOURCE,), (area.scheme.code, (area.code,)))
    missing = measures.missing(store, asked)
    if missing.all():
        return {}, {}
    months = [str(month) for month in asked.months[~missing]]
    fresh = {month: counts_of(partnership, area, month) for month in months if month not in frozen(shown_before)}
    kept = {**frozen(shown_before), **fresh}
    kinds = sorted({kind for counts in kept.values() for kind in counts} | set(vocab.categories_of(SOURCE)))
    found = protected(kept, months, kinds, shown_before, partnership.suppress_below)
    shown = {kind: bool(found.shown[0, i]) for i, kind in enumerate(kinds)}
    content = {
        "period": Period(months[0], months[-1]).words,
        **table(found, kinds, shown),
        "threshold": partnership.suppress_below,
    }
    return content, {
        "months": months,
        "counts": {month: kept[month] for month in months},
        "shown": shown,
        "total_shown": bool(found.shown[0, -1]),
    }


def counts_of(partnership: Partnership, area: Area, month: str) -> dict[str, int]:
    """Reports of one month by kind."""
    chosen = Selection(month, month, (), (SOURCE,), (area.scheme.code, (area.code,)))
    found = measures.counts_by_category(store_of(partnership), chosen)
    return {str(kind): int(count) for kind, count in zip(found.categories, found.counts, strict=True)}


def frozen(releases: Sequence[Release]) -> Frozen:
    """The counts of every month as they were first released."""
    kept: Frozen = {}
    for release in releases:
        for month, counts in release.reports.get("counts", {}).items():
            kept.setdefault(month, counts)
    return kept


def protected(
    kept: Frozen, months: list[str], kinds: list[str], shown_before: Sequence[Release], threshold: int
) -> Protected:
    """Hide what must be hidden in this table, given all the earlier ones."""
    every = sorted(kept)
    counts = np.array([[[kept[month].get(kind, 0) for kind in kinds]] for month in every], dtype=np.int64)
    position = {month: i for i, month in enumerate(every)}
    earlier = [
        Table(tuple(position[month] for month in release.reports["months"]), mask(release.reports, kinds))
        for release in shown_before
        if release.reports.get("months")
    ]
    return protect(
        counts, threshold=max(2, threshold), periods=[position[month] for month in months], earlier=earlier
    )


def mask(reports: Content, kinds: list[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which figures an earlier release showed, for the kinds of today."""
    row = [reports["shown"].get(kind, False) for kind in kinds] + [reports["total_shown"]]
    return np.array([row, row])


def table(found: Protected, kinds: list[str], shown: dict[str, bool]) -> Content:
    """The lines people read: kinds that may be shown, and one line for all the others together."""
    values = found.values[0]
    names = vocab.category_names()
    rows: list[Content] = [
        {"name": names.get(kind, kind), "count": int(values[i])}
        for i, kind in enumerate(kinds)
        if shown[kind] and values[i] > 0
    ]
    hidden = any(not is_shown for is_shown in shown.values())
    total = int(values[-1]) if found.shown[0, -1] else None
    others = total - sum(row["count"] for row in rows) if hidden and total is not None else None
    return {
        "rows": sorted(rows, key=lambda row: str(row["name"])),
        "has_hidden": hidden,
        "others": others,
        "total": total,
    }
