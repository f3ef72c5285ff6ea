"""Which neighbourhoods hold more than the rest of the place would lead us to expect by chance?

Ord and Getis (1995), doi:10.1111/j.1538-4632.1995.tb00912.x; Getis and Ord (1992),
doi:10.1111/j.1538-4632.1992.tb00261.x. One-sided p-values stay one-sided: a place with nothing in it has a high p
for "more than expected", never a folded one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special

from wardwise.methods import doors, resampling
from wardwise.methods.doors import Floats
from wardwise.methods.local.draws import beyond
from wardwise.methods.local.nulls import exact_tails


@dataclass(frozen=True)
class LocalG:
    """Getis-Ord Gi* of n places; all arrays have shape (n,), or the shape of the grid for `gi_star_on_grid`.

    `total` is what a place and its neighbours hold (weighted sum), `expected` what they would hold at the mean of
    all, `z` the standardised difference. `p_high` answers "so much or more by chance?", `p_low` "so little or
    less?"; both contain the observed value itself, so together they exceed 1. `method` says where they came from:
    exact, permutation, normal.
    """

    total: Floats
    expected: Floats
    z: Floats
    p_high: Floats
    p_low: Floats
    method: str


def gi_star(values: ArrayLike, weights: sparse.csr_array) -> LocalG:
    """Which places, taken with their neighbours, hold more or less than the rest, by the normal approximation?

    Use it for maps of many places whose values are not too skewed, and for the z. For counts with many zeros or few
    neighbours its p-values are wrong in the tails, where they matter: take them from `gi_star_exact`. Do not read
    it as "risk": places differ in people and footfall, and a high value next to the edge of the map has unseen
    neighbours.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Counts or rates.
    weights : scipy.sparse.csr_array, shape (n, n)
        0 or more, with the place itself (see `weights_with_self`).

    Returns
    -------
    LocalG
        With z = 0 and p = 1 where all values are equal or a place neighbours all others, since then nothing can
        differ.

    Raises
    ------
    ValueError
        If shapes differ, a value is missing, a weight is negative or a place has no weight on itself.

    Notes
    -----
    z = (sum_j w_ij x_j - W_i m) / (s sqrt((n sum_j w_ij^2 - W_i^2) / (n - 1))), m the mean, s^2 the mean of squares
    less m^2 (divided by n), W_i = sum_j w_ij. The same z comes of row-standardised binary weights. Linear in the
    number of weights.

    References
    ----------
    Ord and Getis (1995), doi:10.1111/j.1538-4632.1995.tb00912.x, equation 14 with j = i included.

    Examples
    --------
    Nine cells in a row, all the weight of events in three neighbouring ones.

    >>> from wardwise.methods.local import weights_with_self
    >>> near = weights_with_self([[j for j in (i - 1, i + 1) if 0 <= j < 9] for i in range(9)])
    >>> gi_star([0, 0, 0, 5, 5, 5, 0, 0, 0], near).z.round(3).tolist()
    [-1.069, -1.414, 0.0, 1.414, 2.828, 1.414, 0.0, -1.414, -1.069]
    """
    x, w = _checked(values, weights)
    total, expected, z, can_differ = _standardised(x, w)
    p_high, p_low = np.where(can_differ, special.ndtr(-z), 1.0), np.where(can_differ, special.ndtr(z), 1.0)
    return LocalG(total, expected, z, p_high, p_low, "normal")


def gi_star_exact(counts: ArrayLike, weights: sparse.csr_array) -> LocalG:
    """Which places, taken with their neighbours, hold more than chance would give, exactly?

    Use it for counts with neighbours that all weigh the same: it replaces 999 permutations by all of them. Do not
    use it for rates or distance weights (`gi_star_permuted`).

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Events in each place.
    weights : scipy.sparse.csr_array of zeros and ones, shape (n, n)
        With the place itself.

    Returns
    -------
    LocalG
        `p_high` and `p_low` exact to about 1e-12 relative.

    Raises
    ------
    ValueError
        As `gi_star`, and if weights are not all alike.

    Notes
    -----
    Under the null every arrangement of the n counts on the n places is equally likely, so a neighbourhood of k
    places is a draw of k counts without replacement, whatever its shape. The distribution of its total is built up
    by distinct count: of m places with count v, j fall among the k with hypergeometric probability and add j v. All
    terms are positive, so nothing cancels. Time and memory grow with (distinct counts) x k^2 x (largest total of
    k), not with the number of places. Equal totals count as "at least as much" in both directions.

    References
    ----------
    Getis and Ord (1992), doi:10.1111/j.1538-4632.1992.tb00261.x, section 2 (the randomisation null).

    Examples
    --------
    Of the 84 ways to choose 3 of 9 cells one holds all three fives, so p = 1/84.

    >>> from wardwise.methods.local import weights_with_self
    >>> near = weights_with_self([[j for j in (i - 1, i + 1) if 0 <= j < 9] for i in range(9)])
    >>> float((gi_star_exact([0, 0, 0, 5, 5, 5, 0, 0, 0], near).p_high[4] * 84).round(9))
    1.0
    """
    x, w = _checked(doors.counts("counts", counts), weights)
    if w.nnz and not np.all(w.data == 1):
        raise ValueError("weights must all be 0 or 1 for the exact answer; use gi_star_permuted.")
    total, expected, z, _ = _standardised(x, w)
    p_high, p_low = exact_tails(x.astype(np.int64), np.diff(w.indptr), np.rint(total).astype(np.int64))
    return LocalG(total, expected, z, p_high, p_low, "exact")


def gi_star_permuted(
    values: ArrayLike, weights: sparse.csr_array, *, rng: np.random.Generator, replications: int = 999
) -> LocalG:
    """Which places, taken with their neighbours, hold more than chance would give, by reshuffling?

    Use it for rates, and for weights that fall with distance. For counts with equal weights `gi_star_exact` gives
    the same answer without its noise. Do not ask for finer p-values than 1 / (replications + 1).

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Counts or rates.
    weights : scipy.sparse.csr_array, shape (n, n)
        0 or more, with the place itself.
    rng : numpy.random.Generator
        Chance. The same generator gives the same answer.
    replications : int
        Number of draws.

    Returns
    -------
    LocalG
        With pseudo p-values (r + 1) / (replications + 1).

    Raises
    ------
    ValueError
        As `gi_star`, and if there are no replications.

    Notes
    -----
    A place's neighbourhood, itself in it, is drawn anew from all places without replacement, which is what Gi* with
    its self-weight asks. All places share the same draws of row numbers, so their p-values are right one by one but
    rise and fall together. Totals within 1e-9 of the largest possible one count as equal. Where a place weighs its
    neighbours alike, the draws are sorted once for all places with as many of them: (replications + places) x log;
    where weights differ, replications x weights. Memory is bounded.

    References
    ----------
    Getis and Ord (1992), doi:10.1111/j.1538-4632.1992.tb00261.x; Phipson and Smyth (2010),
    doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> from wardwise.methods.local import weights_with_self
    >>> near = weights_with_self([[j for j in (i - 1, i + 1) if 0 <= j < 9] for i in range(9)])
    >>> found = gi_star_permuted([0, 0, 0, 5, 5, 5, 0, 0, 0], near, rng=np.random.default_rng(1), replications=9999)
    >>> bool(abs(found.p_high[4] - 1 / 84) < 0.003)
    True
    """
    x, w = _checked(values, weights)
    if replications < 1:
        raise ValueError(f"replications must be 1 or more, not {replications}.")
    total, expected, z, _ = _standardised(x, w)
    high, low = beyond(x, w, total, holds_own=False, replications=replications, rng=rng)
    p_high, p_low = resampling.pseudo_p(high, replications), resampling.pseudo_p(low, replications)
    return LocalG(total, expected, z, p_high, p_low, "permutation")


def exact_steps(counts: ArrayLike, weights: sparse.csr_array) -> int:
    """How much work would the exact answer be, in additions? A thousand million take about a second.

    Ask before `gi_star_exact` where counts are in the thousands and differ from place to place; with more work than
    you have time for, `gi_star_permuted` answers instead.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Events in each place.
    weights : scipy.sparse.csr_array, shape (n, n)
        As for `gi_star_exact`.

    Returns
    -------
    int
        An upper bound: distinct counts x pairs of numbers drawn x half the largest total.

    Examples
    --------
    >>> from wardwise.methods.local import weights_with_self
    >>> exact_steps([0, 0, 5], weights_with_self([[1], [0], []]))
    18
    """
    x, w = _checked(doors.counts("counts", counts), weights)
    most = int(np.diff(w.indptr).max(initial=0))
    reach = int(np.sort(x)[::-1][:most].sum())
    _, numbers = np.unique(x, return_counts=True)
    pairs = sum((most + 1) * (min(most, int(n)) + 1) for n in numbers)
    return pairs * reach // 4


def _standardised(x: Floats, w: sparse.csr_array) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    n = x.size
    total = np.asarray(w @ x, dtype=np.float64)
    if n < 2:
        return total, total.copy(), np.zeros(n), np.zeros(n, dtype=bool)
    weight = np.asarray(w.sum(axis=1), dtype=np.float64)
    squares = np.asarray(sparse.csr_array((w.data**2, w.indices, w.indptr), shape=w.shape).sum(axis=1))
    z, can_differ = standardised(x, total, weight, squares)
    return total, weight * x.mean(), z, can_differ


def standardised(x: Floats, total: Floats, weight: Floats, squares: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """z of equation 14 from sums of weights and of their squares, and where there is anything to differ by."""
    n, mean = x.size, float(x.mean())
    variance = np.mean((x - mean) ** 2) * np.maximum(n * squares - weight**2, 0) / (n - 1)
    can_differ = variance > 1e-14 * max(1.0, mean**2)
    return np.divide(total - weight * mean, np.sqrt(variance), out=np.zeros(total.size), where=can_differ), can_differ


def _checked(values: ArrayLike, weights: sparse.csr_array) -> tuple[Floats, sparse.csr_array]:
    x = doors.numbers("values", values)
    w = sparse.csr_array(weights)
    if w.shape != (x.size, x.size):
        raise ValueError(f"weights must have the shape ({x.size}, {x.size}), not {w.shape}.")
    if w.nnz and (not np.isfinite(w.data).all() or w.data.min() < 0):
        raise ValueError("weights must be finite and 0 or more.")
    if x.size and not np.all(w.diagonal() > 0):
        raise ValueError("weights must give each place a weight on itself: that is what the star in Gi* means.")
    return x, w
