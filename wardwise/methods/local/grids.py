"""Gi* on a grid of cells: the sums over boxes come from running totals, whatever their size."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.methods import doors
from wardwise.methods.doors import Integers
from wardwise.methods.local.getis import LocalG, standardised
from wardwise.methods.local.nulls import exact_tails


def gi_star_on_grid(
    counts: ArrayLike,
    *,
    reach: int = 1,
    inside: ArrayLike | None = None,
    p_values: Literal["exact", "none"] = "exact",
) -> LocalG:
    """Which cells of a grid, taken with those around them, hold more than chance would give?

    Use it for counts on square cells: it is `gi_star_exact` with the box of cells around each, and faster. Do not use
    it on cells so small that published map points, and not places, make the pattern.

    Parameters
    ----------
    counts : array_like of int, shape (rows, columns)
        Events in each cell; what stands outside the study area is not read.
    reach : int
        How many cells to each side belong to a cell's neighbourhood: 1 gives boxes of 3 by 3.
    inside : array_like of bool, shape (rows, columns), optional
        The study area. Cells outside are no neighbours and no part of the mean.
    p_values : {"exact", "none"}
        None saves time where only z is wanted; both p are then nan.

    Returns
    -------
    LocalG
        Arrays of shape (rows, columns), nan outside the study area.

    Raises
    ------
    ValueError
        If a count is missing, negative or no whole number, shapes differ, or `reach` is below 1.

    Notes
    -----
    As `gi_star` and `gi_star_exact`. The sums cost the same for every reach; the exact distribution is made once for
    each number of neighbours, and grows with (distinct counts) x k^2 x (largest total). Memory: ten grids.

    References
    ----------
    Ord and Getis (1995), doi:10.1111/j.1538-4632.1995.tb00912.x, equation 14.

    Examples
    --------
    >>> found = gi_star_on_grid([[0, 0, 0, 5, 5, 5, 0, 0, 0]])
    >>> found.z.round(3).tolist()
    [[-1.069, -1.414, 0.0, 1.414, 2.828, 1.414, 0.0, -1.414, -1.069]]
    >>> float((found.p_high[0, 4] * 84).round(9))
    1.0
    """
    values, area = _checked(counts, inside, reach)
    x = values[area]
    sizes, totals = _box_sums(area.astype(np.int64), reach)[area], _box_sums(np.where(area, values, 0), reach)[area]
    n = x.size
    z, expected = np.zeros(n), totals.astype(np.float64)
    if n > 1:
        weight = sizes.astype(np.float64)
        z, _ = standardised(x.astype(np.float64), totals.astype(np.float64), weight, weight)
        expected = weight * x.mean()
    nothing = np.full(n, np.nan)
    p_high, p_low = exact_tails(x, sizes, totals) if p_values == "exact" else (nothing, nothing)
    laid = [np.full(area.shape, np.nan) for _ in range(5)]
    for grid, found in zip(laid, (totals, expected, z, p_high, p_low), strict=True):
        grid[area] = found
    return LocalG(laid[0], laid[1], laid[2], laid[3], laid[4], p_values)


def _box_sums(values: Integers, reach: int) -> Integers:
    """What each box of 2 reach + 1 cells a side holds; boxes are cut at the grid's edge."""
    running = np.zeros((values.shape[0] + 1, values.shape[1] + 1), dtype=np.int64)
    np.cumsum(values, axis=0, out=running[1:, 1:])
    np.cumsum(running[1:, 1:], axis=1, out=running[1:, 1:])
    (south, north), (west, east) = (
        (np.maximum(np.arange(n) - reach, 0), np.minimum(np.arange(n) + reach + 1, n)) for n in values.shape
    )
    bands = running[north] - running[south]
    return np.asarray(bands[:, east] - bands[:, west])


def _checked(counts: ArrayLike, inside: ArrayLike | None, reach: int) -> tuple[Integers, NDArray[np.bool_]]:
    grid = np.asarray(counts, dtype=np.float64)
    if grid.ndim != 2:
        raise ValueError(f"counts must have rows and columns, not the shape {grid.shape}.")
    area = np.ones(grid.shape, dtype=bool) if inside is None else np.asarray(inside)
    if area.dtype != bool or area.shape != grid.shape:
        raise ValueError(f"inside must be bool of the shape {grid.shape}, not {area.dtype} {area.shape}.")
    if reach < 1:
        raise ValueError(f"reach must be 1 or more, not {reach}.")
    values = np.zeros(grid.shape, dtype=np.int64)
    values[area] = doors.counts("counts", grid[area])
    return values, area
