"""From which places do the most of the events lie within reach?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, coo_array, csr_array, eye_array
from scipy.spatial import cKDTree

from wardwise.methods import doors
from wardwise.methods.allocation import kernels
from wardwise.methods.doors import Floats, Integers

ITERATIONS = 600


@dataclass(frozen=True)
class Cover:
    """Where to stand so as to reach the most.

    `chosen` (p,) are rows of `reach`, rising; `covered` (n,) says which places one of them reaches; `weight` is what
    these weigh together, `bound` what no choice can exceed, `gap` = (bound - weight) / bound, the most by which this
    choice can fall short of the best; 0 where it is proved best. `searched` says whether branch and bound was needed.
    """

    chosen: Integers
    covered: NDArray[np.bool_]
    weight: float
    bound: float
    gap: float
    searched: bool


def within_reach(x: ArrayLike, y: ArrayLike, site_x: ArrayLike, site_y: ArrayLike, *, radius_m: float) -> csr_array:
    """Which places lie within reach of which sites, in a straight line?

    For reach along streets, build the same matrix from walking times.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Places that need cover, in metres.
    site_x, site_y : array_like of float, shape (m,)
        Places where a patrol could be, in metres.
    radius_m : float
        Reach in metres, above 0. A place at exactly this distance is reached.

    Returns
    -------
    csr_array of bool, shape (m, n)

    Raises
    ------
    ValueError
        If a coordinate is missing, lengths differ, or the radius is not above 0.

    Notes
    -----
    By k-d trees: O((n + m) log n) and one byte and four for every pair within reach.

    Examples
    --------
    >>> within_reach([0, 100, 300], [0, 0, 0], [0], [0], radius_m=100).toarray().tolist()
    [[True, True, False]]
    """
    there = [doors.numbers(name, values) for name, values in (("x", x), ("y", y))]
    here = [doors.numbers(name, values) for name, values in (("site_x", site_x), ("site_y", site_y))]
    doors.same_length(x=there[0], y=there[1])
    doors.same_length(site_x=here[0], site_y=here[1])
    if not (np.isfinite(radius_m) and radius_m > 0):
        raise ValueError(f"radius_m must be above 0, not {radius_m!r}.")
    shape = (here[0].size, there[0].size)
    if 0 in shape:
        return csr_array(shape, dtype=np.bool_)
    near = cKDTree(np.column_stack(there)).query_ball_point(np.column_stack(here), radius_m, return_sorted=True)
    lengths = np.array([len(row) for row in near])
    columns = np.concatenate([np.asarray(row, dtype=np.int32) for row in near])
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return csr_array((np.ones(columns.size, np.bool_), columns, starts), shape=shape)


def cover(weights: ArrayLike, reach: csr_array, *, sites: int, gap: float = 0.005) -> Cover:
    """At which places would a given number of patrols have the most of the harm within reach?

    Use it to choose hot spots, wardens' beats or camera sites when reach is what counts: a place is either within
    the radius or not. Do not use it where nearer is always better (`median`), nor to decide by past records alone:
    drop prisons, hospitals and land nobody can enter first, and look at every place before tasking it.

    Parameters
    ----------
    weights : array_like of float, shape (n,)
        What each place counts: events, or harm; 0 or more.
    reach : csr_array, shape (m, n)
        True where a site reaches a place; see `within_reach`.
    sites : int
        How many sites to choose, from 1 to m.
    gap : float
        The shortfall from the best choice that is good enough, as a share; 0 asks for proof of the best.

    Returns
    -------
    Cover
        `weight`, `bound` in the unit of `weights`.

    Raises
    ------
    ValueError
        If a weight is missing or below 0, shapes do not fit, or `sites` is out of range.

    Notes
    -----
    The maximal covering location problem. Greedy choice (at worst 63% of the best), swaps of one site at a time,
    then a Lagrangian bound that starts from equal shares of each place's weight and proves the choice to `gap` in
    most cases; else HiGHS, without the sites whose reduced worth proves them out. Each of at most 600 rounds of the
    bound costs O(pairs within reach + m log m). Ties go to the first site. Branch and bound may take long where
    reach overlaps heavily and `gap` is 0.

    References
    ----------
    Church and ReVelle (1974), doi:10.1007/BF01942293, equations 1 to 4; Galvao and ReVelle (1996),
    doi:10.1016/0377-2217(94)00159-6, the Lagrangian dual.

    Examples
    --------
    Five places in a row, a kilometre apart; one patrol that reaches a kilometre stands in the middle of the weight.

    >>> east, north = np.arange(5) * 1000.0, np.zeros(5)
    >>> best = cover([1, 1, 5, 5, 5], within_reach(east, north, east, north, radius_m=1000), sites=1)
    >>> best.chosen.tolist(), best.weight, best.gap
    ([3], 15.0, 0.0)
    """
    weight, reach = _checked(weights, reach, sites, gap)
    starts, places = reach.indptr.astype(np.int32), reach.indices.astype(np.int32)
    chosen = np.full(sites, -1, dtype=np.int64)
    covered = kernels.cover_by_swaps(starts, places, weight, chosen)
    prices = _even_prices(weight, reach)
    worth = np.zeros(reach.shape[0])
    other = chosen.copy()
    bound, found = kernels.cover_bound(starts, places, weight, other, covered, gap, ITERATIONS, prices, worth)
    if found > covered:
        chosen = other
        covered = kernels.cover_by_swaps(starts, places, weight, chosen)
    bound = min(bound, float(weight.sum()))
    searched = bound - covered > max(gap, 1e-9) * bound
    if searched:
        chosen, bound = _search(weight, reach, chosen, covered, bound, -worth, gap)
    return _answer(weight, reach, chosen, bound, searched)


def _checked(weights: ArrayLike, reach: csr_array, sites: int, gap: float) -> tuple[Floats, csr_array]:
    weight = doors.numbers("weights", weights, at_least=0)
    reach = csr_array(reach).astype(np.bool_)
    reach.eliminate_zeros()
    reach.sort_indices()
    if reach.shape[1] != weight.size:
        raise ValueError(f"reach has {reach.shape[1]:,} columns for {weight.size:,} weights.")
    if not 1 <= sites <= reach.shape[0]:
        raise ValueError(
            f"sites must lie between 1 and the {reach.shape[0]:,} there are to choose from, not {sites!r}."
        )
    if not 0 <= gap < 1:
        raise ValueError(f"gap must be a share from 0 to below 1, not {gap!r}.")
    return weight, reach


def _even_prices(weight: Floats, reach: csr_array) -> Floats:
    """Half of each place's weight: between worth nothing and worth all to the sites that reach it."""
    reached = np.bincount(reach.indices, minlength=weight.size)
    return np.where(reached > 0, weight / 2, 0.0)


