"""Map points that stand for places, as in the open police data: near enough to be useful, too coarse to tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from wardwise.methods.doors import Floats, Integers, numbers, same_length

ENOUGH_ADDRESSES = 8
TOO_FAR_M = 20_000.0


@dataclass(frozen=True)
class MapPoints:
    """Points that may stand for places.

    `kept` (k,) are rows of the points that were offered, rising; `x` and `y` (k,) where they lie, in metres;
    `addresses` (k,) how many addresses lie nearer to each than to any other. `rounds` says how often points were
    dropped before all that were left held enough.
    """

    kept: Integers
    x: Floats
    y: Floats
    addresses: Integers
    rounds: int


def map_points(
    x: ArrayLike,
    y: ArrayLike,
    address_x: ArrayLike,
    address_y: ArrayLike,
    *,
    least: int = ENOUGH_ADDRESSES,
    until_all_hold: bool = True,
) -> MapPoints:
    """Which points can stand for the places around them without pointing at a household?

    Use it to publish where something happened, when what is published are points. Do not take it for anonymity: with
    the day, the kind and what neighbours know a person may still be found. Publish areas where a count will do.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Points on offer, in metres: middles of streets, parks, stations, shops.
    address_x, address_y : array_like of float, shape (a,)
        Postal addresses, in metres.
    least : int
        A point is kept if this many addresses or more lie nearest to it, or none.
    until_all_hold : bool
        Dropping a point hands its addresses to its neighbours. If true, go on until every point that is left holds
        `least` or none; if false, look once, as the published description of the open data does.

    Returns
    -------
    MapPoints
        Points at the same spot count once, the first of them.

    Raises
    ------
    ValueError
        If a coordinate is missing, lengths differ, or `least` is below 1.

    Notes
    -----
    Nearest points by a k-d tree: O((n + a) log n) a round; rounds end because each drops a point. Ties go to the
    first point. Without addresses every point is kept.

    References
    ----------
    data.police.uk, "About", location anonymisation: a catchment holds eight or more postal addresses or none.

    Examples
    --------
    Two streets, ten addresses by the one and three by the other: the second point would tell too much.

    >>> kept = map_points([0, 100], [0, 0], [*range(10), 98, 99, 101], [0] * 13)
    >>> kept.kept.tolist(), kept.addresses.tolist()
    ([0], [13])
    """
    if least != int(least) or least < 1:
        raise ValueError(f"least must be a whole number, 1 or more, not {least!r}.")
    points, addresses = _pairs("x", x, "y", y), _pairs("address_x", address_x, "address_y", address_y)
    kept = np.sort(np.unique(points, axis=0, return_index=True)[1])
    rounds = 0
    while True:
        held = (
            np.bincount(_nearest(points[kept], addresses)[1], minlength=kept.size) if kept.size else np.zeros(0, int)
        )
        poor = (held > 0) & (held < least)
        if not poor.any() or (rounds == 1 and not until_all_hold):
            return MapPoints(kept, points[kept, 0], points[kept, 1], held, rounds)
        kept, rounds = kept[~poor], rounds + 1


def snap(
    x: ArrayLike, y: ArrayLike, point_x: ArrayLike, point_y: ArrayLike, *, too_far_m: float = TOO_FAR_M
) -> Integers:
    """Which map point stands for each place?

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        True places, in metres. Throw them away afterwards.
    point_x, point_y : array_like of float, shape (k,)
        Map points, in metres.
    too_far_m : float
        Beyond this distance no point stands for a place.

    Returns
    -------
    ndarray of int64, shape (n,)
        Row of the nearest point, the first of several; -1 where none is near enough.

    Raises
    ------
    ValueError
        If a coordinate is missing or lengths differ.

    Notes
    -----
    O((n + k) log k).

    Examples
    --------
    >>> snap([3, 90, 50_000], [0, 0, 0], [0, 100], [0, 0]).tolist()
    [0, 1, -1]
    """
    places, points = _pairs("x", x, "y", y), _pairs("point_x", point_x, "point_y", point_y)
    if not points.size:
        return np.full(len(places), -1, dtype=np.int64)
    away, which = _nearest(points, places)
    return np.where(away <= too_far_m, which, -1)


def _pairs(first: str, x: ArrayLike, second: str, y: ArrayLike) -> NDArray[np.float64]:
    east, north = numbers(first, x), numbers(second, y)
    same_length(**{first: east, second: north})
    return np.column_stack([east, north])


def _nearest(points: NDArray[np.float64], places: NDArray[np.float64]) -> tuple[Floats, Integers]:
    """Distance and row of the nearest point; of points equally far, the first row."""
    if not len(places):
        return np.zeros(0), np.zeros(0, np.int64)
    tree = cKDTree(points)
    away, which = tree.query(places, k=min(2, len(points)))
    if away.ndim == 1:
        return away, which.astype(np.int64)
    for place in np.flatnonzero(away[:, 1] <= away[:, 0] * (1 + 1e-12)):
        equally = tree.query_ball_point(places[place], away[place, 0] * (1 + 1e-12))
        which[place, 0] = min(equally) if equally else which[place, 0]
    return away[:, 0], which[:, 0].astype(np.int64)
