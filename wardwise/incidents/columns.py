"""The rows of a source in memory, every value a small number: what counting needs, read once and kept until a file
changes.

A question on a hundred thousand rows is then a few passes over arrays of bytes, where DuckDB would open and unpack
every month's file again. Nothing is decided here that the files do not say: `grouped` counts the same by SQL where a
source is too large to be kept, and a test holds the two against each other.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from wardwise.incidents import schema
from wardwise.incidents.selection import Selection
from wardwise.incidents.store import FileKey, Store, cursor, file_key, quoted

MOST_ROWS = 3_000_000  # kept in some 50 MB; a police force publishes about 100,000 a year
MOST_BYTES = 256_000_000  # of all sources together, in one process
NEEDED = {"month", "category", "found_by", "inside", "point"}
NOTHING = -1  # where a row has no area of a scheme, or no map point


@dataclass(frozen=True)
class Coded:
    """One column: for each row the position of its value in `values`, which ascend."""

    values: NDArray[Any]
    codes: NDArray[Any]

    def has(self, wanted: Sequence[str]) -> NDArray[np.bool_]:
        """For each row: is its value one of these? A row without one, whose code is -1, meets the last, False."""
        is_wanted = np.append(np.isin(self.values, np.array(wanted, dtype=np.str_)), False)
        return np.asarray(is_wanted[self.codes], dtype=bool)


@dataclass(frozen=True)
class Columns:
    """All rows of a source, in order of month. `easting` and `northing` are those of each map point.

    Read-only: many threads count on the same arrays.
    """

    coded: dict[str, Coded]
    inside: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    easting: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    northing: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        for array in self.arrays:
            array.flags.writeable = False

    @property
    def arrays(self) -> list[NDArray[Any]]:
        return [
            self.inside,
            self.easting,
            self.northing,
            *(a for c in self.coded.values() for a in (c.values, c.codes)),
        ]

    @property
    def bytes(self) -> int:
        return sum(array.nbytes for array in self.arrays)

    def counted(self, selection: Selection, by: Sequence[str]) -> dict[str, NDArray[Any]]:
        """How many rows of a selection have each combination of values, in ascending order of them."""
        empty = Coded(np.zeros(0, dtype=np.str_), np.full(len(self.inside), NOTHING, dtype=np.int8))
        keys = [self.coded.get(name, empty) for name in by]
        rows = self._rows(selection)
        flat = np.zeros(rows.size, dtype=np.int64)
        known = np.ones(rows.size, dtype=bool)
        for key in keys:
            codes = key.codes[rows]
            known &= codes >= 0
            flat = flat * len(key.values) + codes
        cells, counts = counted_cells(flat[known], int(np.prod([len(key.values) for key in keys])))
        found = {}
        for name, key in reversed(list(zip(by, keys, strict=True))):
            cells, position = np.divmod(cells, max(len(key.values), 1))
            found[name] = key.values[position]
            if name == "point":
                found |= {"easting": self.easting[position], "northing": self.northing[position]}
        return found | {"n": counts}

    def _rows(self, selection: Selection) -> NDArray[np.int64]:
        """The positions of the rows that a selection means."""
        month = self.coded["month"]
        first, after = np.searchsorted(month.values, [selection.months[0], selection.months[-1] + 1])
        start, end = np.searchsorted(month.codes, [first, after])
        wanted = np.ones(end - start, dtype=bool)
        if selection.categories:
            wanted &= self._has("category", selection.categories)[start:end]
        if selection.found_by:
            wanted &= self._has("found_by", selection.found_by)[start:end]
        if selection.area:
            wanted &= self._has(schema.area_column(selection.area[0]), selection.area[1])[start:end]
        elif not selection.everywhere:
            wanted &= self.inside[start:end]
        return np.asarray(np.flatnonzero(wanted) + start, dtype=np.int64)

    def _has(self, name: str, wanted: Sequence[str]) -> NDArray[np.bool_]:
        column = self.coded.get(name)
        return column.has(wanted) if column else np.zeros(len(self.inside), dtype=bool)


def counted_cells(flat: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Which numbers occur, ascending, and how often."""
    if size > 4 * flat.size + 100_000:  # too many cells to lay them all out
        return np.unique(flat, return_counts=True)
    counts = np.bincount(flat)
    cells = np.flatnonzero(counts)
    return cells, counts[cells]


