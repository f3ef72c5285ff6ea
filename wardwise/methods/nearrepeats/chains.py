"""Which events hang together as chains of near repeats?

Haberman and Ratcliffe (2012), doi:10.1093/police/pas012.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.nearrepeats import kernels
from wardwise.methods.nearrepeats.moments import DAY_S, edge_ticks, seconds, ticks
from wardwise.methods.nearrepeats.strips import strips


@dataclass(frozen=True)
class Chains:
    """Chains of near repeats among n events, k of them, the largest first (then the earliest).

    Attributes
    ----------
    chain : ndarray of int64, shape (n,)
        The chain that each event belongs to, -1 for an event on its own.
    size : ndarray of int64, shape (k,)
        Events, 2 or more.
    first : ndarray of int64, shape (k,)
        Row of the earliest event, which the others followed.
    start_days, span_days : ndarray of float64, shape (k,)
        From the earliest event of all to the chain's first one; from that to its last.
    x, y, radius : ndarray of float64, shape (k,)
        Mean place, and the distance from there to the farthest event, in the unit of the coordinates.
    """

    chain: Integers
    size: Integers
    first: Integers
    start_days: Floats
    span_days: Floats
    x: Floats
    y: Floats
    radius: Floats


def chains(
    x: ArrayLike, y: ArrayLike, time: ArrayLike, *, distance: float, days: float, metric: str = "euclidean"
) -> Chains:
    """Which events follow one another so closely in space and time that they may be one series?

    Use it, with the distance and time that a Knox table showed to matter, to read a series as one story and to see
    how much of the total stems from few series. **Do not** take a chain for one offender's work: where there are
    many events chance alone makes long chains, and no p-value belongs to one.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Metres, or any unit.
    time : array_like of datetime64 or float days, shape (n,)
        Taken to the nearest second.
    distance, days : float
        Two events are linked when they are less than both apart; above 0.
    metric : {"euclidean", "manhattan"}
        How distance is measured.

    Returns
    -------
    Chains

    Raises
    ------
    ValueError
        If a value is missing (with the number of rows), lengths differ, or a limit is not above 0.

    Notes
    -----
    Chains are the connected parts of the graph of links, so the ends of one may be far apart. Bands as in `knox`:
    `distance=200, days=14` links the pairs that its bands below those edges count. Events at one place are walked
    once in the order of time, which spares the pairs among them: time n log n plus (near places) x (their events),
    memory linear in n.

    References
    ----------
    Haberman and Ratcliffe (2012), doi:10.1093/police/pas012, "near repeat chains".

    Examples
    --------
    Three events within 100 m and 7 days of the one before, and one too late.

    >>> found = chains([0, 80, 160, 170], [0, 0, 0, 0], [0, 5, 10, 40], distance=100, days=7)
    >>> found.chain.tolist(), found.size.tolist(), found.span_days.tolist(), found.radius.tolist()
    ([0, 0, 0, -1], [3], [10.0], [80.0])
    """
    easting, northing, moments = doors.numbers("x", x), doors.numbers("y", y), seconds("time", time)
    doors.same_length(x=easting, y=northing, time=moments)
    if not (0 < distance < np.inf and 0 < days < np.inf):
        raise ValueError("distance and days must be above 0 and finite.")
    if metric not in ("euclidean", "manhattan"):
        raise ValueError(f"metric must be euclidean or manhattan, not {metric!r}.")
    since, unit = ticks("time", moments)
    limit = int(edge_ticks(np.array([float(days)]), unit, int(since.max(initial=0)))[0])
    return _described(easting, northing, moments, _roots(easting, northing, since, distance, limit, metric))


def _roots(x: Floats, y: Floats, since: Integers, distance: float, limit: int, metric: str) -> Integers:
    """For each event the row that stands for its chain."""
    sweep = strips(x, y, distance, then=since)
    rows, easting, northing = sweep.order, sweep.x, sweep.y
    new = (np.diff(easting, prepend=np.nan) != 0) | (np.diff(northing, prepend=np.nan) != 0)
    begins = np.flatnonzero(new)
    offsets = np.append(begins, x.size)
    root = np.arange(x.size)
    kernels.link(
        easting[begins],
        northing[begins],
        np.searchsorted(begins, sweep.starts),
        offsets,
        since[rows],
        float(distance),
        limit,
        metric == "manhattan",
        root,
    )
    while (root != root[root]).any():
        root = root[root]
    answer = np.empty(x.size, dtype=np.int64)
    answer[rows] = rows[root]
    return answer


def _described(x: Floats, y: Floats, moments: Integers, roots: Integers) -> Chains:
    """Number the chains and measure them."""
    held = np.bincount(roots, minlength=x.size)
    stem = np.flatnonzero(held > 1)
    rows = np.flatnonzero(held[roots] > 1)
    number = np.full(x.size, -1, dtype=np.int64)
    number[stem] = np.arange(stem.size)
    part, n, sizes = number[roots[rows]], stem.size, held[stem]
    by_time = np.argsort(moments[rows], kind="stable")
    first, last = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    first[part[by_time[::-1]]] = rows[by_time[::-1]]
    last[part[by_time]] = moments[rows[by_time]]
    centre_x, centre_y = np.bincount(part, x[rows], n) / sizes, np.bincount(part, y[rows], n) / sizes
    radius = np.zeros(n)
    np.maximum.at(radius, part, np.hypot(x[rows] - centre_x[part], y[rows] - centre_y[part]))
    ranked = np.lexsort((first, moments[first], -sizes))
    number[stem[ranked]] = np.arange(n)
    start = moments[first[ranked]]
    return Chains(
        number[roots],
        sizes[ranked],
        first[ranked],
        (start - (moments.min() if moments.size else 0)) / DAY_S,
        (last[ranked] - start) / DAY_S,
        centre_x[ranked],
        centre_y[ranked],
        radius[ranked],
    )
