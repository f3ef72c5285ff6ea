"""Hiding small counts so that nobody can work them out again.

A table of counts is published with its totals, again and again, for periods that overlap. Hiding the small counts is
not enough: one hidden count in a row is the row's total less the rest, and a count hidden today may be today's total
less a figure that was shown last quarter. `protect` hides further counts until somebody who holds everything ever
published, and knows that counts are never negative, still cannot place a small count within a narrow interval.

References: Hundepool et al., *Statistical Disclosure Control* (2012), doi:10.1002/9781118348239, chapter 4: primary
and secondary cell suppression (4.2, 4.4), the attacker's linear programmes (4.2.3) and linked tables (4.7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Matrix = NDArray[np.float64]

TOTALS_COST = 3.0  # a total tells readers more than a count inside the table: hide it later
SLACK = 1e-6  # of the linear programme's answers, which are whole numbers within its tolerance of 1e-7


@dataclass(frozen=True)
class Table:
    """A published table: which periods it added up, and which of its counts were shown.

    Attributes
    ----------
    periods : tuple of int
        Positions on the first axis of the counts that the table added up.
    shown : bool array, shape (rows + 1, columns + 1)
        True where a figure was shown. The last row and column are the totals.
    """

    periods: tuple[int, ...]
    shown: Mask


@dataclass(frozen=True)
class Protected:
    """A table that may be published.

    Attributes
    ----------
    values : int64 array, shape (rows + 1, columns + 1)
        The counts with their totals in the last row and column. Show only those where `shown` is true.
    shown : bool array, same shape
        False where a figure must not be shown. Hidden figures must all look alike: a mark that tells which were
        small would help the attacker.
    small : bool array, same shape
        True where a figure is hidden because it is small; the other hidden ones protect these.
    """

    values: Counts
    shown: Mask
    small: Mask


def protect(
    counts: Counts, *, threshold: int, periods: Sequence[int] | None = None, earlier: Sequence[Table] = ()
) -> Protected:
    """Which counts of this table, with its totals, may be shown?

    Use it for every table of counts about people that leaves the partnership. Do not use it for averages, rates or
    counts below zero, nor for two tables that share totals with each other unless they are given as one.

    Parameters
    ----------
    counts : int array, shape (periods, rows, columns)
        The true counts of every period that this table or an earlier one added up. A period's counts must never
        change once a table that holds it was published.
    threshold : int, at least 2
        Counts from 1 to `threshold - 1` are small. Zeros may be shown.
    periods : sequence of int, optional
        The periods that this table adds up; all of them if left out.
    earlier : sequence of Table
        What was published before from these counts and is remembered.

    Returns
    -------
    Protected
        After it is published, every small count of this table, of the earlier ones, and of any stretch of time
        that lies between their edges, can be narrowed down by nobody to fewer than `threshold + 1` values (an
        interval `threshold` wide), unless the earlier tables alone already allow it; then this one adds nothing.

    Raises
    ------
    ValueError
        If the counts are negative or not whole, or a shape does not fit.

    Notes
    -----
    Secondary hiding is greedy: the cheapest figure (its count plus one; totals three times that) that protects
    the least protected small count, then the next. That is not the fewest possible figures, which is NP-hard to
    find. Each step solves linear programmes with one variable for every count of every stretch of time: 20 rows
    by 8 columns take about a second, one row of 8 columns after 20 overlapping releases some seconds. In a table
    of one period, and in one row over many, the programmes' answers are whole numbers, so an attacker who knows
    that counts are whole gains nothing; for a larger table over several overlapping periods that is not proved.

    An attacker who knows some of the counts for other reasons (who made the report) is protected against only as far
    as `threshold` is wide.

    Examples
    --------
    One row: 12 of noise, 3 of drugs, 8 of litter, 23 in all. Hiding the 3 alone would not hide it.

    >>> table = protect(np.array([[[12, 3, 8]]]), threshold=5)
    >>> table.shown[0].tolist()
    [True, False, False, True]
    """
    counts, chosen = checked(counts, threshold, periods, earlier)
    rows, columns = counts.shape[1:]
    stretches = split_time([chosen, *(table.periods for table in earlier)])
    atoms = np.stack([counts[list(stretch)].sum(axis=0) for stretch in stretches]).ravel()
    cells = sums_of(stretches, chosen, rows, columns)
    known = [
        sums_of(stretches, table.periods, rows, columns)[table.shown.ravel()]
        for table in earlier
        if table.shown.any()
    ]
    values = (cells @ atoms).astype(np.int64)
    published = np.vstack([np.empty((0, atoms.size)), *known])
    watched = targets(
        atoms, [cells, *(sums_of(stretches, table.periods, rows, columns) for table in earlier)], threshold
    )
    small = is_small(values, threshold)
    shown = hide(atoms, cells, published, watched, start=~small, threshold=threshold, rows=rows, columns=columns)
    shape = (rows + 1, columns + 1)
    return Protected(values.reshape(shape), shown.reshape(shape), small.reshape(shape))


def checked(
    counts: Counts, threshold: int, periods: Sequence[int] | None, earlier: Sequence[Table]
) -> tuple[Counts, tuple[int, ...]]:
    given = np.asarray(counts)
    if given.ndim != 3 or 0 in given.shape:
        raise ValueError("counts must have the shape (periods, rows, columns), none of them empty")
    if not np.issubdtype(given.dtype, np.integer) or (given < 0).any():
        raise ValueError("counts must be whole numbers, none of them negative")
    if threshold < 2:
        raise ValueError("threshold must be at least 2: below it nothing is small")
    shape = (given.shape[1] + 1, given.shape[2] + 1)
    if any(table.shown.shape != shape for table in earlier):
        raise ValueError(f"every earlier table must have the shape {shape}, with its totals")
    chosen = tuple(range(len(given))) if periods is None else tuple(sorted(set(periods)))
    for wanted in [chosen, *(table.periods for table in earlier)]:
        if not wanted or min(wanted) < 0 or max(wanted) >= len(given):
            raise ValueError(f"periods must name at least one of the {len(given)} periods of the counts")
    return given.astype(np.int64), chosen


def split_time(tables: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Group the periods that every table either adds up together or leaves out together."""
    groups: dict[tuple[bool, ...], list[int]] = {}
    for period in sorted({period for table in tables for period in table}):
        groups.setdefault(tuple(period in table for table in tables), []).append(period)
    return [tuple(group) for group in groups.values()]


