"""How many per 1,000 people and year, and how sure can we be?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers


@dataclass(frozen=True)
class Rates:
    """Rates of n places, each with its interval. All arrays have shape (n,); rates are per 1,000 people per year."""

    counts: Integers
    rate_per_1000: Floats
    low: Floats
    high: Floats
    level: float


@dataclass(frozen=True)
class ShrunkRates:
    """Rates of n places drawn towards the rate of all of them, each with its interval.

    `weight` (n,) is the share of each rate that is the place's own; `overall_per_1000` is what the rest is.
    """

    rate_per_1000: Floats
    low: Floats
    high: Floats
    weight: Floats
    overall_per_1000: float
    level: float


def exact_poisson_interval(counts: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Between which true means could these counts have come about?

    Use it for a count of events that happen independently of each other. Do not use it where one event brings the
    next (gang violence, serial burglary): the interval is then too narrow.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Events seen, 0 or more.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    low, high : ndarray of float64, shape (n,)
        Garwood's exact limits, in events. `low` is 0 where the count is 0.

    Raises
    ------
    ValueError
        If a count is negative, missing or no whole number.

    Notes
    -----
    low = chi2(alpha/2; 2x)/2 and high = chi2(1 - alpha/2; 2x + 2)/2, computed as gamma quantiles. Covers at least
    `level` for every mean, and more than it for small ones. Linear in n.

    References
    ----------
    Garwood (1936), Biometrika 28, 437-442, doi:10.1093/biomet/28.3-4.437, the fiducial limits of its table.

    Examples
    --------
    >>> low, high = exact_poisson_interval([0, 5, 10])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 1.623, 4.795], [3.689, 11.668, 18.39])
    """
    seen = doors.counts("counts", counts)
    tail = (1 - doors.share("level", level)) / 2
    low = np.where(seen > 0, special.gammaincinv(np.maximum(seen, 1), tail), 0.0)
    return low, special.gammaincinv(seen + 1, 1 - tail)


def rates(counts: ArrayLike, population: ArrayLike, *, years: float = 1.0, level: float = 0.95) -> Rates:
    """How many events per 1,000 people and year, with the range that chance allows?

    Use it to compare places of different size. Do not use residents as the population of a town centre, a station
    or a hospital: people who do not live there are counted as victims but not as population. Always show the count
    beside it.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Events seen in the whole period, 0 or more.
    population : array_like of float, shape (n,)
        People (or households, or vehicles) at risk, above 0.
    years : float
        Length of the period in years, above 0: 7 months are 7/12.
    level : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    Rates
        Rates and exact limits per 1,000 per year, shape (n,).

    Raises
    ------
    ValueError
        If a population or the period is not above 0, or lengths differ.

    Notes
    -----
    Exact (Garwood) limits of the count, divided by the exposure. The population is taken as known without error.

    References
    ----------
    Garwood (1936), doi:10.1093/biomet/28.3-4.437.

    Examples
    --------
    >>> r = rates([10], [2_000], years=0.5)
    >>> r.rate_per_1000.tolist(), r.low.round(2).tolist(), r.high.round(2).tolist()
    ([10.0], [4.8], [18.39])
    """
    seen, exposure = _exposed(counts, population, years)
    low, high = exact_poisson_interval(seen, level=level)
    return Rates(seen, 1000 * seen / exposure, 1000 * low / exposure, 1000 * high / exposure, level)


def shrunk_rates(counts: ArrayLike, population: ArrayLike, *, years: float = 1.0, level: float = 0.95) -> ShrunkRates:
    """Which rate would we bet on for each place, knowing that small places swing by chance?

    Use it to rank places or to choose one for action: the raw top of a list is mostly the small and the lucky. Do
    not use it for the account of what happened, which is the count; nor for fewer than about ten places, whose
    spread cannot be estimated; nor where neighbours resemble each other and that is the question.

    Parameters
    ----------
    counts, population, years, level
        As for `rates`.

    Returns
    -------
    ShrunkRates
        Posterior means and central intervals per 1,000 per year, the weight of each place's own rate, the overall
        rate.

    Raises
    ------
    ValueError
        As for `rates`.

    Notes
    -----
    The true rates are taken as gamma distributed with mean m (the overall rate) and variance A, estimated by
    Marshall's moments: A = s2 - m / mean(exposure), where s2 is the exposure-weighted variance of the raw rates.
    The posterior is gamma with shape x + m^2/A and rate e + m/A; its mean is Marshall's global estimate m + w (r -
    m) with w = A / (A + m/e). If A comes out at 0 or below, chance alone explains the spread: every place gets the
    overall rate and its exact interval. The interval takes m and A as known, so it is a little narrow with few
    places. Linear in n.

    References
    ----------
    Marshall (1991), Applied Statistics 40, 283-294, doi:10.2307/2347593, section 2 (global estimator).

    Examples
    --------
    Three places of 1,000 people: the spread of 0, 10 and 50 is far wider than chance, so little is taken from each.

    >>> s = shrunk_rates([0, 10, 50], [1000, 1000, 1000])
    >>> s.rate_per_1000.round(2).tolist(), s.overall_per_1000
    ([0.86, 10.43, 48.71], 20.0)
    """
    seen, exposure = _exposed(counts, population, years)
    if seen.size == 0:
        nothing = np.zeros(0)
        return ShrunkRates(nothing, nothing, nothing, nothing, float("nan"), level)
    overall = seen.sum() / exposure.sum()
    spread = float(np.sum(exposure * (seen / exposure - overall) ** 2) / exposure.sum() - overall / exposure.mean())
    if spread <= 1e-12 * overall**2:
        return _all_alike(int(seen.sum()), float(exposure.sum()), seen.size, level)
    shape, rate = seen + overall**2 / spread, exposure + overall / spread
    tail = (1 - doors.share("level", level)) / 2
    return ShrunkRates(
        rate_per_1000=1000 * shape / rate,
        low=1000 * special.gammaincinv(shape, tail) / rate,
        high=1000 * special.gammaincinv(shape, 1 - tail) / rate,
        weight=spread / (spread + overall / exposure),
        overall_per_1000=1000 * float(overall),
        level=level,
    )


def _all_alike(events: int, exposure: float, places: int, level: float) -> ShrunkRates:
    low, high = exact_poisson_interval([events], level=level)
    overall = 1000 * events / exposure
    return ShrunkRates(
        rate_per_1000=np.full(places, overall),
        low=np.full(places, 1000 * low[0] / exposure),
        high=np.full(places, 1000 * high[0] / exposure),
        weight=np.zeros(places),
        overall_per_1000=overall,
        level=level,
    )


def _exposed(counts: ArrayLike, population: ArrayLike, years: float) -> tuple[Integers, Floats]:
    seen = doors.counts("counts", counts)
    people = doors.numbers("population", population)
    doors.same_length(counts=seen, population=people)
    if none := int((people <= 0).sum()):
        raise ValueError(f"population must be above 0; it is not in {none:,} of {people.size:,} rows.")
    if not (np.isfinite(years) and years > 0):
        raise ValueError(f"years must be above 0, not {years!r}.")
    return seen, people * years
