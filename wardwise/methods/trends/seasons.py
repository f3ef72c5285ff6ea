"""What would the coming months hold if level, trend and season went on as before?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from wardwise.methods import doors
from wardwise.methods.doors import Floats
from wardwise.methods.evaluation.fitting import Problem, fit

Months = NDArray[np.datetime64]

FEWEST_SPARE = 6  # months beyond the number of coefficients, to judge how months vary


@dataclass(frozen=True)
class SeasonalForecast:
    """What earlier months lead us to expect; arrays have a row for each month asked about.

    `expected` is the mean, `low` and `high` the limits between which a new count should fall with probability
    `level`. `season` (12,) is each calendar month's level relative to the mean of all twelve, January first.
    `yearly_change` is the factor by which the level changes in a year (1 where no trend was fitted), `alpha` the
    over-dispersion: a month of mean m varies by m + alpha m^2.
    """

    months: Months
    expected: Floats
    low: Floats
    high: Floats
    season: Floats
    yearly_change: float
    alpha: float
    level: float


def seasonal_forecast(
    months: ArrayLike, counts: ArrayLike, *, asked: ArrayLike, with_trend: bool = True, level: float = 0.95
) -> SeasonalForecast:
    """Between which counts would these months fall if trend and season of earlier months went on?

    Use it where there are three years or more, or where the level drifts: `seasonal_band` needs no trend and fewer
    assumptions, but a steady rise widens it. Do not use it far ahead (a trend of three years says little on the next
    three), nor across a change of recording or of map points.

    Parameters
    ----------
    months : array_like of datetime64[M], shape (n,)
        Earlier months, each once, in any order. Leave out those that were not published and those asked about.
    counts : array_like of int, shape (n,)
        Events in each.
    asked : array_like of datetime64[M], shape (m,)
        Months to foretell. A calendar month that `months` does not hold cannot be.
    with_trend : bool
        Whether the level may rise or fall by a steady factor.
    level : float
        Coverage of the band, between 0 and 1.

    Returns
    -------
    SeasonalForecast
        Mean and limits for each month asked about.

    Raises
    ------
    ValueError
        If a month is there twice, lengths differ, a calendar month has no event or is not held, or fewer than six
        months remain beyond the coefficients.

    Notes
    -----
    Negative-binomial regression with a log link: a factor for each calendar month held, and log-linear time. alpha
    makes Pearson's statistic equal to its degrees of freedom. A new count has variance m + alpha m^2 + m^2 Var(log
    m), widened by (t / z)^2 for alpha being estimated; limits are negative-binomial quantiles with that variance.
    Simulated coverage is in docs/methods/seasonal-forecast.md. Cost: n x 13^2.

    References
    ----------
    Hilbe (2011), doi:10.1017/CBO9780511973420, section 8.2 (NB2 by weighted least squares); McCullagh and Nelder
    (1989), section 6.2.

    Examples
    --------
    >>> months = np.arange("2020-01", "2023-01", dtype="datetime64[M]")
    >>> found = seasonal_forecast(months, [100] * 36, asked=["2023-01"])
    >>> found.expected.round(6).tolist(), round(found.yearly_change, 6), found.low.tolist(), found.high.tolist()
    ([100.0], 1.0, [76.0], [126.0])
    """
    when, y = _checked(months, counts)
    wanted = np.asarray(asked, dtype="datetime64[M]")
    held = np.unique(when % 12)
    season, future = when % 12, wanted.astype(np.int64) % 12
    if unknown := int((~np.isin(future, held)).sum()):
        raise ValueError(f"asked: {unknown} of {future.size} months are of a calendar month that is not held.")
    empty = [m for m in held if y[season == m].sum() == 0]
    if empty:
        raise ValueError(f"counts: {len(empty)} calendar months have no event at all, so they have no factor.")
    middle = when.mean()
    x, ahead = (_columns(of, held, middle, with_trend) for of in (when, wanted.astype(np.int64)))
    if y.size - x.shape[1] < FEWEST_SPARE:
        raise ValueError(f"months: {y.size} are too few; {x.shape[1] + FEWEST_SPARE} are needed for this model.")
    found = fit(Problem(y, x, np.zeros(y.size), None), "moments")
    logs = ahead @ found.b
    spread = np.einsum("ij,ij->i", ahead @ np.linalg.inv(found.gram), ahead)
    low, high = _limits(np.exp(logs), spread, found.alpha, y.size - x.shape[1], doors.share("level", level))
    factors = np.full(12, np.nan)
    factors[held] = np.exp(found.b[: held.size])
    change = float(np.exp(found.b[-1])) if with_trend else 1.0
    relative = factors / np.nanmean(factors)
    return SeasonalForecast(wanted, np.exp(logs), low, high, relative, change, found.alpha, level)


def _columns(months: NDArray[np.int64], held: NDArray[np.int64], middle: float, with_trend: bool) -> Floats:
    season = (months[:, None] % 12 == held).astype(np.float64)
    return np.column_stack([season, (months - middle) / 12]) if with_trend else season


def _limits(mean: Floats, spread: Floats, alpha: float, degrees: int, level: float) -> tuple[Floats, Floats]:
    tail = (1 - level) / 2
    widening = float(special.stdtrit(degrees, 1 - tail) / special.ndtri(1 - tail)) ** 2
    variance = np.maximum((mean + (alpha + spread) * mean**2) * widening, mean * (1 + 1e-9))
    chance, size = mean / variance, mean**2 / (variance - mean)
    low, high = (np.maximum(np.ceil(special.nbdtrik(p, size, chance) - 1e-9), 0) for p in (tail, 1 - tail))
    return np.nan_to_num(low), np.nan_to_num(high)


def _checked(months: ArrayLike, counts: ArrayLike) -> tuple[NDArray[np.int64], Floats]:
    moments = np.asarray(months, dtype="datetime64[M]")
    if missing := int(np.isnat(moments).sum()):
        raise ValueError(f"months is missing in {missing:,} of {moments.size:,} rows.")
    when, y = moments.astype(np.int64), doors.counts("counts", counts).astype(np.float64)
    doors.same_length(months=when, counts=y)
    if np.unique(when).size != when.size:
        raise ValueError("months must be there once each.")
    return when, y
