"""Is this month, or this period, out of the ordinary for its time of year?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers

Months = NDArray[np.datetime64]

FEWEST_DEGREES = 4  # fewer repeats of a calendar month than this say nothing on how much such months vary


@dataclass(frozen=True)
class SeasonalBand:
    """What the same calendar months of earlier years lead us to expect; arrays have a row for each month asked about.

    `earlier_years` counts the earlier years used, `usual` their mean, `low` and `high` the limits between which a
    new count should fall with probability `level` if nothing has changed (`nan` where there is none). `dispersion`
    is how many times more such months vary than by counting chance alone, at least 1, from `degrees` repeats.
    `reason` is empty, or says in one sentence why there is no band at all.
    """

    months: Months
    earlier_years: Integers
    usual: Floats
    low: Floats
    high: Floats
    level: float
    dispersion: float
    degrees: int
    reason: str


@dataclass(frozen=True)
class PeriodComparison:
    """A count compared with another one of a different length of time.

    `expected` is the earlier count scaled to the length of the later; `ratio` the later to the expected, with the
    limits `low` and `high` (`inf` where nothing was seen before); `p_value` two-sided; `is_different` whether the
    limits exclude 1.
    """

    now: int
    then: int
    expected: float
    ratio: float
    low: float
    high: float
    p_value: float
    level: float
    dispersion: float

    @property
    def is_different(self) -> bool:
        return not self.low <= 1 <= self.high


def seasonal_band(
    months: ArrayLike,
    counts: ArrayLike,
    is_missing: ArrayLike,
    *,
    asked: ArrayLike,
    years_back: int = 3,
    level: float = 0.95,
) -> SeasonalBand:
    """Between which counts would a month fall, judging by the same calendar months of earlier years?

    Use it to see which months stand out from their season. Do not use it for a trend over several years (a steady
    rise widens the band, because earlier years then differ among themselves), across a change of recording rules or
    of map points, or to compare a month with the month before.

    Parameters
    ----------
    months : array_like of datetime64[M], shape (n,)
        Months of the series, each once, in any order.
    counts : array_like of int, shape (n,)
        Events in each month; ignored where missing.
    is_missing : array_like of bool, shape (n,)
        Months that were not published: gaps, never zeros.
    asked : array_like of datetime64[M], shape (m,)
        Months to draw the band for. Only months before the earliest of them are used to judge how much such months
        vary, unless there are too few of those; then all months that serve as an earlier year do.
    years_back : int
        How many earlier years to look at, 1 or more.
    level : float
        Coverage of the band, between 0 and 1.

    Returns
    -------
    SeasonalBand
        Without limits, and with a reason, where the earlier years hold fewer than four repeats of a calendar month.

    Raises
    ------
    ValueError
        If a month is there twice, lengths differ, or a count is negative.

    Notes
    -----
    With k earlier years of sum s: the prediction is negative binomial with mean u = (s + 1/2) / k and variance phi
    u (1 + 1/k) (t / z)^2; phi = max(1, Pearson chi-squared / degrees) pooled over calendar months, t and z the
    quantiles of Student's distribution with those degrees and of the normal. With phi = 1 and many degrees this is
    the Jeffreys prediction for a Poisson count. Limits are whole numbers and phi is never below 1, so coverage is
    rather above the level: simulated for means of 0.5 to 200, phi of 1 to 4, two or three earlier years, it was
    0.94 to 0.997 for 0.95. Linear in n.

    References
    ----------
    Krishnamoorthy and Peng (2011), J Stat Planning and Inference 141, 1709-1718, doi:10.1016/j.jspi.2010.11.039
    (Poisson prediction); McCullagh and Nelder (1989), section 6.2 (over-dispersion).

    Examples
    --------
    Three years of about 100 a month: a fourth between 77 and 125 would be nothing out of the ordinary.

    >>> months = np.arange("2020-01", "2024-01", dtype="datetime64[M]")
    >>> band = seasonal_band(months, [100] * 48, [False] * 48, asked=months[-1:])
    >>> band.low.tolist(), band.high.tolist(), band.earlier_years.tolist()
    ([77.0], [125.0], [3])
    """
    series = _series(months, counts, is_missing)
    wanted = np.asarray(asked, dtype="datetime64[M]")
    earlier = [
        [series[m] for y in range(1, years_back + 1) if (m := month - 12 * y) in series]
        for month in wanted.astype(np.int64).tolist()
    ]
    k = np.array([len(found) for found in earlier], dtype=np.int64)
    total = np.array([sum(found) for found in earlier], dtype=np.float64)
    usual = np.divide(total, k, out=np.full(k.size, np.nan), where=k > 0)
    dispersion, degrees = _dispersion(series, wanted, years_back)
    reason = _reason_for_none(k, degrees)
    low = high = np.full(k.size, np.nan)
    if not reason:
        low, high = _predicted(total, k, dispersion, degrees, doors.share("level", level))
    return SeasonalBand(wanted, k, usual, low, high, level, dispersion, degrees, reason)


def compare_periods(
    now: int,
    then: int,
    *,
    months_now: float = 1.0,
    months_then: float = 1.0,
    dispersion: float = 1.0,
    level: float = 0.95,
) -> PeriodComparison:
    """Is this count different from an earlier one, and how many times more or less might it be?

    Use it for the same months of different years. Do not use it for one month and the next, for a place chosen
    because it was high (it would fall anyway), or to say *why* something changed.

    Parameters
    ----------
    now, then : int
        Events in the later and in the earlier period, 0 or more.
    months_now, months_then : float
        Lengths of the periods in any one unit: 12 and 36 for one year against three.
    dispersion : float
        How many times more such counts vary than by counting chance, 1 or more (`SeasonalBand.dispersion`).
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    PeriodComparison
        Ratio of the monthly means with its limits; p-value twice the smaller tail, at most 1. With no events at
        all the ratio is nan with limits 0 and infinity.

    Raises
    ------
    ValueError
        If a count is negative, a length not above 0 or the dispersion below 1.

    Notes
    -----
    Given their sum, the later count is binomial with odds ratio x months_now / months_then: Clopper and Pearson's
    limits for that share become exact limits for the ratio. With a dispersion phi both counts are divided by phi
    first (quasi-likelihood), which scales the information, not the ratio. The exact limits are wider than those of
    Krishnamoorthy and Thomson's E-test and never fall short of their level.

    References
    ----------
    Przyborowski and Wilenski (1940), Biometrika 31, 313-323, doi:10.1093/biomet/31.3-4.313 (the conditional test);
    Krishnamoorthy and Thomson (2004), doi:10.1016/S0378-3758(02)00408-1, section 2.

    Examples
    --------
    >>> c = compare_periods(10, 20)
    >>> c.ratio, round(c.low, 3), round(c.high, 3), round(c.p_value, 4)
    (0.5, 0.209, 1.119, 0.0987)
    """
    doors.counts("now and then", [now, then])
    if min(months_now, months_then) <= 0 or not np.isfinite(months_now + months_then):
        raise ValueError("months_now and months_then must be above 0.")
    if not dispersion >= 1:
        raise ValueError(f"dispersion must be 1 or more, not {dispersion!r}.")
    tail = (1 - doors.share("level", level)) / 2
    times = months_now / months_then
    x, y = now / dispersion, then / dispersion
    if now + then == 0:
        return PeriodComparison(0, 0, 0.0, float("nan"), 0.0, float("inf"), 1.0, level, dispersion)
    low = float(special.betaincinv(x, y + 1, tail)) if x > 0 else 0.0
    high = float(special.betaincinv(x + 1, y, 1 - tail)) if y > 0 else 1.0
    even = times / (1 + times)
    at_least = float(special.betainc(x, y + 1, even)) if x > 0 else 1.0
    at_most = float(special.betaincc(x + 1, y, even)) if y > 0 else 1.0
    return PeriodComparison(
        now=int(now),
        then=int(then),
        expected=then * times,
        ratio=now / (then * times) if then else float("inf"),
        low=low / (1 - low) / times,
        high=high / (1 - high) / times if high < 1 else float("inf"),
        p_value=min(1.0, 2 * min(at_least, at_most)),
        level=level,
        dispersion=float(dispersion),
    )


def _series(months: ArrayLike, counts: ArrayLike, is_missing: ArrayLike) -> dict[int, int]:
    """Months since 1970 to counts, gaps left out."""
    when = np.asarray(months, dtype="datetime64[M]").astype(np.int64)
    gap = np.asarray(is_missing, dtype=bool)
    raw = np.asarray(counts)
    doors.same_length(months=when, counts=raw, is_missing=gap)
    if np.unique(when).size != when.size:
        raise ValueError("months must be there once each.")
    seen = doors.counts("counts", np.where(gap, 0, raw))
    return dict(zip(when[~gap].tolist(), seen[~gap].tolist(), strict=True))


def _dispersion(series: dict[int, int], asked: Months, years_back: int) -> tuple[float, int]:
    """Pearson's dispersion over repeats of a calendar month, and its degrees of freedom."""
    if asked.size == 0:
        return 1.0, 0
    first, last = int(asked.astype(np.int64).min()), int(asked.astype(np.int64).max())
    chi_squared, degrees = _pearson(series, first - 12 * years_back, first)
    if degrees < FEWEST_DEGREES:
        chi_squared, degrees = _pearson(series, first - 12 * years_back, last - 11)
    return (max(1.0, chi_squared / degrees), degrees) if degrees else (1.0, 0)


