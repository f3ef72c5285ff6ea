"""Interrupted time series: did one series of counts step or turn when it started?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from wardwise.methods.evaluation.checks import Floats, NoAnswer, above_zero, cut, two_sided, values, whole
from wardwise.methods.evaluation.differences import start_within
from wardwise.methods.evaluation.panels import FAMILIES
from wardwise.methods.evaluation.regression import CountRegression, count_regression

SEASONS = ("harmonics", "months", "none")


@dataclass(frozen=True)
class Ratio:
    """A ratio with its limits and two-sided p-value."""

    ratio: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True)
class Interruption:
    """What changed in a series at its start, beyond its trend and season.

    Attributes
    ----------
    step : Ratio
        Of the level just after the start to the level expected.
    turn : Ratio or None
        Of the growth over one year after the start to that before; None if not asked for.
    overall : Ratio
        Of all events after the start to all expected.
    expected, fitted : ndarray, shape (months,)
        Without the interruption, and with it.
    degrees, level : float
    lags : int
        Lags taken in by Newey and West; 0 with other errors.
    alpha, pearson : float
        NB2 dispersion, and Pearson's statistic over its degrees of freedom.
    correlation : ndarray, shape (12 or fewer,)
        Of Pearson residuals with those of 1, 2, ... months later.
    left_over_p : float
        Ljung and Box's test of those: small where months hang together beyond trend and season.
    """

    step: Ratio
    turn: Ratio | None
    overall: Ratio
    expected: Floats
    fitted: Floats
    degrees: float
    level: float
    lags: int
    alpha: float
    pearson: float
    correlation: Floats
    left_over_p: float


def interrupted_series(
    counts: ArrayLike,
    start: int,
    *,
    exposure: ArrayLike = 1.0,
    season: str = "harmonics",
    year: int = 12,
    harmonics: int = 2,
    turn: bool = True,
    family: str = "poisson",
    errors: str = "serial",
    lags: int | None = None,
    level: float = 0.95,
) -> Interruption:
    """Did the series step down, or turn, when it started?

    Use it for a whole town or force where there is no comparison area, with 24 months or more before and 12 after.
    Do **not** use it when something else came in at the same time (a recording rule, a lockdown), when the start was
    chosen by looking at the series or because it had just been high, or for a short run of small counts. One series
    cannot tell the start's effect from whatever else happened then: add a comparison if there is one at all.

    Parameters
    ----------
    counts : array_like, shape (months,)
        In order, without gaps, 0 or more.
    start : int
        Index of the first month after the start, decided beforehand.
    exposure : array_like
        Days or people, above 0.
    season : "harmonics", "months" or "none"
        Waves of one year and its fractions; a level for each month of the year (wants four years or more); nothing.
    year : int
        Rows in a year: 12 months, 52 weeks.
    harmonics : int
        How many waves: 1 is one hill and one valley a year.
    turn : bool
        Whether the growth may change too. Without it `step` is the mean change.
    family : "poisson" or "negative binomial"
    errors : "serial", "newey-west" or "quasi"
        "serial" averages over how strongly months may hang together. "newey-west" is for equality with other
        programs: on series this short it finds effects that are not there two to five times as often as promised.
        "quasi" takes months as independent.
    lags : int
        For "newey-west"; ``floor(4 * (months / 100) ** (2 / 9))`` if left out.
    level : float

    Returns
    -------
    Interruption

    Raises
    ------
    NoAnswer
        "too_few": fewer than 8 months before, 3 after, or fewer months than coefficients and 4; "too_long": more
        than 1,000 rows with "serial"; and those of `count_regression`.
    ValueError
        Missing or negative counts, a start outside the series, an unknown choice.

    Notes
    -----
    ``log E(y_t) = b0 + b1 t + b2 after + b3 (t - start) after + season + log exposure``, t in years. `overall` sums
    fitted and expected counts; its error by the delta method. The false alarms of each kind of error are in
    `docs/methods/interrupted-series.md`. Cost: 29 matrices of months x months for "serial".

    References
    ----------
    Lopez Bernal, Cummins and Gasparrini (2017), doi:10.1093/ije/dyw098, box 2 (the model; harmonics in 4.3);
    Turner et al. (2021), doi:10.1186/s12874-021-01364-0 (Newey-West too narrow, restricted likelihood best in short
    series); Patterson and Thompson (1971), doi:10.1093/biomet/58.3.545 (the restricted likelihood).

    Examples
    --------
    A series that halves after two years without trend or season:

    >>> found = interrupted_series([20, 22, 18, 20, 19, 21] * 4 + [10, 11, 9, 10, 10, 10] * 2, 24,
    ...     season="none", turn=False)
    >>> round(found.step.ratio, 2), round(found.overall.ratio, 2), round(float(found.expected[-1]))
    (0.5, 0.5, 20)
    """
    y = values("counts", counts, axes=1, counts=True)
    first = start_within(start, y.size)
    design = _design(y.size, first, season, whole("year", year, 1), whole("harmonics", harmonics, 1), turn)
    if first < 8 or y.size - first < 3 or y.size < design.shape[1] + 4:
        raise NoAnswer("too_few", f"{first} months before and {y.size - first} after are too few for this model.")
    if errors not in ("serial", "newey-west", "quasi"):
        raise ValueError(f'errors must be "serial", "newey-west" or "quasi", not {errors!r}')
    if family not in FAMILIES:
        raise ValueError(f"family must be one of {', '.join(FAMILIES)}, not {family!r}")
    size = above_zero("exposure", exposure, y.shape)
    fitted = count_regression(y, design, exposure=size, dispersion=FAMILIES[family], errors=errors, lags=lags)
    return _described(y, first, design, fitted, turn, level)


def _design(months: int, start: int, season: str, year: int, harmonics: int, turn: bool) -> Floats:
    """Step and turn first, then constant, trend and season."""
    t = np.arange(months)
    after = t >= start
    columns: list[Any] = [after, after * (t - start) / year] if turn else [after]
    columns += [np.ones(months), (t - months / 2) / year]
    if season == "harmonics":
        for wave in range(1, harmonics + 1):
            angle = 2 * np.pi * wave * t / year
            columns += [np.sin(angle), np.cos(angle)] if 2 * wave < year else [np.cos(angle)]
    elif season == "months":
        columns += [t % year == month for month in range(1, year)]
    elif season != "none":
        raise ValueError(f"season must be one of {', '.join(SEASONS)}, not {season!r}")
    return np.column_stack(columns).astype(np.float64)


def _described(
    y: Floats, start: int, design: Floats, fitted: CountRegression, turn: bool, level: float
) -> Interruption:
    own = 2 if turn else 1
    expected = fitted.mean / np.exp(design[:, :own] @ fitted.coefficients[:own])
    after = slice(start, None)
    share, other = fitted.mean[after] / fitted.mean[after].sum(), expected[after] / expected[after].sum()
    bare = design[after].copy()
    bare[:, :own] = 0
    slope = share @ design[after] - other @ bare
    overall = float(np.log(fitted.mean[after].sum() / expected[after].sum()))
    degrees = float(fitted.degrees[0])
    step, turned = np.eye(design.shape[1])[:2]
    residual = (y - fitted.mean) / np.sqrt(fitted.mean * (1 + fitted.alpha * fitted.mean))
    correlation = _correlation(residual, min(12, y.size // 4))
    return Interruption(
        step=_ratio(float(fitted.coefficients[0]), step, fitted, degrees, level),
        turn=_ratio(float(fitted.coefficients[1]), turned, fitted, degrees, level) if turn else None,
        overall=_ratio(overall, slope, fitted, degrees, level),
        expected=expected,
        fitted=fitted.mean,
        degrees=degrees,
        level=level,
        lags=fitted.lags,
        alpha=fitted.alpha,
        pearson=fitted.pearson,
        correlation=correlation,
        left_over_p=_ljung_box(correlation, y.size),
    )


def _ratio(log_ratio: float, slope: Floats, fitted: CountRegression, degrees: float, level: float) -> Ratio:
    error = max(float(slope @ fitted.covariance @ slope), 0.0) ** 0.5
    half = float(cut(level, degrees)) * error
    p_value = float(two_sided(log_ratio / error, degrees)) if error > 0 else float("nan")
    return Ratio(float(np.exp(log_ratio)), float(np.exp(log_ratio - half)), float(np.exp(log_ratio + half)), p_value)


def _correlation(residual: Floats, lags: int) -> Floats:
    total = float(residual @ residual)
    if total <= 0:
        return np.zeros(lags)
    return np.array([residual[lag:] @ residual[:-lag] / total for lag in range(1, lags + 1)])


def _ljung_box(correlation: Floats, n: int) -> float:
    lags = np.arange(1, correlation.size + 1)
    return float(chdtrc(correlation.size, n * (n + 2) * (correlation**2 / (n - lags)).sum()))
