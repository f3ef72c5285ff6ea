"""Did the published points move? Finding the day they did, and carrying earlier events over to the new points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.doors import Floats, Integers, numbers, same_length

MONTHS_BACK = 6
FEWEST = 30  # events in a month, below which its share says too little
REACH_M = 90.0
SPREAD_M = 30.0


@dataclass(frozen=True)
class PointUse:
    """How much of each month lies on points that were used shortly before.

    Attributes
    ----------
    month : ndarray of datetime64[M]
        Months with events.
    events : ndarray of int64
        Events in the month.
    known : ndarray
        Share of them on a point used in the six months before; NaN in the first month.
    breaks : ndarray of datetime64[M]
        Months in which the points moved; usually none.
    """

    month: np.ndarray[tuple[int], np.dtype[np.datetime64]]
    events: Integers
    known: Floats
    breaks: np.ndarray[tuple[int], np.dtype[np.datetime64]]


def point_use(x: ArrayLike, y: ArrayLike, day: ArrayLike) -> PointUse:
    """Did the map points of these events move at some time?

    Use it before counting events per cell over years: open police data is published on a set of map points that is
    renewed now and then, and counts from before belong to other cells. Do **not** read a break as a change of crime.
    Data on true places have no set of points: their shares are low in every month, and no break is found.

    Parameters
    ----------
    x, y : array_like
        Metres.
    day : array_like
        Days since 1970-01-01.

    Returns
    -------
    PointUse

    Raises
    ------
    ValueError
        A value is missing or the lengths differ.

    Notes
    -----
    A month breaks if at most half as much of it lies on known points as in the median of the (up to six) months
    before, that median is above one half, and if there are 30 events or more. The first three months after the
    start, or after a break, cannot break: too few points are known yet. Cost: one sort.

    References
    ----------
    Tompson, L., Johnson, S., Ashby, M., Perkins, C. and Edwards, P. (2015). UK open source crime data: accuracy and
    possibilities for research. Cartography and Geographic Information Science 42, 97-111.
    doi:10.1080/15230406.2014.972456 (the set of points; the rule is ours).

    Examples
    --------
    >>> day = np.repeat(np.arange(12) * 30.4 + 1, 40)
    >>> x = np.tile(np.arange(40.0), 12)
    >>> point_use(x, x, day).breaks.size
    0
    >>> point_use(np.where(day > 200, x + 5, x), x, day).breaks.astype(str).tolist()
    ['1970-08']
    """
    x, y, day = numbers("x", x), numbers("y", y), numbers("day", day)
    same_length(x=x, y=y, day=day)
    month = np.floor(day).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    point = number_points(x, y)
    months, at, events = np.unique(month, return_inverse=True, return_counts=True)
    known = np.full(months.size, np.nan)
    breaks: list[int] = []
    last = np.full(int(point.max(initial=-1)) + 1, -10_000)  # the last month in which each point was used
    for k, this in enumerate(months):
        here = point[at == k]
        if k:
            known[k] = np.mean(last[here] >= this - MONTHS_BACK)
        last[here] = this
        since = breaks[-1] if breaks else 0
        usual = known[max(since + 1, k - MONTHS_BACK) : k]
        if usual.size >= 3 and events[k] >= FEWEST and known[k] <= np.median(usual) / 2 and np.median(usual) > 0.5:
            breaks.append(k)
    return PointUse(
        months.astype("datetime64[M]"),
        events,
        known,
        months[np.array(breaks, dtype=np.int64)].astype("datetime64[M]"),
    )


def number_points(x: Floats, y: Floats) -> Integers:
    """The number of each row's point among the distinct ones; points within a millimetre may be one."""
    if not x.size:
        return np.zeros(0, dtype=np.int64)
    # One whole number for both: sorting those is several times as fast as sorting pairs.
    across, up = (np.round((values - values.min()) * 1000).astype(np.int64) for values in (x, y))
    return np.asarray(np.unique((across << 32) + up, return_inverse=True)[1], dtype=np.int64).ravel()


@dataclass(frozen=True)
class Near:
    """Pairs of an old and a new point within reach of each other."""

    old: Integers
    new: Integers
    weight: Floats


def near(old_x: Floats, old_y: Floats, new_x: Floats, new_y: Floats) -> Near:
    """Which new points each old point may have become: a normal curve of 30 m over those within 90 m.

    Cost: linear in points and pairs; new points are sorted into boxes as wide as the reach.
    """
    west, south = min(old_x.min(), new_x.min()) - REACH_M, min(old_y.min(), new_y.min()) - REACH_M
    across = int((max(old_x.max(), new_x.max()) - west) // REACH_M) + 3

    def box(x: Floats, y: Floats) -> Integers:
        row, column = (y - south) // REACH_M, (x - west) // REACH_M
        return np.asarray(row * across + column, dtype=np.int64)

    boxes = box(new_x, new_y)
    order = np.argsort(boxes, kind="stable")
    boxes, mine = boxes[order], box(old_x, old_y)
    olds, news = [], []
    for down in (-1, 0, 1):
        # Three neighbouring boxes of one row lie side by side in the order.
        start = np.searchsorted(boxes, mine + down * across - 1)
        many = np.searchsorted(boxes, mine + down * across + 1, side="right") - start
        olds.append(np.repeat(np.arange(mine.size), many))
        news.append(order[np.arange(many.sum()) + np.repeat(start - np.cumsum(many) + many, many)])
    old, new = np.concatenate(olds), np.concatenate(news)
    squared = (old_x[old] - new_x[new]) ** 2 + (old_y[old] - new_y[new]) ** 2
    kept = squared <= REACH_M**2
    return Near(old[kept], new[kept], np.exp(-squared[kept] / (2 * SPREAD_M**2)))
