"""Before and after, treated and not: the ratio of two ratios, for many panels or many labellings at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.evaluation.checks import Flags, Floats, Integers, NoAnswer, cut, flags, two_sided, values, whole
from wardwise.methods.resampling import CHUNK_BYTES, pseudo_p


@dataclass(frozen=True)
class RatioOfRatios:
    """How treated places changed, over how the others did; arrays have the shape of the panels.

    Attributes
    ----------
    ratio, low, high : ndarray
        1 is no difference, 0.8 a fall by a fifth beyond that of the others, with limits at `level`.
    log_ratio, standard_error, degrees, p_value : ndarray
        On the log scale; Student's t with `degrees`, two-sided.
    level : float
    """

    ratio: Floats
    low: Floats
    high: Floats
    log_ratio: Floats
    standard_error: Floats
    degrees: Floats
    p_value: Floats
    level: float


@dataclass(frozen=True)
class ShuffledPlaces:
    """The ratio of ratios among those of places labelled treated by chance.

    `p_value` is two-sided, ``(r + 1) / (n + 1)``; `placebo_log_ratios` are those of the labellings drawn.
    """

    ratio: float
    log_ratio: float
    p_value: float
    placebo_log_ratios: Floats


def ratio_of_ratios(
    before: ArrayLike, after: ArrayLike, is_treated: ArrayLike, *, level: float = 0.95
) -> RatioOfRatios:
    """Did the treated places change by another factor than the others, if every place may jump about in its own way?

    Use it for places counted over two periods, with four treated places or more. It is the coefficient of the
    Poisson regression with a level for every place and month, without fitting one. Do **not** use it for places that
    were drifting apart before, places chosen because their last count was high, or exposures that changed within a
    place.

    Parameters
    ----------
    before, after : array_like, shape (..., places)
        Counts. Leading axes are independent panels.
    is_treated : array_like of bool, shape (places,)
        Two or more of both.
    level : float

    Returns
    -------
    RatioOfRatios
        NaN where one of the four totals is 0.

    Raises
    ------
    NoAnswer
        "too_few": fewer than two places of a kind have any event in a panel.
    ValueError
        Missing or negative counts, shapes that do not fit.

    Notes
    -----
    ``log(T1/T0) - log(C1/C0)`` of group totals. Place i moves its group's term by ``s_i = y_i1/T1 - y_i0/T0``; the
    variance is the sum of ``s_i^2 / (1 - h_i)`` with ``h_i`` the place's share of its group's events: the
    bias-reduced clustered variance (CR2) of that regression on the two periods, with Bell and McCaffrey's degrees of
    freedom, both to rounding. Cost: one pass over the counts.

    References
    ----------
    Bertrand, Duflo and Mullainathan (2004), doi:10.1162/003355304772839588, section IV.C (two periods in place of
    many); Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004, equations 4 and 11.

    Examples
    --------
    >>> found = ratio_of_ratios([20, 30, 50, 25, 25, 50], [10, 15, 25, 25, 25, 50], [1, 1, 1, 0, 0, 0])
    >>> round(float(found.ratio), 9)
    0.5
    """
    first, second, treated = _panel(before, after, is_treated)
    total = first + second
    seen = [np.count_nonzero(total[..., kind], axis=-1) for kind in (treated, ~treated)]
    if any(np.any(places < 2) for places in seen):
        raise NoAnswer("too_few", "Fewer than two places of a kind have any event: shuffle the places instead.")
    one, variance, degrees, weight = _group(first[..., treated], second[..., treated])
    other, more, other_degrees, other_weight = _group(first[..., ~treated], second[..., ~treated])
    log_ratio, error = one - other, np.sqrt(variance + more)
    with np.errstate(invalid="ignore", divide="ignore"):
        joint = (weight + other_weight) ** 2 / (weight**2 / degrees + other_weight**2 / other_degrees)
        half = cut(level, joint) * error
        return RatioOfRatios(
            ratio=np.exp(log_ratio),
            low=np.exp(log_ratio - half),
            high=np.exp(log_ratio + half),
            log_ratio=log_ratio,
            standard_error=error,
            degrees=joint,
            p_value=two_sided(log_ratio / error, joint),
            level=level,
        )


def _panel(before: ArrayLike, after: ArrayLike, is_treated: ArrayLike) -> tuple[Floats, Floats, Flags]:
    first, second = values("before", before, counts=True), values("after", after, counts=True)
    if first.shape != second.shape or first.ndim < 1:
        raise ValueError(f"before and after must have one shape, not {first.shape} and {second.shape}")
    return first, second, flags("is_treated", is_treated, first.shape[-1])


def _group(first: Floats, second: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Log change of a group, its variance, its degrees of freedom, and its variance under the working law."""
    t0, t1 = first.sum(axis=-1), second.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (first + second) / (t0 + t1)[..., None]
        moved = second / t1[..., None] - first / t0[..., None]
        rest = np.where(share < 1, 1 - share, np.nan)
        variance = (moved**2 / rest).sum(axis=-1)
        odds = share**2 / rest
        square = (share**2).sum(axis=-1) + odds.sum(axis=-1) ** 2 - (odds**2).sum(axis=-1)
        change = np.log(t1) - np.log(t0)
        bad = (t0 == 0) | (t1 == 0)
        return np.where(bad, np.nan, change), variance, 1 / square, 1 / t0 + 1 / t1