def sums_of(stretches: Sequence[tuple[int, ...]], periods: Sequence[int], rows: int, columns: int) -> Matrix:
    """One line for every figure of a table, totals last: which counts of which stretch of time it adds up."""
    in_table = np.array([float(stretch[0] in periods) for stretch in stretches])
    over_rows = np.vstack([np.eye(rows), np.ones(rows)])
    over_columns = np.vstack([np.eye(columns), np.ones(columns)])
    inside = np.kron(over_rows, over_columns)
    return np.kron(in_table[np.newaxis, :], inside)


def is_small(values: NDArray[np.float64] | Counts, threshold: int) -> Mask:
    return (values > 0) & (values < threshold)


def targets(atoms: Counts, tables: Sequence[Matrix], threshold: int) -> Matrix:
    """Every small figure an attacker could want: of any table, and of any one stretch of time."""
    candidates = np.unique(np.vstack([*tables, np.eye(atoms.size)]), axis=0)
    return candidates[is_small(candidates @ atoms, threshold)]


def hide(
    atoms: Counts,
    cells: Matrix,
    published: Matrix,
    watched: Matrix,
    *,
    start: Mask,
    threshold: int,
    rows: int,
    columns: int,
) -> Mask:
    """Hide figures, cheapest first, until every watched sum is wide enough or nothing is left to hide."""
    shown = start.copy()
    cost = cost_of(cells @ atoms, rows, columns)
    twins = [np.flatnonzero((cells == cell).all(axis=1)) for cell in cells]
    for target in watched:
        if width(target, atoms, published, cells[shown]) >= threshold - SLACK:
            continue
        need = min(threshold, width(target, atoms, published))
        while width(target, atoms, published, cells[shown]) < need - SLACK:
            best = cheapest_that_helps(target, atoms, published, cells, shown, cost, twins, need)
            shown[twins[best]] = False
    return shown


