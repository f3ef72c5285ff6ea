"""How many rows of a selection have each value of some columns: the one question behind all named reads.

Answered from `columns` in memory; by SQL over the files where a source is too large for that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardwise.incidents import schema
from wardwise.incidents.columns import columns
from wardwise.incidents.selection import Selection
from wardwise.incidents.store import Store, cursor

Groups = dict[str, NDArray[Any]]


def counted(store: Store, selection: Selection, *by: str) -> Groups:
    """A column of values for each name in `by` and the counts `n`, in ascending order of the values.

    Names are "month", "category", "point" or an area's column. Rows without one of them are left out. Groups by
    point bring the point's `easting` and `northing`.
    """
    found = []
    for source in selection.sources:
        held = columns(store, source)
        if held is None:
            return by_sql(store, selection, *by)
        found.append(held.counted(selection, by))
    return found[0] if len(found) == 1 else together(found, by)


def together(found: Sequence[Groups], by: Sequence[str]) -> Groups:
    """The groups of several sources as one: equal values are one group."""
    joined = {name: np.concatenate([groups[name] for groups in found]) for name in found[0]}
    codes = [np.unique(joined[name], return_inverse=True)[1] for name in by]
    flat = reduce(lambda flat, code: flat * (int(code.max(initial=0)) + 1) + code, codes)
    _, first, group = np.unique(flat, return_index=True, return_inverse=True)
    return {name: values[first] for name, values in joined.items()} | {
        "n": np.bincount(group, weights=joined["n"], minlength=len(first)).astype(np.int64)
    }


def by_sql(store: Store, selection: Selection, *by: str) -> Groups:
    """The same, from the files."""
    keys = ", ".join(by)
    place = ", any_value(easting) AS easting, any_value(northing) AS northing" if "point" in by else ""
    known = "".join(f" AND {name} IS NOT NULL" for name in by)
    end = f"{known} GROUP BY {keys} ORDER BY {keys}"
    areas = [name for name in by if schema.AREA_COLUMN.fullmatch(name)]
    found = read(store, selection, f"{keys}{place}, count(*) AS n", end, also=areas)
    texts = [name for name in by if name not in ("month", "point")]
    return found | {name: found[name].astype(np.str_) for name in texts} | {"n": found["n"].astype(np.int64)}


def read(store: Store, selection: Selection, what: str, end: str, also: Sequence[str] = ()) -> Groups:
    """Run one query over the months of a selection. `what` and `end` are ours, never a person's."""
    held = [h for source in selection.sources for h in store.catalogue(source, _between(store, source, selection))]
    conditions, needed = _conditions(selection), {*also}
    if selection.area:
        needed.add(schema.area_column(selection.area[0]))
    # A column that no file has yet reads as empty: nothing has been matched to that scheme.
    absent = sorted(name for name in needed if not any(name in h.columns for h in held))
    extra = "".join(f", NULL::VARCHAR AS {name}" for name in absent)
    source = "read_parquet($files, union_by_name = true)" if held else _nothing(selection)
    query = f"SELECT {what} FROM (SELECT *{extra} FROM {source}) WHERE {conditions} {end}"
    paths = [h.path for h in held]

    def run() -> Groups:
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
