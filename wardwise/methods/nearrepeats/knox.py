"""Do events that are near in space come near in time more often than chance would have it?

Knox (1964), doi:10.1136/jech.18.1.17; Johnson, Bernasco, Bowers et al. (2007), doi:10.1007/s10940-007-9025-3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors, resampling
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.nearrepeats.moments import edge_ticks, seconds, ticks
from wardwise.methods.nearrepeats.pairs import Distances, count_shuffled

METRICS = ("euclidean", "manhattan")
MOST_EDGES = 250  # a pair remembers its band in 8 bits
_SHORTEST = float(np.nextafter(0, 1))


@dataclass(frozen=True)
class Knox:
    """Pairs of events by distance band (rows, d of them) and time band (columns, t of them).

    Attributes
    ----------
    observed : ndarray of int64, shape (d, t)
        Pairs, each counted once.
    expected : ndarray of float64, shape (d, t)
        Their mean over all arrangements of the dates, exact.
    ratio : ndarray of float64, shape (d, t)
        Observed over expected; NaN where none can be expected.
    p_high, p_low : ndarray of float64, shape (d, t)
        How often do shuffled dates give so many or more, so many or fewer: (r + 1) / (n + 1).
    simulated : ndarray of int64, shape (replications, d, t)
        The counts of each shuffle.
    distance_edges, day_edges : ndarray of float64
        Lower and upper edges of the bands.
    same_place : bool
        Whether the first row holds the pairs at distance 0 (and the next one begins above it).
    """

    observed: Integers
    expected: Floats
    ratio: Floats
    p_high: Floats
    p_low: Floats
    simulated: Integers
    distance_edges: Floats
    day_edges: Floats
    same_place: bool


def knox(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    *,
    distance_edges: ArrayLike,
    day_edges: ArrayLike,
    rng: np.random.Generator,
    replications: int = 999,
    metric: str = "euclidean",
    same_place: bool = False,
) -> Knox:
    """How many pairs of events are so near in space and time, and how many would chance give?

    Use it to learn how far and how long after an event the danger of another is raised: read along the rows until
    the ratio is back at 1. **Do not** use it on events dated to the month, or on long periods in which places were
    built, closed or policed differently: any change of the map over time looks like a near repeat. It says nothing
    about which events belong together (see `chains`).

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Metres (or any unit: then `distance_edges` are in the same).
    time : array_like of datetime64 or float days, shape (n,)
        Taken to the nearest second. Dates without a clock time are best: a clock time makes "1 day" 24 hours.
    distance_edges, day_edges : array_like of float, increasing, 0 or more
        k + 1 edges make k bands. A band holds its lower edge and not its upper one; the last edge may be infinite.
    rng : numpy.random.Generator
        Where chance comes from.
    replications : int
        Shuffles, 1 or more.
    metric : {"euclidean", "manhattan"}
        How distance is measured.
    same_place : bool
        Put pairs at distance 0 into a row of their own, before the others; needs a first edge of 0.

    Returns
    -------
    Knox

    Raises
    ------
    ValueError
        If a value is missing (with the number of rows), lengths differ, edges do not increase, are negative or more
        than 250 distances, or the metric is unknown.

    Notes
    -----
    Every pair is counted once. The places and the dates are kept and the dates dealt out anew to the places, which
    keeps both the map and the calendar; expected = (pairs in the distance band) x (pairs in the time band) / (all
    pairs), which is exactly the mean of all such deals. The table has many cells: of twenty cells without any
    effect one falls below 5% (see `multiplicity`).

    Near pairs are found once by a sweep over strips; each shuffle looks at those alone. Time: n log n, and linear in
    (near pairs) x replications. Memory: 64 bytes an event and at most about 40 MB of pairs at a time, never n
    squared.

    Fewer than two events: all counts 0, ratios NaN, p = 1. Pairs are not corrected for events beyond the edge of the
    study area; shuffling is fair to that, since the same pairs are looked at every time.

    References
    ----------
    Knox (1964), doi:10.1136/jech.18.1.17, the table; Besag and Diggle (1977), doi:10.2307/2346974, section 3, the
    shuffling; Johnson et al. (2007), doi:10.1007/s10940-007-9025-3, equation 1, the ratio.

    Examples
    --------
    Four events; only the first two are near in space, and on following days.

    >>> table = knox([0, 50, 900, 1800], [0, 0, 0, 0], [0, 1, 20, 40], distance_edges=[0, 100], day_edges=[0, 7],
    ...              rng=np.random.default_rng(1), replications=99)
    >>> table.observed.tolist(), table.expected.round(3).tolist(), table.ratio.tolist()
    ([[1]], [[0.167]], [[6.0]])
    """
    return _knox(x, y, time, distance_edges, day_edges, rng, replications, metric, same_place, single=False)


def near_repeat_calculator(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    *,
    distance_band: float,
    distance_bands: int,
    day_band: int,
    day_bands: int,
    rng: np.random.Generator,
    replications: int = 99,
) -> Knox:
    """What would the Near Repeat Calculator 1.3 answer?

    Use it to repeat or check an analysis made with that program. **Do not** use it for a new one: coordinates
    rounded to single precision move pairs between bands (7 digits: half a metre on the British National Grid).

    Parameters
    ----------
    x, y, time, rng, replications
        As in `knox`.
    distance_band, day_band : float, int
        Width of a band, as typed into the program.
    distance_bands, day_bands : int
        Number of bands.

    Returns
    -------
    Knox
        Rows: the same place, the bands, everything beyond. Columns: the bands, everything beyond.

    Raises
    ------
    ValueError
        As `knox`; or a width or a number of bands is not above 0.

    Notes
    -----
    Its rules, recovered from what it answers: Manhattan distance of single-precision coordinates, worked out in
    single precision; the same place is distance 0 and a row of its own; a band labelled "a to b" holds a - 1 and
    not b, so "1 to 200" is above 0 and less than 200, "201 to 400" is 200 and more; "0 to 1" days is the same day.
    Its ratio divides by the mean of its 99 shuffles, ours by the exact mean, so the two differ by its noise.

    References
    ----------
    Ratcliffe (2009), Near Repeat Calculator 1.3, its manual and output.

    Examples
    --------
    >>> table = near_repeat_calculator([0, 0, 150, 200], [0, 0, 0, 0], [0, 0, 1, 2], distance_band=200,
    ...     distance_bands=1, day_band=1, day_bands=2, rng=np.random.default_rng(1))
    >>> table.observed.tolist()
    [[1, 0, 0], [0, 3, 0], [0, 0, 2]]
    """
    if min(distance_band, distance_bands, day_band, day_bands) <= 0:
        raise ValueError("The widths and the numbers of bands must be above 0.")
    distance_edges = np.append(np.arange(distance_bands + 1) * float(distance_band), np.inf)
    day_edges = np.append(np.arange(day_bands + 1) * float(day_band), np.inf)
    return _knox(x, y, time, distance_edges, day_edges, rng, replications, "manhattan", True, single=True)


def _knox(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    distance_edges: ArrayLike,
    day_edges: ArrayLike,
    rng: np.random.Generator,
    replications: int,
    metric: str,
    same_place: bool,
    *,
    single: bool,
) -> Knox:
    """The door of both, and the table from the counts below each edge."""
    places = doors.numbers("x", x), doors.numbers("y", y)
    moments = seconds("time", time)
    doors.same_length(x=places[0], y=places[1], time=moments)
    distances, days = _edges("distance_edges", distance_edges), _edges("day_edges", day_edges)
    if distances.size > MOST_EDGES:
        raise ValueError(f"distance_edges must be {MOST_EDGES} at most, not {distances.size}.")
    if metric not in METRICS:
        raise ValueError(f"metric must be one of {', '.join(METRICS)}, not {metric!r}.")
    if same_place and distances[0] != 0:
        raise ValueError("same_place needs a first edge of distance of 0.")
    if replications < 1:
        raise ValueError("replications must be 1 or more.")
    if single:
        places = places[0].astype(np.float32).astype(np.float64), places[1].astype(np.float32).astype(np.float64)
    counts, rows, columns = _counted(
        *places, moments, distances, days, replications, rng, (same_place, metric == "manhattan", single)
    )
    observed, simulated = counts[0], counts[1:]
    pairs = _pairs(moments.size)
    expected = rows[:, None] * columns[None, :] / max(pairs, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan)
    p_high = resampling.pseudo_p((simulated >= observed).sum(axis=0), replications)
    p_low = resampling.pseudo_p((simulated <= observed).sum(axis=0), replications)
    return Knox(observed, expected, ratio, p_high, p_low, simulated, distances, days, same_place)


def _counted(
    x: Floats,
    y: Floats,
    moments: Integers,
    distances: Floats,
    days: Floats,
    replications: int,
    rng: np.random.Generator,
    rules: tuple[bool, bool, bool],
) -> tuple[Integers, Integers, Integers]:
    """Counts of the dates as they are and of each shuffle, (1 + replications, rows, columns), and their margins."""
    since, unit = ticks("time", moments)
    limits = edge_ticks(days[np.isfinite(days)], unit, int(since.max(initial=0)))
    # Near pairs are looked for from distance 0 on, so that "beyond" is all pairs less those; what was not asked for
    # is dropped at the end.
    inner = np.unique(np.append(distances[np.isfinite(distances)], 0.0))
    edges = inner if inner.size > 1 else np.array([0.0, _SHORTEST])
    state = rng.integers(0, 2**64, size=4, dtype=np.uint64)
    near = count_shuffled(x, y, since, Distances(edges, *rules), limits[limits > 0], replications, state)
    below = np.zeros((replications + 1, near.in_band.size, days.size), dtype=np.int64)
    below[:, :, : limits.size][:, :, limits > 0] = near.below
    below[:, :, limits.size :] = near.in_band[:, None]
    counts, rows = np.diff(below, axis=2), near.in_band
    columns = np.diff(np.append(_pairs_below(since, limits), [_pairs(since.size)] * (days.size - limits.size)))
    if edges[1] == _SHORTEST:
        counts, rows = counts[:, :-1], rows[:-1]
    kept = [True] * rules[0] + [edge >= distances[0] for edge in edges[: rows.size - rules[0]]]
    if np.isinf(distances[-1]):
        counts = np.concatenate([counts, columns - counts.sum(axis=1, keepdims=True)], axis=1)
        rows, kept = np.append(rows, _pairs(since.size) - rows.sum()), [*kept, True]
    return counts[:, kept], rows[kept], columns


def _pairs(events: int) -> int:
    return events * (events - 1) // 2


def _pairs_below(since: Integers, limits: Integers) -> Integers:
    """Pairs of events less than each limit apart in time, wherever they are."""
    ordered = np.sort(since)
    before = np.arange(1, ordered.size + 1)
    nearer = [int((np.searchsorted(ordered, ordered + limit) - before).sum()) if limit else 0 for limit in limits]
    return np.array(nearer, dtype=np.int64)


def _edges(name: str, values: ArrayLike) -> Floats:
    edges = np.asarray(values, dtype=np.float64)
    if edges.ndim != 1 or edges.size < 2 or np.isnan(edges).any():
        raise ValueError(f"{name} must be two edges or more, none missing.")
    if edges[0] < 0 or not (np.diff(edges) > 0).all():
        raise ValueError(f"{name} must be 0 or more and increase from each to the next: {edges.tolist()}.")
    return edges