def cost_of(values: NDArray[np.float64], rows: int, columns: int) -> NDArray[np.float64]:
    """What readers lose when a figure is hidden. A zero protects nothing, so it comes last but for the totals."""
    cost = (values + 1).reshape(rows + 1, columns + 1).copy()
    cost[cost == 1] = cost.max() + 1
    cost[-1, :] *= TOTALS_COST
    cost[:, -1] *= TOTALS_COST
    return cost.ravel()


def cheapest_that_helps(
    target: Matrix,
    atoms: Counts,
    published: Matrix,
    cells: Matrix,
    shown: Mask,
    cost: NDArray[np.float64],
    twins: list[NDArray[np.intp]],
    need: float,
) -> int:
    """The cheapest figure whose hiding protects the target; if no single one does, the one that helps most."""
    now = width(target, atoms, published, cells[shown])
    best, most = -1, now
    for candidate in sorted(np.flatnonzero(shown), key=lambda cell: (cost[cell], cell)):
        without = shown.copy()
        without[twins[candidate]] = False
        reached = width(target, atoms, published, cells[without])
        if reached >= need - SLACK:
            return int(candidate)
        if reached > most + SLACK:
            best, most = int(candidate), reached
    return best if best >= 0 else int(min(np.flatnonzero(shown), key=lambda cell: cost[cell]))


def width(target: Matrix, atoms: Counts, *published: Matrix) -> float:
    """How wide is the interval to which everything published confines one sum?"""
    low, high = interval(target, atoms, *published)
    return high - low


def interval(target: Matrix, atoms: Counts, *published: Matrix) -> tuple[float, float]:
    """The least and the greatest value of one sum that agree with everything published (infinite: no upper end)."""
    known = np.vstack([np.empty((0, atoms.size)), *published])
    if not known.size:
        return 0.0, np.inf
    sparse, values = csr_array(known), known @ atoms.astype(np.float64)
    ends = [solve(sign * target, sparse, values) for sign in (1.0, -1.0)]
    return ends[0], -ends[1]


def solve(objective: Matrix, known: csr_array, values: NDArray[np.float64]) -> float:
    answer = linprog(objective, A_eq=known, b_eq=values, bounds=(0, None), method="highs")
    if answer.status == 4:  # presolve saw "infeasible or unbounded" and did not look further
        answer = linprog(
            objective, A_eq=known, b_eq=values, bounds=(0, None), method="highs", options={"presolve": False}
        )
    if answer.status == 3:  # unbounded
        return -np.inf
    if answer.status != 0:
        raise ArithmeticError(f"the linear programme of the attacker was not solved: {answer.message}")
    return float(answer.fun)


def every_interval(counts: Counts, tables: Sequence[Table]) -> Iterator[tuple[int, int, int, float, float]]:
    """What an attacker learns from tables: table, row, column, least and greatest value of each hidden figure."""
    rows, columns = np.asarray(counts).shape[1:]
    stretches = split_time([table.periods for table in tables])
    atoms = np.stack([np.asarray(counts)[list(stretch)].sum(axis=0) for stretch in stretches]).ravel()
    sums = [sums_of(stretches, table.periods, rows, columns) for table in tables]
    published = np.vstack([cells[table.shown.ravel()] for cells, table in zip(sums, tables, strict=True)])
    for number, (cells, table) in enumerate(zip(sums, tables, strict=True)):
        for cell in np.flatnonzero(~table.shown.ravel()):
            row, column = divmod(int(cell), columns + 1)
            yield number, row, column, *interval(cells[cell], atoms, published)
