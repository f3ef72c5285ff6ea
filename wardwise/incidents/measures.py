"""The named reads: how many incidents, when, where and of what kind.

Every page, analysis and export asks here. All take a store and a `Selection`, and answer in arrays. A month that was
not published is a gap (`is_missing`), never a zero. Nothing here sums crime with anti-social behaviour unless asked:
say "incidents and crimes" when you do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wardwise.incidents import schema, vocab
from wardwise.incidents.columns import names_of
from wardwise.incidents.grouped import Groups, counted, read
from wardwise.incidents.schema import Refused
from wardwise.incidents.selection import Months, Selection
from wardwise.incidents.store import Held, Store

__all__ = ["Selection"]  # callers find it beside the reads that take it
Counts = NDArray[np.int64]
Codes = NDArray[np.str_]


@dataclass(frozen=True)
class MonthlyCounts:
    """Incidents a month. Where `is_missing`, no file was published: the count says nothing."""

    months: Months
    counts: Counts
    is_missing: NDArray[np.bool_]


@dataclass(frozen=True)
class AreaCounts:
    """Incidents in each area of one scheme, most first. Areas with none are not listed."""

    codes: Codes
    counts: Counts


@dataclass(frozen=True)
class AreaMonthCounts:
    """Incidents by area (rows, in order of code) and month (columns)."""

    codes: Codes
    months: Months
    counts: Counts
    is_missing: NDArray[np.bool_]


@dataclass(frozen=True)
class CategoryCounts:
    """Incidents of each category, most first."""

    categories: Codes
    counts: Counts


@dataclass(frozen=True)
class PointCounts:
    """Incidents on each of the publisher's shared map points, most first, with the point's public name."""

    easting: NDArray[np.float64]
    northing: NDArray[np.float64]
    names: Codes
    counts: Counts


@dataclass(frozen=True)
class PointOverlap:
    """For each month, the share of its located incidents on map points that were used in the six months before.

    `months_before` says how many of those six are held. `has_moved` marks a month whose publisher must have redrawn
    its points: counts by point, or by small cell, cannot be compared across it.
    """

    months: Months
    share: NDArray[np.float64]
    months_before: Counts
    has_moved: NDArray[np.bool_]


def monthly_counts(store: Store, selection: Selection) -> MonthlyCounts:
    """How many incidents in each month?"""
    found = counted(store, selection, "month")
    return _by_month(store, selection, found["month"], found["n"])


def counts_by_category(store: Store, selection: Selection) -> CategoryCounts:
    """How many incidents of each kind?"""
    found = most_first(counted(store, selection, "category"))
    return CategoryCounts(found["category"], found["n"])


def counts_by_area(store: Store, selection: Selection, scheme: str) -> AreaCounts:
    """How many incidents in each area of a scheme?"""
    name = schema.area_column(scheme)
    found = most_first(counted(store, selection, name))
    return AreaCounts(found[name], found["n"])


def counts_by_area_and_month(store: Store, selection: Selection, scheme: str) -> AreaMonthCounts:
    """How many incidents in each area of a scheme in each month?"""
    name = schema.area_column(scheme)
    found = counted(store, selection, name, "month")
    codes, row = np.unique(found[name], return_inverse=True)
    counts = np.zeros((len(codes), len(selection.months)), dtype=np.int64)
    counts[row, _month_index(selection, found["month"])] = found["n"]
    return AreaMonthCounts(codes, selection.months, counts, missing(store, selection))


def counts_by_point(store: Store, selection: Selection, most: int | None = None) -> PointCounts:
    """How many incidents on each shared map point? `most` keeps that many, those with most incidents."""
    found = most_first(counted(store, selection, "point"), most)
    names = point_names(store, selection.sources, found["point"])
    return PointCounts(found["easting"].astype(float), found["northing"].astype(float), names, found["n"])


def counts_within(store: Store, selection: Selection, polygon: shapely.Geometry) -> MonthlyCounts:
    """How many located incidents in each month inside a polygon (National Grid metres)? Its edge counts as inside."""
    if not isinstance(polygon, shapely.Polygon | shapely.MultiPolygon) or polygon.is_empty or not polygon.is_valid:
        raise Refused("The area must be a polygon that does not cross itself.")
    west, south, east, north = polygon.bounds
    end = (
        f"AND easting BETWEEN {float(west)} AND {float(east)} AND northing BETWEEN {float(south)} AND {float(north)} "
        "GROUP BY easting, northing, month"
    )
    anywhere = replace(selection, everywhere=True)
    found = read(store, anywhere, "easting, northing, month, count(*) AS n", end)
    shapely.prepare(polygon)
    inside = shapely.intersects_xy(polygon, found["easting"], found["northing"])
    return _by_month(store, selection, found["month"][inside], found["n"][inside])


def months_loaded(store: Store, source: str) -> list[str]:
    """The months held for a source, in order: `["2021-05", "2021-06"]`."""
    return store.months(source)


def snapshot(store: Store) -> str:
    """A digest that names exactly what the store holds: an analysis keeps it so that it can be repeated."""
    return store.snapshot()


def missing(store: Store, selection: Selection) -> NDArray[np.bool_]:
    """For each month of the selection: was it not published by one of the sources?

    A month counts as missing, too, when the force that supplies most of a source's rows is not in it.
    """
    gaps = np.zeros(len(selection.months), dtype=bool)
    for source in selection.sources:
        present = set(complete_months(store, source))
        names = selection.months.astype(str)
        if vocab.load("sources").by_code[source].more["gap_if_absent"]:
            gaps |= np.array([name not in present for name in names])
        else:  # our own source: from its first month on, silence is a zero
            first = min(present, default="9999-12")
            gaps |= np.array([name < first for name in names])
    return gaps


def complete_months(store: Store, source: str) -> list[str]:
    """The months of a source in which the force that supplies most of its rows is present."""
    held = store.catalogue(source)
    totals: dict[str, int] = {}
    for month in held:
        for force, rows in _rows_by_force(month).items():
            totals[force] = totals.get(force, 0) + rows
    if not totals:
        return [month.month for month in held]
    main = max(sorted(totals), key=lambda force: totals[force])
    return [month.month for month in held if main in _rows_by_force(month) or not _rows_by_force(month)]


def _rows_by_force(held: Held) -> dict[str, int]:
    forces: dict[str, dict[str, int]] = held.report.get("forces", {})
    return {force: numbers["loaded"] + numbers["flagged"] for force, numbers in forces.items()}


def point_overlap(store: Store, source: str = "police-uk-street") -> PointOverlap:
    """In which months did the publisher's map points move? Compares each month with the six before it."""
    months = np.array(store.months(source), dtype="datetime64[M]")
    share, before = np.full(len(months), np.nan), np.zeros(len(months), dtype=np.int64)
    if len(months):
        selection = Selection(str(months[0]), str(months[-1]), sources=(source,), everywhere=True)
        found = counted(store, selection, "point", "month")
        point, rows, month = found["point"], found["n"], found["month"].astype("datetime64[M]").astype(np.int64)
        was_used = np.zeros(len(point), dtype=bool)
        was_used[1:] = (point[1:] == point[:-1]) & (month[1:] - month[:-1] <= 6)
        for i, number in enumerate(months.astype(np.int64)):
            before[i] = int(((months.astype(np.int64) < number) & (months.astype(np.int64) >= number - 6)).sum())
            here = month == number
            if before[i] and rows[here].sum():
                share[i] = rows[here & was_used].sum() / rows[here].sum()
    return PointOverlap(months, share, before, np.nan_to_num(share, nan=1.0) < MOVED_BELOW)