def _pearson(series: dict[int, int], start: int, end: int) -> tuple[float, int]:
    chi_squared, degrees = 0.0, 0
    for season in range(12):
        repeats = [count for month, count in series.items() if start <= month < end and month % 12 == season]
        mean = sum(repeats) / max(len(repeats), 1)
        if len(repeats) > 1 and mean > 0:
            chi_squared += sum((count - mean) ** 2 for count in repeats) / mean
            degrees += len(repeats) - 1
    return chi_squared, degrees


def _predicted(total: Floats, k: Integers, dispersion: float, degrees: int, level: float) -> tuple[Floats, Floats]:
    tail = (1 - level) / 2
    years = np.maximum(k, 1)
    mean = (total + 0.5) / years
    widening = float(special.stdtrit(degrees, 1 - tail) / special.ndtri(1 - tail)) ** 2
    variance = np.maximum(dispersion * mean * (1 + 1 / years) * widening, mean * (1 + 1e-9))
    low = _negative_binomial_quantile(tail, mean, variance)
    high = _negative_binomial_quantile(1 - tail, mean, variance)
    return np.where(k > 0, low, np.nan), np.where(k > 0, high, np.nan)


def _negative_binomial_quantile(share: float, mean: Floats, variance: Floats) -> Floats:
    """Smallest whole number x with P(X <= x) >= share."""
    chance, size = mean / variance, mean**2 / (variance - mean)
    found = np.maximum(np.ceil(special.nbdtrik(share, size, chance) - 1e-9), 0)
    return np.nan_to_num(np.asarray(found, dtype=np.float64))


def _reason_for_none(k: Integers, degrees: int) -> str:
    if k.size == 0 or k.max() == 0:
        return "No earlier year is held for these months."
    if degrees < FEWEST_DEGREES:
        return (
            "Too few repeats of the same calendar month are held to judge how much such months vary: "
            f"{degrees}, and {FEWEST_DEGREES} are needed."
        )
    return ""
