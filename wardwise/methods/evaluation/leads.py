"""Before the start: were treated places drifting, and would a start that never was have shown an effect too?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc

from wardwise.methods.evaluation.checks import Flags, Floats, Integers, NoAnswer, above_zero, cut, values, whole
from wardwise.methods.evaluation.differences import Difference, as_difference, difference_in_differences, start_within
from wardwise.methods.evaluation.panels import fit_panel, panel_of
from wardwise.methods.evaluation.regression import CountRegression


@dataclass(frozen=True)
class Course:
    """How treated places compare with the others over time, relative to the last stretch before the start.

    Attributes
    ----------
    stretch : ndarray of int
        0 is the first stretch after the start, -1 (the reference, left out) the last before it.
    ratio, low, high : ndarray
    joint_p : float
        That all ratios before the start are 1: an F test; NaN where there is no stretch to test.
    """

    stretch: Integers
    ratio: Floats
    low: Floats
    high: Floats
    joint_p: float


def pre_trend(
    counts: ArrayLike,
    is_treated: ArrayLike,
    start: int,
    *,
    exposure: ArrayLike = 1.0,
    family: str = "poisson",
    clusters: ArrayLike | None = None,
    errors: str = "CR2",
    level: float = 0.95,
) -> Difference:
    """Were the treated places already drifting away from the others before the start?

    Use it before believing a difference-in-differences, with a year or more before the start. A large p-value is
    **not** a proof of equal trends: read the interval, and ask whether a drift inside it would explain the finding.

    Parameters
    ----------
    counts, is_treated, start, exposure, family, clusters, errors, level
        As in `difference_in_differences`; only months before `start` are looked at, at least three.

    Returns
    -------
    Difference
        `ratio` is that of treated to other places' growth over twelve months; `prevented` and its limits are NaN.

    Raises
    ------
    NoAnswer, ValueError
        As `difference_in_differences`.

    Notes
    -----
    The same regression on the months before, with ``treated * months / 12`` in place of ``treated * after``.

    References
    ----------
    Roth (2022), doi:10.1257/aeri.20210236 (why a test passed is weak comfort).

    Examples
    --------
    >>> rising = [[4, 8, 16], [5, 10, 20], [9, 18, 36]]
    >>> steady = [[10, 10, 10], [20, 20, 20], [30, 30, 30]]
    >>> found = pre_trend(rising + steady, [1, 1, 1, 0, 0, 0], 3)
    >>> round(found.ratio ** (1 / 12), 6)
    2.0
    """
    panel = panel_of(_early(counts, start, 3), is_treated, _early_exposure(exposure, counts, start), clusters)
    drift = panel.is_treated * (panel.month - (start - 1) / 2) / 12
    return as_difference(panel, fit_panel(panel, drift[:, None], family, errors), level)


def placebo_starts(
    counts: ArrayLike,
    is_treated: ArrayLike,
    start: int,
    starts: ArrayLike,
    *,
    exposure: ArrayLike = 1.0,
    family: str = "poisson",
    clusters: ArrayLike | None = None,
    errors: str = "CR2",
    level: float = 0.95,
) -> list[Difference]:
    """Would a start that never was have shown an effect too?

    Use it with a handful of dates before the real start, fixed beforehand. Findings at them mean that the places
    differ in ways the regression does not see. Do **not** count them as independent tests: they share their months.

    Parameters
    ----------
    counts, is_treated, start, exposure, family, clusters, errors, level
        As in `difference_in_differences`; only months before `start` are looked at.
    starts : array_like of int
        Indices of months, each above 0 and below `start`.

    Returns
    -------
    list of Difference
        One for each of `starts`.

    Raises
    ------
    NoAnswer, ValueError
        As `difference_in_differences`.

    Notes
    -----
    `difference_in_differences` on the months before `start`, once for each date.

    References
    ----------
    Bertrand, Duflo and Mullainathan (2004), doi:10.1162/003355304772839588, section III (placebo laws).

    Examples
    --------
    >>> counts = [[9, 11, 10, 10, 5], [21, 19, 20, 20, 9], [10, 10, 9, 11, 10], [30, 30, 31, 29, 30]]
    >>> [round(found.ratio, 2) for found in placebo_starts(counts, [1, 1, 0, 0], 4, [1, 2, 3])]
    [1.0, 1.0, 1.0]
    """
    early, size = _early(counts, start, 2), _early_exposure(exposure, counts, start)
    return [
        difference_in_differences(
            early, is_treated, int(when), exposure=size, family=family, clusters=clusters, errors=errors, level=level
        )
        for when in np.asarray(starts).tolist()
    ]


def course(
    counts: ArrayLike,
    is_treated: ArrayLike,
    start: int,
    *,
    stretch_months: int = 3,
    exposure: ArrayLike = 1.0,
    family: str = "poisson",
    clusters: ArrayLike | None = None,
    errors: str = "CR2",
    level: float = 0.95,
) -> Course:
    """When did treated and other places part, and were they together before?

    Use it for the picture beside a difference-in-differences: ratios before the start should lie about 1. Do **not**
    pick the stretch that looks best as the finding.

    Parameters
    ----------
    counts, is_treated, start, exposure, family, clusters, errors, level
        As in `difference_in_differences`.
    stretch_months : int
        Months in one stretch, counted from the start outwards; a shorter rest at either end joins its neighbour.

    Returns
    -------
    Course

    Raises
    ------
    NoAnswer, ValueError
        As `difference_in_differences`; a stretch in which the treated places hold no event has no ratio ("no_fit").

    Notes
    -----
    The regression of `difference_in_differences` with a column for each stretch but the reference. `joint_p` is
    Wald's statistic over its q columns by F with q and (clusters - q) degrees of freedom, times
    (clusters - q) / (clusters - 1) (Hotelling), which is rough with fewer than about 5 q clusters.

    References
    ----------
    Freyaldenhoven, Hansen, Perez and Shapiro (2021), doi:10.3386/w29170, section 2 (how to draw and read it).

    Examples
    --------
    >>> counts = [[9, 11, 10, 10, 5, 5], [21, 19, 20, 20, 9, 11], [10, 10, 9, 11, 10, 10], [30, 30, 31, 29, 30, 30]]
    >>> found = course(counts, [1, 1, 0, 0], 4, stretch_months=2)
    >>> found.stretch.tolist(), found.ratio.round(2).tolist()
    ([-2, 0], [1.0, 0.5])
    """
    panel = panel_of(counts, is_treated, exposure, clusters)
    months = np.shape(counts)[1]
    stretch = _stretches(start_within(start, months), months, whole("stretch_months", stretch_months, 1))
    asked = np.setdiff1d(np.unique(stretch), [-1])
    own = stretch[panel.month]
    for which in (-1, *asked.tolist()):
        if not panel.counts[panel.is_treated & (own == which)].any():
            raise NoAnswer("no_fit", f"The treated places hold no event in stretch {which}: make stretches longer.")
    fitted = fit_panel(panel, panel.is_treated[:, None] & (own[:, None] == asked), family, errors)
    b, k = fitted.coefficients[: asked.size], asked.size
    half = cut(level, fitted.degrees[:k]) * fitted.standard_errors[:k]
    return Course(asked, np.exp(b), np.exp(b - half), np.exp(b + half), _joint(fitted, asked < -1))


def _stretches(start: int, months: int, length: int) -> Integers:
    """A number for each month: 0 for the first stretch after the start, -1 for the last before."""
    number = (np.arange(months) - start) // length
    first, last = -(start // length), (months - start) // length - 1
    return np.clip(number, min(first, -1), max(last, 0))


def _joint(fitted: CountRegression, leads: Flags) -> float:
    which = np.flatnonzero(leads)
    spare = fitted.clusters - which.size
    if not which.size or spare < 1:
        return float("nan")
    b, covariance = fitted.coefficients[which], fitted.covariance[np.ix_(which, which)]
    if np.linalg.matrix_rank(covariance) < which.size:
        return float("nan")
    wald = float(b @ np.linalg.solve(covariance, b))
    return float(fdtrc(which.size, spare, wald / which.size * spare / (fitted.clusters - 1)))


def _early(counts: ArrayLike, start: int, least: int) -> Floats:
    y = values("counts", counts, axes=2, counts=True)
    if int(start) != start or not least <= start <= y.shape[1]:
        raise ValueError(f"start must leave {least} months or more before it, of {y.shape[1]}, not {start!r}")
    return y[:, :start]


def _early_exposure(exposure: ArrayLike, counts: ArrayLike, start: int) -> Floats:
    return above_zero("exposure", exposure, np.shape(counts))[:, :start]