def _answer(weight: Floats, reach: csr_array, chosen: Integers, bound: float, searched: bool) -> Cover:
    covered = np.zeros(weight.size, np.bool_)
    covered[reach[np.sort(chosen)].indices] = True
    reached = float(weight[covered].sum())
    if bound <= reached * (1 + 1e-9):
        bound = reached
    gap = (bound - reached) / bound if bound > 0 else 0.0
    return Cover(np.sort(chosen), covered, reached, bound, gap, searched)


def _search(
    weight: Floats, reach: csr_array, chosen: Integers, covered: float, bound: float, worth: Floats, gap: float
) -> tuple[Integers, float]:
    """Branch and bound over the sites that the prices have not proved out. Returns the choice and its bound."""
    best = np.sort(worth)[::-1]
    out = (bound - (best[chosen.size - 1] - worth) < covered * (1 - 1e-9)) & ~np.isin(np.arange(worth.size), chosen)
    left = np.flatnonzero(~out)
    m, n = left.size, weight.size
    reaching = reach[left].astype(np.float64)
    at_most = block_array([[-reaching.T, eye_array(n)]], format="csr")
    number = coo_array((np.ones(m), (np.zeros(m, int), np.arange(m))), shape=(1, m + n))
    found = milp(
        np.concatenate([np.zeros(m), -weight]),
        integrality=np.concatenate([np.ones(m), np.zeros(n)]),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(at_most, -np.inf, 0),
            LinearConstraint(number.tocsr(), chosen.size, chosen.size),
        ],
        options={"mip_rel_gap": gap},
    )
    if found.x is None:
        return chosen, bound
    ranked = left[np.argsort(-found.x[:m], kind="stable")[: chosen.size]]
    better = weight[np.unique(reach[ranked].indices)].sum() > covered
    return (ranked if better else chosen), min(bound, max(-float(found.mip_dual_bound), covered))
