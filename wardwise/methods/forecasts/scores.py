"""How good was a forecast of places? Scores of one window, with ties shared out instead of broken by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.doors import Floats, numbers, same_length, share

FIRST = 0.05  # the part of the area over which `auc5` looks


@dataclass(frozen=True)
class HitRateCurve:
    """Share of events caught against share of area taken, best places first.

    Attributes
    ----------
    area, hits : ndarray
        Both from 0 to 1, one entry for the start and one for each group of cells with the same score. Between two
        entries the curve is straight: part of a group catches its part of the events.
    """

    area: Floats
    hits: Floats

    def at(self, coverage: float) -> float:
        """The share of events caught in this share of the area."""
        return float(np.interp(coverage, self.area, self.hits))

    def mean_height(self, upto: float = FIRST) -> float:
        """The mean share caught over the first part of the area; `upto / 2` is what chance would catch."""
        inside = self.area < upto
        x = np.append(self.area[inside], upto)
        y = np.append(self.hits[inside], self.at(upto))
        return float(np.sum(np.diff(x) * (y[1:] + y[:-1])) / 2 / upto)


@dataclass(frozen=True)
class ForecastScores:
    """What one forecast was worth in one window.

    Attributes
    ----------
    events : int
        Events in the window. With none of them all that follows is NaN.
    hit_rate : float
        Share of events in the best cells that make up `coverage` of the area.
    coverage : float
        Share of the area taken.
    pai : float
        Predictive accuracy index: `hit_rate / coverage`.
    pei : float
        Predictive efficiency index: `hit_rate` over that of the best choice in hindsight, 0 to 1.
    auc5 : float
        Mean height of the curve of hits over the first 5% of the area.
    bits : float
        Information gain over a flat map in bits per event; minus infinity if an event fell where none was expected.
    """

    events: int
    hit_rate: float
    coverage: float
    pai: float
    pei: float
    auc5: float
    bits: float


def hit_rate_curve(score: ArrayLike, events: ArrayLike, area: ArrayLike) -> HitRateCurve:
    """Which share of the events would have been caught in the best 1%, 2%, 5% of the area?

    Use it to compare forecasts over all sizes of a patrol plan at once. Do **not** read it as what a patrol would
    have prevented.

    Parameters
    ----------
    score : array_like, shape (cells,)
        The higher, the sooner taken. Only its order matters.
    events : array_like, shape (cells,)
        Events in the window, 0 or more.
    area : array_like, shape (cells,)
        Area of each cell inside the study area in any unit, above 0.

    Returns
    -------
    HitRateCurve
        Shares from 0 to 1.

    Raises
    ------
    ValueError
        A value is missing or negative, an area is 0, the lengths differ, or there is no event.

    Notes
    -----
    Cells with the same score are one group: half of a group catches half of its events, so neither the order of the
    rows nor chance moves the curve. Cost: one sort of the cells.

    References
    ----------
    Chainey, S., Tompson, L. and Uhlig, S. (2008). The utility of hotspot mapping for predicting spatial patterns of
    crime. Security Journal 21, 4-28. doi:10.1057/palgrave.sj.8350066 (the point of the curve at one area is their
    hit rate).

    Examples
    --------
    >>> curve = hit_rate_curve([9, 5, 5, 1], [3, 1, 0, 0], [1, 1, 1, 1])
    >>> curve.area.tolist(), curve.hits.tolist()
    ([0.0, 0.25, 0.75, 1.0], [0.0, 0.75, 1.0, 1.0])
    """
    score, events, area = _checked(score, events, area)
    if not events.sum():
        raise ValueError("events holds no event: there is nothing to catch.")
    return _curve(score, events, area)


def forecast_scores(
    score: ArrayLike, events: ArrayLike, area: ArrayLike, *, coverage: float, expected: ArrayLike | None = None
) -> ForecastScores:
    """How good was this forecast in this window?

    Use it with a score that was made without knowing the window. Do **not** compare the index (PAI) of different
    coverages or cities: it grows as the coverage shrinks. Compare forecasts on the same windows, by pairs.

    Parameters
    ----------
    score, events, area : array_like, shape (cells,)
        As in `hit_rate_curve`.
    coverage : float
        Share of the area that is taken, between 0 and 1.
    expected : array_like, shape (cells,), optional
        Expected events, 0 or more; only its shares are used. Left out, `bits` is NaN.

    Returns
    -------
    ForecastScores
        NaN throughout if the window has no event.

    Raises
    ------
    ValueError
        A value is missing or negative, an area is 0, or the lengths differ.

    Notes
    -----
    ``PAI = (n/N)/(a/A)``, ``PEI = n/n*`` with n* the most that the same area could have caught, cells cut where the
    coverage ends. ``bits = sum(n log2((e/E)/(a/A))) / N``. Cost: two sorts of the cells.

    References
    ----------
    Chainey et al. (2008), doi:10.1057/palgrave.sj.8350066, equation 1 (PAI). Hunt, J. (2016). Do crime hot spots
    move? Exploring the effects of the modifiable areal unit problem and modifiable temporal unit problem on crime
    hot spot stability. American University (PEI). Harte, D. and Vere-Jones, D. (2005). The entropy score and its
    uses in earthquake forecasting. Pure and Applied Geophysics 162, 1229-1253. doi:10.1007/s00024-004-2667-2 (bits).

    Examples
    --------
    A tenth of the area caught 60 of 140 events; the best tenth held 80 of them.

    >>> found = forecast_scores([2, 1, 0], [60, 80, 0], [1, 1, 8], coverage=0.1, expected=[1, 1, 2])
    >>> round(found.pai, 2), round(found.pei, 2), round(found.bits, 2)
    (4.29, 0.75, 1.32)
    """
    score, events, area = _checked(score, events, area)
    coverage = share("coverage", coverage)
    total = events.sum()
    if not total:
        return ForecastScores(0, np.nan, coverage, np.nan, np.nan, np.nan, np.nan)
    curve, best = _curve(score, events, area), _curve(events / area, events, area)
    hits = curve.at(coverage)
    bits = np.nan if expected is None else information_gain(expected, events, area)
    return ForecastScores(
        int(total), hits, coverage, hits / coverage, hits / best.at(coverage), curve.mean_height(), bits
    )


def information_gain(expected: ArrayLike, events: ArrayLike, area: ArrayLike) -> float:
    """How many bits per event does the forecast know more than a flat map?

    Use it beside a score of order: it also punishes wrong shares. Do **not** use it for forecasts that call places
    impossible: one event there costs everything.

    Parameters
    ----------
    expected, events, area : array_like, shape (cells,)
        As in `forecast_scores`.

    Returns
    -------
    float
        Bits per event; minus infinity if an event fell where none was expected; NaN without events.

    Raises
    ------
    ValueError
        As in `forecast_scores`.

    References
    ----------
    Harte and Vere-Jones (2005), doi:10.1007/s00024-004-2667-2, with the flat map as reference.

    Examples
    --------
    >>> information_gain([3, 1], [4, 0], [1, 1])
    0.5849625007211562
    """
    shares, came, size = _checked(expected, events, area, lowest=0.0)
    some = came > 0
    if not some.any():
        return np.nan
    if (shares[some] <= 0).any():
        return -np.inf
    gain = np.log2(shares[some] / shares.sum() * size.sum() / size[some])
    return float((came[some] * gain).sum() / came.sum())


def overlap(first: ArrayLike, second: ArrayLike, area: ArrayLike, *, coverage: float) -> float:
    """Which share of the hot area stays hot from one forecast to the next?

    Use it to see how often patrols would have to learn new places. Do **not** aim at a high value: a forecast that
    never moves has 1.

    Parameters
    ----------
    first, second : array_like, shape (cells,)
        Scores of two windows.
    area : array_like, shape (cells,)
        Area of each cell, above 0.
    coverage : float
        Share of the area that counts as hot, between 0 and 1.

    Returns
    -------
    float
        0 to 1: the area that is hot in both over the area that is hot in one.

    Raises
    ------
    ValueError
        A value is missing or the lengths differ.

    Notes
    -----
    A group of cells with the same score at the edge of the hot area is hot in part, each cell alike.

    References
    ----------
    Adepeju, M., Rosser, G. and Cheng, T. (2016). Novel evaluation metrics for sparse spatio-temporal point process
    hotspot predictions. International Journal of Geographical Information Science 30, 2133-2154.
    doi:10.1080/13658816.2016.1159684.

    Examples
    --------
    >>> overlap([4, 3, 2, 1], [4, 1, 3, 2], [1, 1, 1, 1], coverage=0.5)
    0.5
    """
    first, second, area = _checked(first, second, area, lowest=-np.inf)
    coverage = share("coverage", coverage)
    both = np.minimum(_hot(first, area, coverage), _hot(second, area, coverage))
    return float((both * area).sum() / (coverage * area.sum()))


def _hot(score: Floats, area: Floats, coverage: float) -> Floats:
    """How much of each cell is hot."""
    order = np.argsort(-score, kind="stable")
    ends = _group_ends(score[order])
    upto = np.append(0.0, np.cumsum(area[order])[ends]) / area.sum()
    part = np.clip((coverage - upto[:-1]) / np.diff(upto), 0.0, 1.0)
    hot = np.empty_like(score)
    hot[order] = np.repeat(part, np.diff(np.append(-1, ends)))
    return hot


def _curve(score: Floats, events: Floats, area: Floats) -> HitRateCurve:
    order = np.argsort(-score, kind="stable")
    ends = _group_ends(score[order])
    parts = [np.append(0.0, np.cumsum(values[order])[ends]) for values in (area, events)]
    return HitRateCurve(parts[0] / parts[0][-1], parts[1] / parts[1][-1])


def _group_ends(ordered: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The last place of each run of equal scores."""
    return np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))


def _checked(
    score: ArrayLike, events: ArrayLike, area: ArrayLike, *, lowest: float = 0.0
) -> tuple[Floats, Floats, Floats]:
    marks, came = numbers("score", score), numbers("events", events, at_least=lowest)
    size = numbers("area", area)
    same_length(score=marks, events=came, area=size)
    if not size.size or size.min() <= 0:
        raise ValueError("area must be above 0 in every cell, and there must be a cell.")
    return marks, came, size
