"""In which order should one round of visits go?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.allocation import route_kernels
from wardwise.methods.doors import Floats, Integers

STARTS = 8
ITERATIONS = 400


@dataclass(frozen=True)
class Route:
    """One round of visits that begins and ends at the first stop.

    `order` (n,) are the stops, from 0; `arrives` (n,) when each is reached in minutes from the start, `minutes` how
    long the whole round takes with its visits, `travel` how much of that is on the way, `bound` what the way of no
    round can go below, `gap` = (travel - bound) / travel.
    """

    order: Integers
    arrives: Floats
    minutes: float
    travel: float
    bound: float
    gap: float


def visit_route(travel_minutes: ArrayLike, *, visit_minutes: float = 15.0) -> Route:
    """Which round visits every hot spot with the least time on the way?

    Use it for one patrol's round of up to a hundred stops, when how long it takes decides how many visits fit into a
    shift. Do not walk the same round each day: its hours could be foretold. Let `visit_schedule` say when.

    Parameters
    ----------
    travel_minutes : array_like of float, shape (n, n)
        Minutes between stops, the same both ways; stop 0 is where the patrol begins and ends.
    visit_minutes : float
        How long it stays at each of the other stops; 10 to 16 minutes are what studies speak for (Koper 1995).

    Returns
    -------
    Route

    Raises
    ------
    ValueError
        If the matrix is not square and symmetric, a number is missing or below 0, or there is no stop.

    Notes
    -----
    Nearest neighbour from up to eight stops, then turning stretches about (2-opt) and moving stretches of one to
    three stops (Or-opt) until neither shortens it. The bound is Held and Karp's, by one-trees. The round is seldom
    more than a few per cent longer than the shortest; `gap` says how much it can be. O(n^2) a pass.

    References
    ----------
    Croes (1958), doi:10.1287/opre.6.6.791; Held and Karp (1971), doi:10.1007/BF01584070, section 3; Koper (1995),
    doi:10.1080/07418829500096231.

    Examples
    --------
    Four corners of a square, five minutes a side:

    >>> x, y = np.array([0, 5, 0, 5]), np.array([0, 5, 5, 0])
    >>> round_trip = visit_route(np.hypot(x[:, None] - x, y[:, None] - y), visit_minutes=10)
    >>> round_trip.travel, round_trip.minutes, round_trip.gap
    (20.0, 50.0, 0.0)
    """
    minutes = _checked(travel_minutes, visit_minutes)
    order = _shortest(minutes)
    legs = minutes[order, np.roll(order, -1)]
    travel = float(legs.sum())
    bound = travel if order.size < 4 else route_kernels.round_bound(minutes, travel, ITERATIONS)
    if bound >= travel * (1 - 1e-9):
        bound = travel
    stays = visit_minutes * np.arange(order.size)
    arrives = np.concatenate([[0.0], np.cumsum(legs[:-1]) + stays[:-1]])
    gap = (travel - bound) / travel if travel > 0 else 0.0
    return Route(order, arrives, travel + float(stays[-1]), travel, bound, gap)


def _checked(travel_minutes: ArrayLike, visit_minutes: float) -> Floats:
    minutes = np.ascontiguousarray(travel_minutes, dtype=np.float64)
    if minutes.ndim != 2 or minutes.shape[0] != minutes.shape[1] or minutes.shape[0] == 0:
        raise ValueError(f"travel_minutes must be square, with a row for each stop, not shape {minutes.shape}.")
    if wrong := int((~(np.isfinite(minutes) & (minutes >= 0))).any(axis=1).sum()):
        raise ValueError(f"travel_minutes is missing, infinite or below 0 in {wrong:,} of {minutes.shape[0]:,} rows.")
    if not np.allclose(minutes, minutes.T, rtol=1e-9, atol=1e-9):
        raise ValueError("travel_minutes must be the same both ways; take the mean of there and back.")
    if not (np.isfinite(visit_minutes) and visit_minutes >= 0):
        raise ValueError(f"visit_minutes must be 0 or more, not {visit_minutes!r}.")
    return minutes


def _shortest(minutes: Floats) -> Integers:
    n = minutes.shape[0]
    rounds = []
    for start in range(min(STARTS, n)):
        order = _nearest_first(minutes, start)
        if n > 3:
            route_kernels.shorten(minutes, order)
        rounds.append(order)
    best = min(rounds, key=lambda order: float(minutes[order, np.roll(order, -1)].sum()))
    return np.roll(best, -int(np.flatnonzero(best == 0)[0]))


def _nearest_first(minutes: Floats, start: int) -> Integers:
    order, left = [start], np.ones(minutes.shape[0], np.bool_)
    left[start] = False
    while left.any():
        order.append(int(np.where(left, minutes[order[-1]], np.inf).argmin()))
        left[order[-1]] = False
    return np.array(order, dtype=np.int64)
