"""What a neighbourhood would hold by chance: totals of draws without replacement, exactly."""

from __future__ import annotations

import numpy as np
from scipy import special

from wardwise.methods.doors import Floats, Integers

SMALLEST_P = 1e-15  # where one value is taken out of the population again, what is smaller is rounding


def totals_without_replacement(counts: Integers, sizes: list[int]) -> dict[int, Floats]:
    """The distribution of the total of k of these counts, drawn without replacement, for each k asked for.

    Parameters
    ----------
    counts : ndarray of int64, shape (n,)
        The population drawn from.
    sizes : list of int
        Numbers drawn, from 0 to n.

    Returns
    -------
    dict of int to ndarray of float64
        For each k the probability of a total of 0, 1, ... up to the largest total that k draws can reach.

    Notes
    -----
    See `gi_star_exact`.

    Examples
    --------
    >>> totals_without_replacement(np.array([0, 1, 1]), [2])[2].round(3).tolist()
    [0.0, 0.667, 0.333]
    """
    most = max(sizes, default=0)
    reach = np.concatenate([[0], np.cumsum(np.sort(counts)[::-1][:most])])
    null = all_totals(counts, most)
    return {k: null[k, : reach[k] + 1] for k in sizes}


def all_totals(counts: Integers, most: int) -> Floats:
    """Row k: the distribution of the total of k draws, up to `most`; columns are totals.

    Built up by distinct count: of the places with count v, j fall among the k with hypergeometric probability and add
    j v. All terms are positive, so nothing cancels.
    """
    widest = int(np.sort(counts)[::-1][:most].sum())
    distinct, numbers = np.unique(counts, return_counts=True)
    null = np.zeros((most + 1, widest + 1))
    null[0, 0] = 1.0
    seen = width = 0
    for value, number in zip(distinct.tolist(), numbers.tolist(), strict=True):
        chance = _shares(seen, number, most)
        after = chance[:, :1] * null
        # counts rise, so the totals so far are at most `most` times the last
        for j in range(1, min(most, number) + 1):
            upto = min(width, widest - j * value) + 1
            if upto > 0:
                after[j:, j * value : j * value + upto] += chance[j:, j, None] * null[: most + 1 - j, :upto]
        null, seen, width = after, seen + number, min(widest, most * value)
    return null


def without_one(null: Floats, value: int, population: int) -> Floats:
    """The same distributions when one place of this count is no longer among those drawn from.

    Of k drawn, that place is one with chance k / n: P_k(t) = k/n P'_(k-1)(t - v) + (1 - k/n) P'_k(t), solved for P'.
    The difference keeps an absolute, not a relative, accuracy of about 1e-15.
    """
    rest = np.zeros_like(null)
    rest[0, 0] = 1.0
    for k in range(1, min(null.shape[0], population)):
        share = k / population
        rest[k] = null[k]
        if value < null.shape[1]:
            rest[k, value:] -= share * rest[k - 1, : null.shape[1] - value]
        rest[k] = np.maximum(rest[k], 0) / (1 - share)
    return rest


def exact_tails(counts: Integers, sizes: Integers, totals: Integers) -> tuple[Floats, Floats]:
    """P(total >= seen) and P(total <= seen) for draws of these sizes from all the counts."""
    p_high, p_low = np.ones(sizes.size), np.ones(sizes.size)
    asked = sorted(set(sizes.tolist()))
    for k, null in totals_without_replacement(counts, asked).items():
        rows = np.flatnonzero(sizes == k)
        at_least = np.cumsum(null[::-1])[::-1]
        p_high[rows] = np.minimum(at_least[totals[rows]], 1.0)
        p_low[rows] = np.minimum(np.cumsum(null)[totals[rows]], 1.0)
    return p_high, p_low


def _shares(seen: int, number: int, most: int) -> Floats:
    """[k, j]: the chance that of k drawn from seen + number places j are among the `number`."""
    k = np.arange(most + 1)[:, None]
    j = np.arange(min(most, number) + 1)[None, :]
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        ways, of = special.binom(number, j) * special.binom(seen, k - j), special.binom(seen + number, k)
        plain = ways / of
        # Ratios of binomials, through logarithms (which lose digits) only where they would overflow.
        logs = np.exp(_log_binom(number, j) + _log_binom(seen, k - j) - _log_binom(seen + number, k))
    possible = (j <= k) & (k - j <= seen) & (k <= seen + number)
    return np.where(possible, np.where(of < 1e300, plain, logs), 0.0)


def _log_binom(n: int, k: Integers) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
