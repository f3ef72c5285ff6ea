"""The named reads: how many incidents, when, where and of what kind.

Every page, analysis and export asks here. All take a store and a `Selection`, and answer in arrays. A month that was
not published is a gap (`is_missing`), never a zero. Nothing here sums crime with anti-social behaviour unless asked:
say "incidents and crimes" when you do.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wardwise.incidents import schema, vocab
from wardwise.incidents.schema import Refused
from wardwise.incidents.store import Held, Store, cursor

Counts = NDArray[np.int64]
Months = NDArray[np.datetime64]
Codes = NDArray[np.str_]
MAX_MONTHS = 1_200


@dataclass(frozen=True)
class Selection:
    """Which incidents are meant: months (both ends included), kinds, sources, area, who found them.

    Without an `area` it is the partnership's own place; `everywhere=True` takes also what the force recorded outside
    it or without a place. An empty tuple means all. `categories` are slugs such as "anti-social-behaviour"; `area` is
    a scheme and the codes of its areas.
    """

    first: str
    last: str
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ("police-uk-street",)
    area: tuple[str, tuple[str, ...]] | None = None
    found_by: tuple[str, ...] = ()
    everywhere: bool = False

    def __post_init__(self) -> None:
        schema.check_month(self.first)
        schema.check_month(self.last)
        if self.first > self.last:
            raise Refused("The first month comes after the last.")
        if len(self.months) > MAX_MONTHS:
            raise Refused("That is more than a hundred years.")
        if not self.sources:
            raise Refused("Choose at least one source.")
        allowed = {code for source in self.sources for code in vocab.categories_of(source)}
        if not set(self.categories) <= allowed:
            raise Refused("A category is not one of those of the chosen sources.")
        if not set(self.found_by) <= set(vocab.load("found-by").codes):
            raise Refused("found_by is public, proactive or unknown.")
        if self.area:
            schema.area_column(self.area[0])
            if not all(re.fullmatch(schema.AREA_CODE_PATTERN, code) for code in self.area[1]):
                raise Refused("An area code is one to four capital letters and digits.")

    @property
    def months(self) -> Months:
        """Every month from the first to the last."""
        return np.arange(self.first, np.datetime64(self.last, "M") + 1, dtype="datetime64[M]")


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
    found = _read(store, selection, "month, count(*) AS n", "GROUP BY month")
    return _by_month(store, selection, found["month"], found["n"])


def counts_by_category(store: Store, selection: Selection) -> CategoryCounts:
    """How many incidents of each kind?"""
    found = _read(store, selection, "category, count(*) AS n", "GROUP BY category ORDER BY n DESC, category")
    return CategoryCounts(_text(found["category"]), found["n"].astype(np.int64))


def counts_by_area(store: Store, selection: Selection, scheme: str) -> AreaCounts:
    """How many incidents in each area of a scheme?"""
    name = schema.area_column(scheme)
    end = f"AND {name} IS NOT NULL GROUP BY {name} ORDER BY n DESC, {name}"
    found = _read(store, selection, f"{name} AS code, count(*) AS n", end, also=(name,))
    return AreaCounts(_text(found["code"]), found["n"].astype(np.int64))


def counts_by_area_and_month(store: Store, selection: Selection, scheme: str) -> AreaMonthCounts:
    """How many incidents in each area of a scheme in each month?"""
    name = schema.area_column(scheme)
    end = f"AND {name} IS NOT NULL GROUP BY ALL"
    found = _read(store, selection, f"{name} AS code, month, count(*) AS n", end, also=(name,))
    codes, row = np.unique(_text(found["code"]), return_inverse=True)
    counts = np.zeros((len(codes), len(selection.months)), dtype=np.int64)
    counts[row, _month_index(selection, found["month"])] = found["n"]
    return AreaMonthCounts(codes, selection.months, counts, missing(store, selection))


def counts_by_point(store: Store, selection: Selection, most: int | None = None) -> PointCounts:
    """How many incidents on each shared map point? `most` keeps that many, those with most incidents."""
    limit = f" LIMIT {int(most)}" if most is not None else ""
    end = f"AND point IS NOT NULL GROUP BY point ORDER BY n DESC, point{limit}"
    found = _read(store, selection, "point, any_value(easting) AS e, any_value(northing) AS nn, count(*) AS n", end)
    names = point_names(store, selection.sources, found["point"])
    return PointCounts(found["e"].astype(float), found["nn"].astype(float), names, found["n"].astype(np.int64))


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
    found = _read(store, anywhere, "easting, northing, month, count(*) AS n", end)
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
        end = "AND point IS NOT NULL GROUP BY point, month"
        found = _read(store, selection, "point, month, count(*) AS n", end)
        month = found["month"].astype("datetime64[M]").astype(np.int64)
        order = np.lexsort((month, found["point"]))
        point, month, rows = found["point"][order], month[order], found["n"][order].astype(np.int64)
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
    """The public names of map points, empty where none is known."""
    paths = [str(path) for source in sources if (path := store.points_path(source)).is_file()]
    names = np.full(len(points), "", dtype=object)
    if paths and len(points):
        with cursor() as db:
            db.register("wanted", {"point": np.asarray(points, dtype=np.int64), "i": np.arange(len(points))})
            known = "read_parquet(?) USING (point)"
            query = f"SELECT i, arg_max(name, last_month) AS name FROM wanted JOIN {known} GROUP BY i"  # noqa: S608
            found = db.execute(query, [paths]).fetchnumpy()
        names[found["i"]] = found["name"]
    return names.astype(np.str_)


def _by_month(store: Store, selection: Selection, months: NDArray[Any], counts: NDArray[Any]) -> MonthlyCounts:
    total = np.zeros(len(selection.months), dtype=np.int64)
    np.add.at(total, _month_index(selection, months), counts.astype(np.int64))
    return MonthlyCounts(selection.months, total, missing(store, selection))


def _month_index(selection: Selection, months: NDArray[Any]) -> NDArray[np.int64]:
    return (months.astype("datetime64[M]") - np.datetime64(selection.first, "M")).astype(np.int64)


def _text(values: NDArray[Any]) -> Codes:
    return np.asarray(values, dtype=np.str_)


def _read(
    store: Store, selection: Selection, what: str, end: str, also: Sequence[str] = ()
) -> dict[str, NDArray[Any]]:
    """Run one query over the months of a selection. `what` and `end` are ours, never a person's."""
    held = [h for source in selection.sources for h in store.catalogue(source, _between(store, source, selection))]
    conditions, needed = _conditions(selection), {*also}
    if selection.area:
        needed.add(schema.area_column(selection.area[0]))
    # A column that no file has yet reads as empty: nothing has been matched to that scheme.
    absent = sorted(name for name in needed if not any(name in h.columns for h in held))
    extra = "".join(f", NULL::VARCHAR AS {name}" for name in absent)
    source = "read_parquet($files, union_by_name = true)" if held else _nothing(selection)
    query = f"SELECT {what} FROM (SELECT *{extra} FROM {source}) WHERE {conditions} {end}"  # noqa: S608
    paths = [h.path for h in held]

    def run() -> dict[str, NDArray[Any]]:
        with cursor() as db:
            return db.execute(query, {"files": [str(path) for path in paths]} if paths else {}).fetchnumpy()

    return store.read(paths, run)


def _between(store: Store, source: str, selection: Selection) -> list[str]:
    return [month for month in store.months(source) if selection.first <= month <= selection.last]


def _conditions(selection: Selection) -> str:
    first, last = dt.date.fromisoformat(f"{selection.first}-01"), dt.date.fromisoformat(f"{selection.last}-01")
    parts = [f"month BETWEEN DATE '{first}' AND DATE '{last}'"]
    if selection.categories:
        parts.append(f"category IN ({_literals(selection.categories)})")
    if selection.found_by:
        parts.append(f"found_by IN ({_literals(selection.found_by)})")
    if selection.area:
        codes = selection.area[1]
        parts.append(f"{schema.area_column(selection.area[0])} IN ({_literals(codes)})" if codes else "false")
    elif not selection.everywhere:
        parts.append("inside IS NOT FALSE")
    return " AND ".join(parts)


def _literals(codes: Sequence[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)  # checked by Selection: letters, digits and hyphens only


def _nothing(selection: Selection) -> str:
    """A table without rows that has the columns of the selection's sources."""
    columns = {c.name: c.type for source in selection.sources for c in schema.columns_of(source)}
    return f"(SELECT {', '.join(f'NULL::{kind} AS {name}' for name, kind in columns.items())} LIMIT 0)"
