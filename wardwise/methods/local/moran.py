"""Which places resemble their neighbours, and which stand out from them?

Anselin (1995), doi:10.1111/j.1538-4632.1995.tb00338.x. The place's own value is held and its neighbours drawn from
all others; one-sided p-values stay one-sided.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special

from wardwise.methods import doors, resampling
from wardwise.methods.doors import Floats
from wardwise.methods.local.draws import beyond
from wardwise.methods.local.nulls import SMALLEST_P, all_totals, without_one

QUADRANTS = ("none", "high among high", "low among high", "low among low", "high among low")


@dataclass(frozen=True)
class LocalMoran:
    """Local Moran's I of n places; all arrays have shape (n,).

    `i` is above 0 where a place and its neighbours lie on the same side of the mean. `z` is `i` less its mean over
    random neighbours, in standard deviations. `p_alike` answers "so much like its neighbours, or more, by chance?",
    `p_unlike` "so much unlike them, or more?"; both contain the observed value itself, so together they exceed 1.
    For a claim about whichever side was seen, double the smaller. `quadrant` says on which sides of the mean the
    place and its neighbours lie, as a number of `QUADRANTS`: 1 high among high, 2 low among high, 3 low among low,
    4 high among low, 0 if one of them is at the mean or there are no neighbours. `method` is exact, permutation or
    normal.
    """

    i: Floats
    z: Floats
    p_alike: Floats
    p_unlike: Floats
    quadrant: NDArray[np.int8]
    method: str


def local_moran(values: ArrayLike, weights: sparse.csr_array) -> LocalMoran:
    """Which places resemble their neighbours or stand out, by the normal approximation?

    Use it for the I and the z, and for many neighbours. For counts with many zeros its p-values are wrong in the
    tails: take `local_moran_exact`. Do not use it where Gi* answers the question ("where is much?"): a place with
    little among places with little counts here as much as a place with much among much.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Counts or rates.
    weights : scipy.sparse.csr_array, shape (n, n)
        0 or more, without the place itself. Rows need not sum to 1: neighbours are averaged.

    Returns
    -------
    LocalMoran
        With I, z and quadrant 0 and p 1 where all values are equal, a place lies at the mean or has no neighbours.

    Raises
    ------
    ValueError
        If shapes differ, a value is missing, a weight is negative or a place has a weight on itself.

    Notes
    -----
    I_i = d_i / m2 sum_j w_ij d_j, d_i = x_i - mean, m2 = sum d^2 / n, rows of w scaled to sum 1 (some programs
    divide by n - 1 instead; p-values are the same). Given x_i, the sum over neighbours has the mean m = mean of the
    others, and the variance s^2 ((n - 1) sum w^2 - 1) / (n - 2), s^2 the variance of the others. Linear in the number
    of weights.

    References
    ----------
    Anselin (1995), equation 12; Sokal, Oden and Thomson (1998), doi:10.1111/j.1538-4632.1998.tb00406.x, equations
    A7 and A8 (moments for a place whose own value is held).

    Examples
    --------
    >>> from wardwise.methods.local import grid_weights
    >>> near = grid_weights(np.ones((1, 9), dtype=bool), with_self=False)
    >>> found = local_moran([0, 0, 0, 5, 5, 5, 0, 0, 0], near)
    >>> found.i.round(9).tolist()
    [0.5, 0.5, -0.25, 0.5, 2.0, 0.5, -0.25, 0.5, 0.5]
    >>> [QUADRANTS[q] for q in found.quadrant[[0, 2, 4]]]
    ['low among low', 'low among high', 'high among high']
    """
    x, w = _checked(values, weights)
    i, z, quadrant, side = _observed(x, w)
    p_alike = np.where(side == 0, 1.0, special.ndtr(-z))
    p_unlike = np.where(side == 0, 1.0, special.ndtr(z))
    return LocalMoran(i, z, p_alike, p_unlike, quadrant, "normal")


def local_moran_exact(counts: ArrayLike, weights: sparse.csr_array) -> LocalMoran:
    """Which places resemble their neighbours or stand out, with p-values over all arrangements?

    Use it for counts with neighbours that all weigh the same: it replaces 999 permutations by all of them. Do not use
    it for rates or distance weights (`local_moran_permuted`).

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Events in each place.
    weights : scipy.sparse.csr_array of zeros and ones, shape (n, n)
        Without the place itself.

    Returns
    -------
    LocalMoran
        p-values exact to about 1e-12; smaller ones than 1e-15 are given as that.

    Raises
    ------
    ValueError
        As `local_moran`, and if weights are not all alike.

    Notes
    -----
    With its own count held, a place's k neighbours are a draw of k of the other n - 1 counts without replacement. The
    distribution for all n is made once; one place of each distinct count is then taken out again. Cost: (distinct
    counts) x k x (largest total of k), and what `gi_star_exact` says.

    References
    ----------
    Anselin (1995), section "inference" (conditional randomisation), over all arrangements instead of some.

    Examples
    --------
    The middle one of three fives: both its neighbours are fives in one of the 28 draws of two from the other eight.

    >>> from wardwise.methods.local import grid_weights
    >>> near = grid_weights(np.ones((1, 9), dtype=bool), with_self=False)
    >>> float((local_moran_exact([0, 0, 0, 5, 5, 5, 0, 0, 0], near).p_alike[4] * 28).round(9))
    1.0
    """
    x, w = _checked(doors.counts("counts", counts), weights)
    if w.nnz and not np.all(w.data == 1):
        raise ValueError("weights must all be 0 or 1 for the exact answer; use local_moran_permuted.")
    i, z, quadrant, side = _observed(x, w)
    totals, sizes = np.rint(w @ x).astype(np.int64), np.diff(w.indptr)
    own = x.astype(np.int64)
    high, low = np.ones(x.size), np.ones(x.size)
    null = all_totals(own, int(sizes.max(initial=0)))
    order = np.argsort(own, kind="stable")
    starts = np.flatnonzero(np.diff(own[order], prepend=-1))
    for rows in np.split(order, starts[1:]) if x.size else []:
        rest = without_one(null, int(own[rows[0]]), x.size)
        at_most = np.cumsum(rest, axis=1)
        at_least = np.cumsum(rest[:, ::-1], axis=1)[:, ::-1]
        high[rows], low[rows] = at_least[sizes[rows], totals[rows]], at_most[sizes[rows], totals[rows]]
    return _sided(i, z, quadrant, side, np.clip(high, SMALLEST_P, 1), np.clip(low, SMALLEST_P, 1), "exact")


def local_moran_permuted(
    values: ArrayLike, weights: sparse.csr_array, *, rng: np.random.Generator, replications: int = 999
) -> LocalMoran:
    """Which places resemble their neighbours or stand out, by drawing their neighbours anew?

    Use it for rates, and for weights that fall with distance. For counts with equal weights `local_moran_exact` gives
    the same answer without its noise. Do not ask for finer p-values than 1 / (replications + 1).

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Counts or rates.
    weights : scipy.sparse.csr_array, shape (n, n)
        0 or more, without the place itself.
    rng : numpy.random.Generator
        Chance. The same generator gives the same answer.
    replications : int
        Number of draws for each place.

    Returns
    -------
    LocalMoran
        With pseudo p-values (r + 1) / (replications + 1).

    Raises
    ------
    ValueError
        As `local_moran`, and if there are no replications.

    Notes
    -----
    The place's own value is held; its neighbours are drawn from all others without replacement. All places share the
    same draws of row numbers (as in other programs), so their p-values are right one by one but rise and fall
    together. Sums within 1e-9 of the largest possible one count as equal. Where a place weighs its neighbours alike,
    the draws are sorted once for all places with as many of them: (replications + places) x log; where weights
    differ, replications x weights. Memory is bounded.

    References
    ----------
    Anselin (1995), section "inference"; Phipson and Smyth (2010), doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> from wardwise.methods.local import grid_weights
    >>> near = grid_weights(np.ones((1, 9), dtype=bool), with_self=False)
    >>> counts = [0, 0, 0, 5, 5, 5, 0, 0, 0]
    >>> found = local_moran_permuted(counts, near, rng=np.random.default_rng(1), replications=9999)
    >>> bool(abs(found.p_alike[4] - 1 / 28) < 0.01)
    True
    """
    x, w = _checked(values, weights)
    if replications < 1:
        raise ValueError(f"replications must be 1 or more, not {replications}.")
    i, z, quadrant, side = _observed(x, w)
    total = np.asarray(w @ x)
    high, low = beyond(x, w, total, holds_own=True, replications=replications, rng=rng)
    p_high, p_low = resampling.pseudo_p(high, replications), resampling.pseudo_p(low, replications)
    return _sided(i, z, quadrant, side, p_high, p_low, "permutation")


def _observed(x: Floats, w: sparse.csr_array) -> tuple[Floats, Floats, NDArray[np.int8], NDArray[np.int8]]:
    """I, z, quadrant, and on which side of the mean a place lies (0 where its I can come out in one way only)."""
    n, weight = x.size, np.asarray(w.sum(axis=1), dtype=np.float64)
    nothing = np.zeros(n)
    if n < 3:
        return nothing, nothing.copy(), nothing.astype(np.int8), nothing.astype(np.int8)
    apart, m2 = x - x.mean(), float(np.mean((x - x.mean()) ** 2))
    can_differ = (weight > 0) & (m2 > 1e-14 * max(1.0, float(x.mean() ** 2)))
    tiny = 1e-12 * max(float(np.abs(x).max()), 1.0)
    side = np.where(can_differ & (np.abs(apart) > tiny), np.sign(apart), 0).astype(np.int8)
    lag = np.divide(w @ apart, weight, out=np.zeros(n), where=can_differ)
    around = np.where(np.abs(lag) > tiny, np.sign(lag), 0)
    squares = np.asarray(sparse.csr_array((w.data**2, w.indices, w.indptr), shape=w.shape).sum(axis=1))
    squares = np.divide(squares, weight**2, out=np.zeros(n), where=can_differ)
    others = -apart / (n - 1)  # the mean of the others, less the mean of all
    spread = (n * m2 - apart**2) / (n - 1) - others**2
    variance = spread * np.maximum((n - 1) * squares - 1, 0) / (n - 2)
    moves = (side != 0) & (variance > 1e-14 * m2)
    z = np.divide((lag - others) * side, np.sqrt(np.maximum(variance, 0)), out=np.zeros(n), where=moves)
    i = apart * lag / m2 if m2 else nothing
    cases = np.select([(side > 0) & (around > 0), (side < 0) & (around > 0), (side < 0) & (around < 0)], [1, 2, 3], 0)
    quadrant = np.where((side > 0) & (around < 0), 4, cases).astype(np.int8)
    return np.where(side != 0, i, 0.0), z, quadrant, np.where(moves, side, 0).astype(np.int8)


def _sided(
    i: Floats, z: Floats, quadrant: NDArray[np.int8], side: NDArray[np.int8], high: Floats, low: Floats, method: str
) -> LocalMoran:
    """A place above the mean is like its neighbours where they hold much, one below where they hold little."""
    p_alike = np.select([side > 0, side < 0], [high, low], 1.0)
    p_unlike = np.select([side > 0, side < 0], [low, high], 1.0)
    return LocalMoran(i, z, p_alike, p_unlike, quadrant, method)


def _checked(values: ArrayLike, weights: sparse.csr_array) -> tuple[Floats, sparse.csr_array]:
    x = doors.numbers("values", values)
    w = sparse.csr_array(weights)
    if w.shape != (x.size, x.size):
        raise ValueError(f"weights must have the shape ({x.size}, {x.size}), not {w.shape}.")
    if w.nnz and (not np.isfinite(w.data).all() or w.data.min() < 0):
        raise ValueError("weights must be finite and 0 or more.")
    if x.size and np.any(w.diagonal() != 0):
        raise ValueError("weights must give no place a weight on itself: Moran's I compares it with the others.")
    return x, w
