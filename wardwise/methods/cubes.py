"""How many, by month, by kind, by place: tables counted from small whole-number codes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import ArrayLike, NDArray

from wardwise.methods.compiled import INT, compiled
from wardwise.methods.doors import Integers

SMALL_TABLE = 8_192  # bins: four copies of such a table still lie in the processor's nearest memory
BYTES_IN = types.Array(types.uint8, 1, "C", readonly=True)
SHORTS_IN = types.Array(types.uint16, 1, "C", readonly=True)
WORDS_IN = types.Array(types.uint32, 1, "C", readonly=True)
TABLES = types.Array(types.uint32, 2, "C")


def count_by(first: ArrayLike, second: ArrayLike | None = None, *, sizes: tuple[int, ...]) -> Integers:
    """How many events fall on each code, or on each pair of two codes?

    Use it for every table of counts over areas or cells, kinds and months: number what you count by from 0, once,
    and keep the numbers small (bytes for kinds, 16 bits for areas). Three columns are two: number the pairs of
    month and kind. Do not use it where events weigh differently, nor for a table far larger than the number of
    events.

    Parameters
    ----------
    first : array_like of int, shape (n,)
        The code with more values (area, cell), from 0 to `sizes[0] - 1`. Fastest as uint16 or uint32.
    second : array_like of int, shape (n,), optional
        The code with fewer values (kind, or month and kind), from 0 to `sizes[1] - 1`. Fastest as uint8 or uint16.
    sizes : tuple of int
        How many values each code has; the answer's shape. At most 100 million bins.

    Returns
    -------
    ndarray of int64, shape `sizes`

    Raises
    ------
    ValueError
        If a code is below 0 or not below its size (with the number of rows), lengths differ, or a column does not
        hold whole numbers. Give rows without an area a code of their own, so that they are counted and not lost.

    Notes
    -----
    One pass, one addition a row, no intermediate column; tables of up to 8,192 bins are counted in four copies, so
    that a run of equal rows does not wait for itself. Bounded by reading the codes while the table stays in the
    processor's memory, and by its misses above about a million bins. Columns of other types are copied first.

    Examples
    --------
    >>> count_by([0, 2, 2], [1, 0, 0], sizes=(3, 2)).tolist()
    [[0, 1], [0, 0], [2, 0]]
    """
    if len(sizes) != (1 if second is None else 2) or any(size < 1 for size in sizes):
        raise ValueError(f"sizes must give a number of values, 1 or more, for each code, not {sizes!r}.")
    bins = int(np.prod(sizes, dtype=np.float64))
    if bins > 100_000_000:
        raise ValueError(f"A table of {bins:,} bins is more than the 100 million allowed; count a part at a time.")
    rows = _codes("first", first, sizes[0], (np.uint16, np.uint32))
    width = 1 if second is None else sizes[1]
    columns = _codes(
        "second", np.zeros(rows.size, np.uint8) if second is None else second, width, (np.uint8, np.uint16)
    )
    if rows.size != columns.size:
        raise ValueError(f"Both must have the same number of rows: first has {rows.size:,}, second {columns.size:,}.")
    tables = np.zeros((4 if bins <= SMALL_TABLE else 1, bins), dtype=np.uint32)
    KERNELS[rows.dtype.itemsize, columns.dtype.itemsize](rows, columns, width, tables)
    counts: Integers = tables.sum(axis=0, dtype=np.int64)
    return counts.reshape(sizes)


def cell_codes(
    x: ArrayLike, y: ArrayLike, *, west: float, south: float, cell_m: float, columns: int, rows: int
) -> NDArray[np.int32]:
    """In which cell of a grid does each event lie?

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Metres.
    west, south : float
        The grid's south-west corner, metres.
    cell_m : float
        Side of a cell, metres, above 0.
    columns, rows : int
        How many cells to the east and to the north.

    Returns
    -------
    ndarray of int32, shape (n,)
        Row times `columns` plus column, from the south-west; -1 outside. A point on a border belongs to the cell
        to the north or east; the grid's own north and east borders lie outside.

    Raises
    ------
    ValueError
        If a coordinate is missing, lengths differ, or the grid has no cells.

    Notes
    -----
    Linear, a few passes.

    Examples
    --------
    >>> cell_codes([0, 150, 500], [0, 250, 0], west=0, south=0, cell_m=100, columns=3, rows=3).tolist()
    [0, 7, -1]
    """
    east, north = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if east.shape != north.shape or east.ndim != 1:
        raise ValueError(f"x and y must be rows of the same length, not of shapes {east.shape} and {north.shape}.")
    if missing := int((~(np.isfinite(east) & np.isfinite(north))).sum()):
        raise ValueError(f"x or y is missing or infinite in {missing:,} of {east.size:,} rows.")
    if not cell_m > 0 or columns < 1 or rows < 1 or columns * rows >= 2**31:
        raise ValueError(f"A grid of {columns!r} by {rows!r} cells of {cell_m!r} m cannot be numbered.")
    column, row = np.floor((east - west) / cell_m), np.floor((north - south) / cell_m)
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    return np.where(inside, row * columns + column, -1).astype(np.int32)


def _codes(name: str, values: ArrayLike, size: int, kept: tuple[Any, Any]) -> NDArray[Any]:
    codes = np.asarray(values)
    if codes.ndim != 1 or (codes.size and codes.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be one row of whole numbers, not {codes.dtype} of shape {codes.shape}.")
    below = codes.dtype.kind == "i" and int(codes.min(initial=0)) < 0
    if below or int(codes.max(initial=0)) >= size:
        wrong = int(((codes < 0) | (codes >= size)).sum())
        raise ValueError(
            f"{name} must lie between 0 and {size - 1:,}; it does not in {wrong:,} of {codes.size:,} rows."
        )
    small, large = kept
    fits = small if size - 1 <= np.iinfo(small).max else large
    if size - 1 > np.iinfo(large).max:
        raise ValueError(f"{name} may have at most {np.iinfo(large).max + 1:,} values; put the code with more first.")
    return np.ascontiguousarray(codes, dtype=codes.dtype if codes.dtype in (small, large) else fits)


def _count_pairs(rows: NDArray[Any], columns: NDArray[Any], width: int, tables: NDArray[np.uint32]) -> None:
    step = np.uint32(width)
    end = 0
    if tables.shape[0] == 4:
        end = rows.size - rows.size % 4
        for at in range(0, end, 4):
            for copy in range(4):
                tables[copy, np.uint32(rows[at + copy]) * step + np.uint32(columns[at + copy])] += np.uint32(1)
    for at in range(end, rows.size):
        tables[0, np.uint32(rows[at]) * step + np.uint32(columns[at])] += np.uint32(1)


KERNELS = {
    (row_bytes, column_bytes): compiled(types.void, of_rows, of_columns, INT, TABLES)(_count_pairs)
    for row_bytes, of_rows in ((2, SHORTS_IN), (4, WORDS_IN))
    for column_bytes, of_columns in ((1, BYTES_IN), (2, SHORTS_IN))
}
