"""Single rows without a name, put into the store and taken out again by the features that keep the records.

What leaves a report or a case is an `Entry`: what kind, when, where, found by whom. The store is written by month,
whole and at once, so putting many entries in one call is as cheap as putting one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import duckdb

from wardwise.incidents import schema, vocab
from wardwise.incidents.schema import Refused
from wardwise.incidents.store import Store, Writer, cursor

BATCH = 50_000


@dataclass(frozen=True)
class Entry:
    """One incident without a name.

    `id` is a UUID, a 64-digit hash, or a number of the feature's own (2 becomes `entry-2`; `report-2` may be written
    too). Times carry their time zone; an incident known to the month lasts from its start to the next. A place is
    `easting` and `northing`, or none and the reason `no_location`. `areas` are codes by scheme.
    """

    id: str | int | UUID
    category: str
    occurred_from: dt.datetime
    occurred_to: dt.datetime | None = None
    easting: float | None = None
    northing: float | None = None
    no_location: str | None = None
    precision: str | None = None
    found_by: str = "public"
    inside: bool | None = None
    areas: Mapping[str, str] = field(default_factory=dict)
    outcome: str | None = None
    point: int | None = None
    force: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"entry-{self.id}" if isinstance(self.id, int) else str(self.id)

    @property
    def month(self) -> str:
        return schema.month_of(self.occurred_from)


def put(store: Store, source: str, entries: Iterable[Entry], *, names: Mapping[int, str] | None = None) -> list[str]:
    """Add entries, or replace those with the same id, whatever month they stood in. Returns the months written.

    Every month is replaced whole; if any entry breaks the schema nothing is changed. `names` are the public names of
    shared map points by point number.
    """
    by_id = {entry.key: entry for entry in entries}
    fresh = [(entry.month, _row(source, entry)) for entry in by_id.values()]
    with store.writing(source) as writer, cursor() as db:
        return _rewrite(writer, source, db, fresh, set(by_id), names or {})


def withdraw(store: Store, source: str, ids: Iterable[str | int | UUID]) -> list[str]:
    """Take entries out again. Ids that are not there are no error. Returns the months written."""
    keys = {f"entry-{i}" if isinstance(i, int) else str(i) for i in ids}
    with store.writing(source) as writer, cursor() as db:
        return _rewrite(writer, source, db, [], keys, {})


def _row(source: str, entry: Entry) -> dict[str, Any]:
    ends = entry.occurred_to or entry.occurred_from
    schema.month_of(ends)  # refuses a time without a zone
    has_place = entry.easting is not None and entry.northing is not None
    if has_place and not (math.isfinite(entry.easting or 0) and math.isfinite(entry.northing or 0)):
        raise Refused("A coordinate must be a finite number.")
    if not set(entry.flags) <= set(vocab.flag_bits()):
        raise Refused("A quality flag is not one of those we know.")
    values: dict[str, Any] = {
        "id": entry.key,
        "source": source,
        "month": dt.date.fromisoformat(f"{entry.month}-01"),
        "category": entry.category,
        "occurred_from": _naive(entry.occurred_from),
        "occurred_to": _naive(ends),
        "easting": entry.easting,
        "northing": entry.northing,
        "no_location": None if has_place else (entry.no_location or "not-given"),
        "precision": entry.precision or ("exact" if has_place else "none"),
        "point": entry.point,
        "inside": entry.inside,
        "found_by": entry.found_by,
        "outcome": entry.outcome,
        "outcomes": 0,
        "force": entry.force,
        "flags": sum(vocab.flag_bits()[flag] for flag in set(entry.flags)),
    }
    return values | {schema.area_column(scheme): code for scheme, code in entry.areas.items()}


def _naive(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


def _rewrite(
    writer: Writer,
    source: str,
    db: duckdb.DuckDBPyConnection,
    fresh: list[tuple[str, dict[str, Any]]],
    ids: set[str],
    names: Mapping[int, str],
) -> list[str]:
    """Lay out and stage all months first; only then is any of them replaced."""
    db.execute("CREATE TEMP TABLE leaving (id VARCHAR)").fetchall()
    _insert(db, "leaving", [{"id": key} for key in ids], {"id": "VARCHAR"})
    months = sorted({month for month, _ in fresh} | set(_months_with(writer.store, source, db)))
    for month in months:
        _lay_out(writer.store, source, month, db, [row for m, row in fresh if m == month])
    if names:
        _put_names(writer, source, db, names, [row for _, row in fresh])
    written = []
    for month in months:
        held = writer.store.held(source, month)
        report: dict[str, Any] = dict(held.report) if held else {"kind": "entries"}
        rows = db.execute(f"SELECT count(*) FROM {_table(month)}").fetchall()[0][0]
        report["rows"] = {"read": rows, "loaded": rows, "flagged": 0, "refused": 0}
        if writer.stage(source, {month: report}, _table(month), db)[month] != (held.digest if held else ""):
            written.append(month)
    writer.commit()
    return written


def _table(month: str) -> str:
    return f"month_{month.replace('-', '_')}"


def _months_with(store: Store, source: str, db: duckdb.DuckDBPyConnection) -> list[str]:
    """The months in which an id that is about to be replaced or withdrawn stands now."""
    held = [str(h.path) for h in store.catalogue(source)]
    if not held:
        return []
    files = "read_parquet(?, union_by_name = true)"
    query = f"SELECT DISTINCT strftime(month, '%Y-%m') FROM {files} SEMI JOIN leaving USING (id)"
    return [row[0] for row in db.execute(query, [held]).fetchall()]


def _lay_out(
    store: Store, source: str, month: str, db: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]
) -> None:
    """A temporary table with what the month will hold: what stood there, less what leaves, and the new rows."""
    types = {column.name: column.type for column in schema.columns_of(source)}
    held = store.held(source, month)
    areas = {name for row in rows for name in row if schema.AREA_COLUMN.fullmatch(name)}
    areas |= {name for name in (held.columns if held else ()) if schema.AREA_COLUMN.fullmatch(name)}
    types |= dict.fromkeys(sorted(areas), "VARCHAR")
    table = _table(month)
    db.execute(f"CREATE TEMP TABLE {table} ({', '.join(f'{n} {t}' for n, t in types.items())})").fetchall()
    if held:
        query = f"INSERT INTO {table} BY NAME SELECT * FROM read_parquet(?) ANTI JOIN leaving USING (id)"
        db.execute(query, [str(held.path)]).fetchall()
    _insert(db, table, rows, types)


def _insert(db: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]], types: Mapping[str, str]) -> None:
    """Fill a table from rows, many at a time: as columns, which DuckDB takes much faster than rows."""
    if unknown := {name for row in rows for name in row} - set(types):
        raise Refused(f"{len(unknown)} of the given columns are not known to the incident store.")
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        lists = [[row.get(name) for row in batch] for name in types]
        columns = ", ".join(f"unnest(?::{kind}[])" for kind in types.values())
        db.execute(f"INSERT INTO {table} SELECT {columns}", lists).fetchall()


def _put_names(
    writer: Writer, source: str, db: duckdb.DuckDBPyConnection, names: Mapping[int, str], rows: list[dict[str, Any]]
) -> None:
    """Keep the public names of the map points that these rows use, beside those known before."""
    types = {"point": "BIGINT", "easting": "DOUBLE", "northing": "DOUBLE", "name": "VARCHAR", "last_month": "DATE"}
    latest = {row["point"]: row for row in sorted(rows, key=lambda row: row["month"]) if row["point"] in names}
    fresh = [
        {**{n: row[n] for n in types if n in row}, "name": names[point], "last_month": row["month"]}
        for point, row in latest.items()
    ]
    db.execute(f"CREATE TEMP TABLE naming ({', '.join(f'{n} {t}' for n, t in types.items())})").fetchall()
    _insert(db, "naming", fresh, types)
    path = writer.store.points_path(source)
    if path.is_file():
        db.execute(
            "INSERT INTO naming SELECT * FROM read_parquet(?) ANTI JOIN naming USING (point)", [str(path)]
        ).fetchall()
    writer.stage_points(source, "naming", db)