def placebo_places(
    before: ArrayLike,
    after: ArrayLike,
    is_treated: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    replications: int = 9_999,
    rng: np.random.Generator,
) -> ShuffledPlaces:
    """Would places picked at random have looked as different as the treated ones?

    Use it where the treated places are few (one is enough), or were in fact drawn by lot: then it is exact whatever
    law the counts follow. Do **not** read it as a test of chance alone when places were chosen for being high or
    rising; and with one treated place among n the p-value cannot go below ``1 / n``.

    Parameters
    ----------
    before, after : array_like, shape (places,)
        Counts.
    is_treated : array_like of bool, shape (places,)
    strata : array_like of labels, shape (places,), optional
        Labels are shuffled within these (pairs, or groups of like size).
    replications : int
        Labellings to draw.
    rng : numpy.random.Generator

    Returns
    -------
    ShuffledPlaces

    Raises
    ------
    NoAnswer
        "zero_count": one of the four totals is 0; "nothing_to_shuffle": no stratum holds both kinds.
    ValueError
        Missing or negative counts, shapes that do not fit.

    Notes
    -----
    The statistic is the log ratio of ratios; a labelling with a total of 0 counts as extreme. Cost: replications x
    places, in bounded memory.

    References
    ----------
    Rosenbaum (2002), Covariance adjustment in randomized experiments, doi:10.1214/ss/1042727942, section 2;
    Phipson and Smyth (2010), doi:10.2202/1544-6115.1585, equation 2.

    Examples
    --------
    Of the 20 ways to pick three of these six places, two are as extreme: the real one and its mirror image.

    >>> found = placebo_places([20, 30, 50, 25, 25, 50], [10, 15, 25, 25, 25, 50], [1, 1, 1, 0, 0, 0],
    ...     rng=np.random.default_rng(1))
    >>> found.ratio, round(found.p_value, 2)
    (0.5, 0.1)
    """
    first, second, treated = _panel(before, after, is_treated)
    if first.ndim != 1:
        raise ValueError("before and after must be one row of places")
    whole("replications", replications, 1)
    groups = _strata(strata, treated)
    observed = float(_log_ratio(first, second, treated[None, :])[0])
    if not np.isfinite(observed):
        raise NoAnswer("zero_count", "One of the four totals is 0.")
    at_once = max(1, CHUNK_BYTES // (8 * first.size))
    drawn = []
    for start in range(0, replications, at_once):
        labels = np.tile(treated, (min(at_once, replications - start), 1))
        for members in groups:
            labels[:, members] = rng.permuted(labels[:, members], axis=1)
        drawn.append(_log_ratio(first, second, labels))
    placebo = np.concatenate(drawn)
    extreme = np.count_nonzero(~(np.abs(placebo) < abs(observed) * (1 - 1e-9)))
    return ShuffledPlaces(
        float(np.exp(observed)), observed, float(pseudo_p(np.asarray(extreme), replications)), placebo
    )


def _strata(strata: ArrayLike | None, treated: Flags) -> list[Integers]:
    labels = np.zeros(treated.size, dtype=np.int64) if strata is None else np.asarray(strata)
    if labels.shape != treated.shape:
        raise ValueError(f"strata has {labels.size} entries for {treated.size} places")
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    mixed = [members for members in groups if 0 < treated[members].mean() < 1]
    if not mixed:
        raise NoAnswer("nothing_to_shuffle", "No stratum holds both treated and other places.")
    return mixed


def _log_ratio(first: Floats, second: Floats, labels: Flags) -> Floats:
    """For each labelling of the places."""
    picked = labels.astype(np.float64)
    t0, t1 = picked @ first, picked @ second
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(t1 / t0) - np.log((second.sum() - t1) / (first.sum() - t0)))