# Half: in Bedfordshire the share is 0.05 where the points moved. Elsewhere it is 0.75 with one month to compare with
# and above 0.9 with six, so the line is far from both.
MOVED_BELOW = 0.5


def point_names(store: Store, sources: Sequence[str], points: NDArray[Any]) -> Codes:
    """The public names of map points, empty where none is known. Where sources differ, the latest month's name."""
    names = np.full(len(points), "", dtype=object)
    latest = np.full(len(points), np.datetime64("0000-01"), dtype="datetime64[M]")
    for source in sources:
        known = names_of(store, source)
        if len(known.points):
            place = np.minimum(np.searchsorted(known.points, points), len(known.points) - 1)
            better = np.flatnonzero((known.points[place] == points) & (known.months[place] > latest))
            names[better], latest[better] = known.names[place[better]], known.months[place[better]]
    return names.astype(np.str_)


def _by_month(store: Store, selection: Selection, months: NDArray[Any], counts: NDArray[Any]) -> MonthlyCounts:
    total = np.zeros(len(selection.months), dtype=np.int64)
    np.add.at(total, _month_index(selection, months), counts.astype(np.int64))
    return MonthlyCounts(selection.months, total, missing(store, selection))


def most_first(found: Groups, most: int | None = None) -> Groups:
    """Groups by one column in descending order of their counts, equal ones by value."""
    order = np.argsort(-found["n"], kind="stable")[:most]
    return {name: values[order] for name, values in found.items()}


def _month_index(selection: Selection, months: NDArray[Any]) -> NDArray[np.int64]:
    return (months.astype("datetime64[M]") - np.datetime64(selection.first, "M")).astype(np.int64)