def columns(store: Store, source: str) -> Columns | None:
    """The rows of a source as they stand now; none where they are too many, or have no kind and place to count by."""
    held = store.catalogue(source)
    if sum(month.rows for month in held) > MOST_ROWS or not {c.name for c in schema.columns_of(source)} >= NEEDED:
        return None
    paths = [month.path for month in held]
    areas = {name for month in held for name in month.columns if schema.AREA_COLUMN.fullmatch(name)}
    return kept(store, f"{source} rows", paths, lambda: _read(paths, sorted(areas)))


def _read(paths: Sequence[Path], areas: Sequence[str]) -> Columns:
    """Two passes over the files: which texts there are, then every row with the number of its text."""
    if not paths:
        return Columns({"month": Coded(np.zeros(0, dtype="datetime64[M]"), np.zeros(0, dtype=np.int16))})
    texts, files = ["category", "found_by", *areas], {"files": [str(path) for path in paths]}
    table = "read_parquet($files, union_by_name = true)"
    with cursor() as db:
        lists = ", ".join(f"list(DISTINCT {name})" for name in texts)
        found = db.execute(f"SELECT {lists} FROM {table}", files).fetchall()[0]
        values = [sorted(text for text in each or () if text is not None) for each in found]
        numbers = ", ".join(_number(*each) for each in zip(texts, values, strict=True))
        query = f"SELECT month, inside IS NOT FALSE AS inside, point, easting, northing, {numbers} FROM {table}"
        rows = db.execute(query, files).fetchnumpy()
    months, month = np.unique(rows["month"].astype("datetime64[M]"), return_inverse=True)
    order = np.argsort(month, kind="stable")
    points, first, point = np.unique(np.ma.filled(rows["point"], NOTHING), return_index=True, return_inverse=True)
    here = int(points[0] == NOTHING)  # the first of them is then no point
    coded = {
        "month": Coded(months, month[order].astype(np.int16)),
        "point": Coded(points[here:], (point - here)[order].astype(np.int32)),
    }
    for name, each in zip(texts, values, strict=True):
        coded[name] = Coded(np.array(each, dtype=np.str_), rows[name][order])
    places = (np.ma.filled(rows[name], np.nan)[first[here:]] for name in ("easting", "northing"))
    return Columns(coded, rows["inside"][order], *places)


def _number(name: str, values: Sequence[str]) -> str:
    """A text as its position among these, in the smallest type that holds them."""
    if not values:
        return f"{NOTHING}::TINYINT AS {name}"
    kind = "TINYINT" if len(values) <= 127 else "SMALLINT" if len(values) <= 32_767 else "INTEGER"
    enum = f"ENUM({', '.join(quoted(value) for value in values)})"
    return f"coalesce(enum_code({name}::{enum})::{kind}, {NOTHING}) AS {name}"


@dataclass(frozen=True)
class PointNames:
    """The public names of a source's map points, in order of their numbers, and the month each was last used."""

    points: NDArray[np.int64]
    names: NDArray[np.object_]
    months: NDArray[np.datetime64]

    @property
    def bytes(self) -> int:
        return 100 * len(self.points)


def names_of(store: Store, source: str) -> PointNames:
    path = store.points_path(source)
    return kept(store, f"{source} names", [path], lambda: _read_names(path))


def _read_names(path: Path) -> PointNames:
    if not path.is_file():
        return PointNames(*(np.zeros(0, dtype=kind) for kind in (np.int64, object, "datetime64[M]")))
    with cursor() as db:
        query = "SELECT point, name, last_month FROM read_parquet(?) ORDER BY point"
        found = db.execute(query, [str(path)]).fetchnumpy()
    return PointNames(found["point"], found["name"], found["last_month"].astype("datetime64[M]"))


# ----- Kept

Stamp = tuple[FileKey, ...]
K = TypeVar("K", Columns, PointNames)
_kept: OrderedDict[tuple[Path, str], tuple[Stamp, Any]] = OrderedDict()
_guard = threading.Lock()


def kept(store: Store, name: str, paths: Sequence[Path], read: Callable[[], K]) -> K:
    """What was read of these files, as long as none of them changes; what was asked for longest ago makes room."""

    def now() -> Stamp:
        return tuple(file_key(path) for path in paths)

    with _guard:  # whoever comes while it is read waits for it: reading it twice would take longer
        stamp, found = _kept.get((store.folder, name), (None, None))
        if found is None or stamp != now():
            stamp, found = store.read(paths, lambda: (now(), read()))
            _kept[store.folder, name] = stamp, found
        _kept.move_to_end((store.folder, name))
        while sum(each.bytes for _, each in _kept.values()) > MOST_BYTES and len(_kept) > 1:
            _kept.popitem(last=False)
    return found
