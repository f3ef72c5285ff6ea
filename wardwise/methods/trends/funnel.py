"""Which places differ by more than their size allows?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.multiplicity import benjamini_hochberg

WINSORISED = 0.1  # share of places at either end whose z is drawn in before dispersion is judged
LEFT_OF_ONE = 0.6787  # what drawing them in leaves of the variance of normal z


@dataclass(frozen=True)
class Funnel:
    """Counts of n places beside what was expected of them; all arrays have shape (n,).

    `ratio` is counts over expected. `low` and `high` are the funnel's limits for the ratio at `level` on each side
    together, wider where `dispersion` is above 1. `p_high` and `p_low` are one-sided and contain the count seen;
    `p_adjusted` is twice the smaller, adjusted for the number of places (Benjamini and Hochberg).
    """

    counts: Integers
    expected: Floats
    ratio: Floats
    low: Floats
    high: Floats
    p_high: Floats
    p_low: Floats
    p_adjusted: Floats
    dispersion: float
    level: float


def funnel(
    counts: ArrayLike,
    expected: ArrayLike,
    *,
    level: float = 0.998,
    adjust: bool = True,
) -> Funnel:
    """Which places had more or fewer events than expected, by more than chance allows for places of their size?

    Use it instead of a league table, to see which places lie outside the funnel and that most do not. Do not use it
    to rank, nor where the expectation leaves out what everybody knows (a town centre measured by its residents): then
    most points lie outside, `dispersion` is large, and it is the expectation that is tested.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Events seen.
    expected : array_like of float, shape (n,)
        Above 0. For rates: population times the overall rate.
    level : float
        Share of places without a difference that should lie within the limits: 0.95 and 0.998 are usual.
    adjust : bool
        Widen the limits where places differ by more than chance throughout.

    Returns
    -------
    Funnel
        With its limits at each place's own expectation (`funnel_limits` gives them for a line).

    Raises
    ------
    ValueError
        If lengths differ, a count is negative or an expectation not above 0.

    Notes
    -----
    Dispersion: the mean square of z = 2 (sqrt(x) - sqrt(e)), a tenth of places at either end drawn in, so that the
    exceptional do not excuse themselves, divided by the 0.68 that this leaves of normal z (which the papers leave out
    and so adjust too little); never below 1. With dispersion phi, limits and p are those of counts x / phi
    with expectation e / phi, exact for phi = 1. Linear in n.

    References
    ----------
    Spiegelhalter (2005), Funnel plots for comparing institutional performance, doi:10.1002/sim.1970, appendix A.1.1
    (exact limits) and section 4 (over-dispersion); Spiegelhalter (2005), Handling over-dispersion of performance
    indicators, doi:10.1136/qshc.2005.013755 (winsorised).

    Examples
    --------
    >>> f = funnel([10, 5, 30], [10, 10, 10], adjust=False)
    >>> f.low.round(3).tolist()[0], f.high.round(3).tolist()[0], (f.ratio > f.high).tolist()
    (0.122, 2.066, [False, False, True])
    """
    seen, mean = _checked(counts, expected)
    doors.share("level", level)
    phi = _dispersion(seen, mean) if adjust else 1.0
    low, high = funnel_limits(mean, level=level, dispersion=phi)
    x, e = seen / phi, mean / phi
    p_high = np.where(x > 0, special.gammainc(np.maximum(x, 1e-300), e), 1.0)
    p_low = special.gammaincc(x + 1, e)
    either = np.minimum(1.0, 2 * np.minimum(p_high, p_low))
    return Funnel(seen, mean, seen / mean, low, high, p_high, p_low, benjamini_hochberg(either), phi, level)


def funnel_limits(expected: ArrayLike, *, level: float = 0.998, dispersion: float = 1.0) -> tuple[Floats, Floats]:
    """Where do the funnel's limits run, as ratios to what is expected?

    Parameters
    ----------
    expected : array_like of float, shape (m,)
        Above 0: the places along the axis to draw them at.
    level : float
        As in `funnel`.
    dispersion : float
        1 or more (`Funnel.dispersion`).

    Returns
    -------
    low, high : ndarray of float64, shape (m,)
        Ratios; the low limit is never below 0.

    Raises
    ------
    ValueError
        If an expectation is not above 0 or the dispersion below 1.

    Notes
    -----
    With r the smallest count for which P(X <= r) >= p: the limit is r - a, a = (P(X <= r) - p) / P(X = r). This draws
    smooth lines through the steps of the exact test.

    References
    ----------
    Spiegelhalter (2005), doi:10.1002/sim.1970, appendix A.1.1.

    Examples
    --------
    >>> low, high = funnel_limits([1.0, 100.0], level=0.95)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 0.8], [2.9, 1.2])
    """
    mean = doors.numbers("expected", expected)
    if mean.size and mean.min() <= 0:
        raise ValueError("expected must be above 0.")
    if not dispersion >= 1:
        raise ValueError(f"dispersion must be 1 or more, not {dispersion!r}.")
    tail = (1 - doors.share("level", level)) / 2
    e = mean / dispersion
    return _interpolated(tail, e) / e, _interpolated(1 - tail, e) / e


def _interpolated(p: float, mean: Floats) -> Floats:
    r = np.maximum(np.ceil(special.pdtrik(p, mean) - 1e-9), 0)
    r = np.where(np.isfinite(r), r, 0)
    at_most = special.pdtr(r, mean)
    exactly = np.exp(special.xlogy(r, mean) - mean - special.gammaln(r + 1))
    return np.asarray(np.maximum(r - np.clip((at_most - p) / exactly, 0, 1), 0))


def _dispersion(seen: Integers, mean: Floats) -> float:
    if seen.size < 2:
        return 1.0
    z = 2 * (np.sqrt(seen) - np.sqrt(mean))
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return max(1.0, float(np.mean(np.clip(z, low, high) ** 2)) / LEFT_OF_ONE)


def _checked(counts: ArrayLike, expected: ArrayLike) -> tuple[Integers, Floats]:
    seen, mean = doors.counts("counts", counts), doors.numbers("expected", expected)
    doors.same_length(counts=seen, expected=mean)
    if none := int((mean <= 0).sum()):
        raise ValueError(f"expected must be above 0; it is not in {none:,} of {mean.size:,} rows.")
    return seen, mean
