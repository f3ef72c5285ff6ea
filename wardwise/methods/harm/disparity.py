"""How differently do crime, or powers used against it, fall on groups of people?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers


@dataclass(frozen=True)
class Disparity:
    """Ratios of n groups to a reference; arrays have shape (n,).

    Attributes
    ----------
    counts, reference_counts : ndarray of int64
        Events. Small ones may not be published (see disclosure).
    rate, reference_rate : ndarray
        Per 1,000 (people and year) for `rate_ratio`, shares for `proportion_ratio`.
    ratio : ndarray
        0 where the group had none; infinite where only the reference had none; NaN where neither had any.
    low, high : ndarray
        Exact interval at `level`; NaN for `proportion_ratio`, which has none.
    log_low, log_high : ndarray
        The usual interval on the logarithm; NaN where either had none. Rough below about five events.
    p_value : ndarray
        Two-sided, exact; 1 where neither had any.
    difference : ndarray
        Rate less reference rate: what a ratio hides when both are small.
    """

    counts: Integers
    reference_counts: Integers
    rate: Floats
    reference_rate: Floats
    ratio: Floats
    low: Floats
    high: Floats
    log_low: Floats
    log_high: Floats
    p_value: Floats
    difference: Floats
    level: float


def rate_ratio(
    counts: ArrayLike,
    population: ArrayLike,
    reference_counts: ArrayLike,
    reference_population: ArrayLike,
    *,
    years: float = 1.0,
    level: float = 0.95,
) -> Disparity:
    """How many times more often does it fall on this group than on the reference group, and how sure is that?

    Use it for equality reports: stops, victims, notices by group. Do **not** read a ratio as bias or its absence: who
    lives in a place is not who is there to be stopped, and groups differ in age; show the finding rates
    (`proportion_ratio`) beside it. Do not use it where one person counts many times (repeat stops): the intervals are
    then too narrow. Keep ethnicity as officers saw it apart from ethnicity as people said it.

    Parameters
    ----------
    counts, reference_counts : array_like of int, shape (n,) or one for all
        Events of each group and of its reference, 0 or more.
    population, reference_population : array_like of float, shape (n,) or one for all
        People in each, above 0.
    years : float
        Length of the period in years, above 0.
    level : float
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    Disparity
        Rates per 1,000 people per year.

    Raises
    ------
    ValueError
        If a count is negative, missing or no whole number, a population is not above 0, or lengths differ.

    Notes
    -----
    Given the sum of both counts, the group's is binomial with chance r P / (r P + Q), r the ratio, P and Q the
    populations: the exact interval is Clopper and Pearson's, turned into ratios; p doubles the smaller tail, at
    most 1. The log interval is ratio x exp(-+z sqrt(1/a + 1/b)). Linear in n.

    References
    ----------
    Rothman, Greenland and Lash (2008). Modern Epidemiology, 3rd ed., chapter 14: 41 breast cancers in 28,010
    person-years and 15 in 19,017. Przyborowski and Wilenski (1940), doi:10.2307/2332612, for the exact test.

    Examples
    --------
    >>> found = rate_ratio([41], [28_010], [15], [19_017])
    >>> [round(float(v[0]), 2) for v in (found.ratio, found.log_low, found.log_high)]
    [1.86, 1.03, 3.35]
    """
    a, b, p, q = _groups(counts, reference_counts, population, reference_population)
    if not (np.isfinite(years) and years > 0):
        raise ValueError(f"years must be above 0, not {years!r}.")
    cover = doors.share("level", level)
    rate, other = a / p / years * 1000, b / q / years * 1000
    tail, both = (1 - cover) / 2, a + b
    low = _quantile(np.where(a > 0, a, 0), b + 1, tail, at_nought=0.0)
    high = _quantile(a + 1, np.where(b > 0, b, 0), 1 - tail, at_nought=1.0)
    chance = p / (p + q)
    less, more = special.bdtr(a, both, chance), np.where(a > 0, special.bdtrc(a - 1, both, chance), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds_low, odds_high = low / (1 - low) * q / p, high / (1 - high) * q / p
        error = np.sqrt(1 / a + 1 / b)
        ratio = rate / other
    nothing = both == 0
    return Disparity(
        counts=a,
        reference_counts=b,
        rate=rate,
        reference_rate=other,
        ratio=ratio,
        low=np.where(nothing, 0.0, odds_low),
        high=np.where(nothing | (b == 0), np.inf, odds_high),
        **_log_interval(ratio, error, (a > 0) & (b > 0), cover),
        p_value=np.where(nothing, 1.0, np.minimum(1.0, 2 * np.minimum(less, more))),
        difference=rate - other,
        level=cover,
    )


def proportion_ratio(
    found: ArrayLike, tried: ArrayLike, reference_found: ArrayLike, reference_tried: ArrayLike, *, level: float = 0.95
) -> Disparity:
    """How does the share with an outcome compare: of those searched in each group, how many had something on them?

    Use it beside `rate_ratio`: a group that is searched more often and found with something less often was searched
    on less. Do not read equal shares as fairness: the outcome test fails when groups differ in how clear the cases
    are (infra-marginality), and an arrest is itself a decision.

    Parameters
    ----------
    found, reference_found : array_like of int, shape (n,) or one for all
        How many had the outcome.
    tried, reference_tried : array_like of int, shape (n,) or one for all
        Out of how many, above 0.
    level : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    Disparity
        Shares as `rate`; `low` and `high` are NaN (see `log_low`, `log_high`).

    Raises
    ------
    ValueError
        If a count is negative, missing or no whole number, more were found than tried, or lengths differ.

    Notes
    -----
    Katz's interval: ratio x exp(-+z sqrt(1/a - 1/n + 1/b - 1/m)). p is Fisher's exact one, the smaller tail doubled,
    at most 1. Linear in n.

    References
    ----------
    Katz et al. (1978), doi:10.2307/2530610, method C. Knowles, Persico and Todd (2001), doi:10.1086/318603, for the
    outcome test, and Simoiu, Corbett-Davies and Goel (2017), doi:10.1214/17-AOAS1058, for where it fails.

    Examples
    --------
    >>> hits = proportion_ratio([10], [100], [20], [100])
    >>> [round(float(v[0]), 2) for v in (hits.ratio, hits.log_low, hits.log_high)]
    [0.5, 0.25, 1.01]
    """
    a, b, n, m = _groups(found, reference_found, tried, reference_tried, names=("found", "tried"))
    if (more := int(((a > n) | (b > m)).sum())) or (n % 1).any() or (m % 1).any():
        raise ValueError(f"found must not be more than tried, and both whole numbers; {more:,} rows are not.")
    cover = doors.share("level", level)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (a / n) / (b / m)
        error = np.sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    from_low, from_high = _hypergeometric(a, n, a + b, n + m)
    none = np.full(a.size, np.nan)
    return Disparity(
        counts=a,
        reference_counts=b,
        rate=a / n,
        reference_rate=b / m,
        ratio=ratio,
        low=none,
        high=none,
        **_log_interval(ratio, error, (a > 0) & (b > 0), cover),
        p_value=np.minimum(1.0, 2 * np.minimum(from_low, from_high)),
        difference=a / n - b / m,
        level=cover,
    )


def _groups(
    counts: ArrayLike,
    reference_counts: ArrayLike,
    population: ArrayLike,
    reference_population: ArrayLike,
    names: tuple[str, str] = ("counts", "population"),
) -> tuple[Integers, Integers, Floats, Floats]:
    """All four as rows of one length; a reference given once serves every group."""
    a = doors.counts(names[0], np.atleast_1d(np.asarray(counts)))
    b = doors.counts(f"reference_{names[0]}", np.atleast_1d(np.asarray(reference_counts)))
    p = doors.numbers(names[1], np.atleast_1d(np.asarray(population)))
    q = doors.numbers(f"reference_{names[1]}", np.atleast_1d(np.asarray(reference_population)))
    size = max(part.size for part in (a, b, p, q)) if min(part.size for part in (a, b, p, q)) else 0
    if any(part.size not in {1, size} for part in (a, b, p, q)):
        raise ValueError(f"All must have {size} rows, or one for all.")
    if (p <= 0).any() or (q <= 0).any():
        raise ValueError(f"{names[1]} must be above 0 in each group and its reference.")
    ones = np.ones(size, dtype=np.int64)
    return a * ones, b * ones, p * ones, q * ones


def _quantile(a: Integers, b: Integers, share: float, *, at_nought: float) -> Floats:
    """Quantile of the beta distribution; where one side has nothing, the end of the line."""
    proper = (a > 0) & (b > 0)
    found = special.betaincinv(np.maximum(a, 1).astype(float), np.maximum(b, 1).astype(float), share)
    return np.where(proper, found, at_nought)


def _log_interval(ratio: Floats, error: Floats, usable: NDArray[np.bool_], level: float) -> dict[str, Floats]:
    z = float(special.ndtri(0.5 + level / 2))
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = ratio * np.exp(-z * error), ratio * np.exp(z * error)
    return {"log_low": np.where(usable, low, np.nan), "log_high": np.where(usable, high, np.nan)}


def _hypergeometric(a: Integers, drawn: Floats, marked: Integers, size: Floats) -> tuple[Floats, Floats]:
    """Chance of so few or fewer, and of so many or more, when all outcomes were dealt out by chance."""
    low, high = np.empty(a.size), np.empty(a.size)
    for row, (k, n, found, of) in enumerate(zip(a, drawn, marked, size, strict=True)):
        possible = np.arange(max(0, found - (of - n)), min(n, found) + 1)
        logs = _choose(found, possible) + _choose(of - found, n - possible) - _choose(of, n)
        chances = np.exp(logs)
        low[row], high[row] = chances[possible <= k].sum(), chances[possible >= k].sum()
    return np.minimum(low, 1.0), np.minimum(high, 1.0)


def _choose(n: ArrayLike, k: ArrayLike) -> Floats:
    whole, part = np.asarray(n, dtype=np.float64), np.asarray(k, dtype=np.float64)
    return np.asarray(special.gammaln(whole + 1) - special.gammaln(part + 1) - special.gammaln(whole - part + 1))
