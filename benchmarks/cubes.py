"""Counting coded rows by small area and kind, against DuckDB, pandas and NumPy."""

from __future__ import annotations

import functools
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from benchmarks.measure import measure, table
from wardwise.methods.cubes import count_by

KINDS = 14


def main() -> None:
    rows: list[tuple[Any, ...]] = []
    for areas in (381, 35_000):
        for size in (500_000, 5_000_000, 50_000_000):
            rows += counted(areas, size)
    table(("areas", "rows", "ours, CPU s", "MB", "peer", "peer, CPU s", "MB", "peer / ours"), rows)


def counted(areas: int, size: int) -> list[tuple[Any, ...]]:
    rng = np.random.default_rng(size)
    area = (rng.random(size) ** 2 * areas).astype(np.uint16)
    kind = (rng.random(size) ** 2 * KINDS).astype(np.uint8)
    ours = measure(functools.partial(count_by, area, kind, sizes=(areas, KINDS)))
    frame = pd.DataFrame({"area": area, "kind": kind}, copy=False)
    base = duckdb.connect()
    base.execute("SET threads = 2")
    base.execute("CREATE TABLE events AS SELECT * FROM frame")
    peers = {
        "DuckDB": functools.partial(by_duckdb, base, areas),
        "NumPy bincount": functools.partial(by_bincount, area, kind, areas),
        "pandas": functools.partial(by_pandas, frame, areas),
        "reading both once": functools.partial(read, area, kind),
    }
    rows = []
    for name, step in peers.items():
        theirs = measure(step, repeats=3 if size < 10_000_000 else 1)
        assert name.startswith("reading") or (theirs.answer == ours.answer).all(), name
        rows.append(
            (areas, size, ours.cpu_s, ours.peak_mb, name, theirs.cpu_s, theirs.peak_mb, theirs.cpu_s / ours.cpu_s)
        )
    return rows


def by_duckdb(base: duckdb.DuckDBPyConnection, areas: int) -> np.ndarray:
    found = base.cursor().execute("SELECT area, kind, count(*) AS n FROM events GROUP BY ALL").fetchnumpy()
    return filled(found["area"], found["kind"], found["n"], areas)


def by_pandas(frame: pd.DataFrame, areas: int) -> np.ndarray:
    found = frame.groupby(["area", "kind"]).size()
    return filled(found.index.get_level_values(0), found.index.get_level_values(1), found.to_numpy(), areas)


def by_bincount(area: np.ndarray, kind: np.ndarray, areas: int) -> np.ndarray:
    return np.bincount(area.astype(np.int64) * KINDS + kind, minlength=areas * KINDS).reshape(areas, KINDS)


def read(area: np.ndarray, kind: np.ndarray) -> int:
    return int(area.max()) + int(kind.max())


def filled(area: Any, kind: Any, n: Any, areas: int) -> np.ndarray:
    table_of = np.zeros((areas, KINDS), np.int64)
    table_of[np.asarray(area), np.asarray(kind)] = n
    return table_of
