"""At which places would patrols have the least to travel to what happens?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, coo_array, csr_array

from wardwise.methods import doors
from wardwise.methods.allocation import kernels
from wardwise.methods.doors import Floats, Integers

ITERATIONS = 800
LARGEST_SEARCH = 250_000  # pairs of site and place that branch and bound is tried on


@dataclass(frozen=True)
class Median:
    """Where to stand so as to be near.

    `chosen` (p,) are rows of `travel`, rising; `nearest` (n,) the chosen row that serves each place; `total` the
    weighted travel, `mean` the same per unit of weight, `bound` what no choice can go below, `gap` = (total - bound)
    / total, the most by which this choice can exceed the best. `searched` says whether branch and bound was needed.
    """

    chosen: Integers
    nearest: Integers
    total: float
    mean: float
    bound: float
    gap: float
    searched: bool


def median(weights: ArrayLike, travel: ArrayLike, *, sites: int, gap: float = 0.005) -> Median:
    """From which places is the way to what happens shortest on the whole?

    Use it to place response cars, wardens' bases or drop-in desks, where every minute nearer counts. Do not use it
    where a place is either within reach or not (`cover`), nor for fairness: the last resident may be left far away;
    look at the longest way, too.

    Parameters
    ----------
    weights : array_like of float, shape (n,)
        What each place counts: events, calls, people; 0 or more.
    travel : array_like of float, shape (m, n)
        Minutes or metres from each possible site to each place, 0 or more.
    sites : int
        How many sites to choose, from 1 to m.
    gap : float
        The excess over the best choice that is good enough, as a share; 0 asks for proof of the best.

    Returns
    -------
    Median
        `total` and `bound` in the unit of `travel` times that of `weights`.

    Raises
    ------
    ValueError
        If a number is missing or below 0, shapes do not fit, or `sites` is out of range.

    Notes
    -----
    The p-median problem. Greedy choice, swaps of one site for another (all swaps of one incoming site weighed in one
    pass), then a Lagrangian bound that begins between each place's costs from the two nearest chosen, and swaps again
    from the sites that the bound's prices make worth most; else HiGHS over the sites not yet proved out, where no
    more than 250,000 pairs are left (beyond that the gap is told as it is).
    Memory: the matrix, twice. Each of at most 800 rounds of the bound costs O(n m); ties go to the first site.

    References
    ----------
    ReVelle and Swain (1970), doi:10.1111/j.1538-4632.1970.tb00142.x, the programme; Cornuejols, Fisher and Nemhauser
    (1977), doi:10.1287/mnsc.23.8.789, section 3, the bound; Whitaker (1983), doi:10.1080/03155986.1983.11731889, the
    swaps.

    Examples
    --------
    >>> along = np.array([0.0, 1.0, 2.0, 10.0, 11.0])
    >>> best = median([1, 1, 1, 1, 1], np.abs(along[:, None] - along), sites=2)
    >>> best.chosen.tolist(), best.total, best.gap
    ([1, 3], 3.0, 0.0)
    """
    weight, costs = _checked(weights, travel, sites, gap)
    chosen = np.full(sites, -1, dtype=np.int64)
    total = kernels.median_by_swaps(costs, chosen)
    prices = _between_the_two_nearest(costs[chosen])
    worth, other = np.zeros(costs.shape[0]), chosen.copy()
    bound, found = kernels.median_bound(costs, other, total, gap, ITERATIONS, prices, worth)
    if found < total:
        chosen, total = other, found
    other = np.argsort(worth, kind="stable")[:sites]  # where the prices of the best bound point
    if (found := kernels.median_by_swaps(costs, other)) < total:
        chosen, total = other, found
    bound = max(bound, 0.0)
    left = _not_proved_out(chosen, total, bound, worth)
    searched = total - bound > max(gap, 1e-9) * total and left.size * weight.size <= LARGEST_SEARCH
    if searched:
        chosen, total, bound = _search(costs, left, chosen, total, bound, gap)
    return _answer(weight, costs, np.sort(chosen), bound, searched)


def _checked(weights: ArrayLike, travel: ArrayLike, sites: int, gap: float) -> tuple[Floats, Floats]:
    weight = doors.numbers("weights", weights, at_least=0)
    way = np.asarray(travel, dtype=np.float64)
    if way.ndim != 2 or way.shape[1] != weight.size:
        raise ValueError(f"travel must have a column for each of the {weight.size:,} weights, not shape {way.shape}.")
    if wrong := int((~(np.isfinite(way) & (way >= 0))).any(axis=1).sum()):
        raise ValueError(f"travel is missing, infinite or below 0 in {wrong:,} of {way.shape[0]:,} rows.")
    if not 1 <= sites <= way.shape[0]:
        raise ValueError(
            f"sites must lie between 1 and the {way.shape[0]:,} there are to choose from, not {sites!r}."
        )
    if not 0 <= gap < 1:
        raise ValueError(f"gap must be a share from 0 to below 1, not {gap!r}.")
    return weight, np.ascontiguousarray(way * weight)


def _between_the_two_nearest(serving: Floats) -> Floats:
    """What a place would pay to be served, at the start: between the cost from its nearest site and the next."""
    nearest = np.partition(serving, 1, axis=0)[:2] if len(serving) > 1 else np.vstack([serving, serving])
    return np.asarray(nearest.mean(axis=0))


def _not_proved_out(chosen: Integers, total: float, bound: float, worth: Floats) -> Integers:
    least = np.sort(worth)[chosen.size - 1]
    out = (bound + (worth - least) > total * (1 + 1e-9)) & ~np.isin(np.arange(worth.size), chosen)
    return np.flatnonzero(~out)


def _answer(weight: Floats, costs: Floats, chosen: Integers, bound: float, searched: bool) -> Median:
    serving = costs[chosen]
    total = float(serving.min(axis=0).sum())
    if bound >= total * (1 - 1e-9):
        bound = total
    gap = (total - bound) / total if total > 0 else 0.0
    mean = total / weight.sum() if weight.sum() > 0 else float("nan")
    return Median(chosen, chosen[serving.argmin(axis=0)], total, float(mean), bound, gap, searched)


def _search(
    costs: Floats, left: Integers, chosen: Integers, total: float, bound: float, gap: float
) -> tuple[Integers, float, float]:
    """Branch and bound over the sites left: y[j, i] serves place i from site j, x[j] says that j is chosen."""
    m, n = left.size, costs.shape[1]
    pairs = np.arange(m * n)
    ones = np.ones(m * n)
    once = coo_array((ones, (pairs % n, m + pairs)), shape=(n, m + m * n)).tocsr()
    opened = csr_array((-ones, (pairs, pairs // n)), shape=(m * n, m))
    only_open = block_array([[opened, coo_array((ones, (pairs, pairs)), shape=(m * n, m * n))]], format="csr")
    number = coo_array((np.ones(m), (np.zeros(m, int), np.arange(m))), shape=(1, m + m * n)).tocsr()
    found = milp(
        np.concatenate([np.zeros(m), costs[left].ravel()]),
        integrality=np.concatenate([np.ones(m), np.zeros(m * n)]),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(once, 1, 1),
            LinearConstraint(only_open, -np.inf, 0),
            LinearConstraint(number, chosen.size, chosen.size),
        ],
        options={"mip_rel_gap": gap},
    )
    if found.x is None:
        return chosen, total, bound
    ranked = left[np.argsort(-found.x[:m], kind="stable")[: chosen.size]]
    value = float(costs[ranked].min(axis=0).sum())
    if value < total:
        chosen, total = ranked, value
    return chosen, total, max(bound, min(float(found.mip_dual_bound), total))
