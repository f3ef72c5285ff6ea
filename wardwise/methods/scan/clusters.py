"""What a scan answers, and what every scan asks of its options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.scan.cylinders import Cylinder, Places, Sample, Search, Windows
from wardwise.methods.scan.judged import gumbel_tail, p_values, replicated

MOST_STEPS = 20_000
SLACK = 1 + 1e-12  # a share of exactly one half is not above one half, however it was rounded


@dataclass(frozen=True)
class Cluster:
    """A circle and a stretch of time that hold more events than expected.

    Attributes
    ----------
    x, y, radius : float
        Centre (one of the places) and distance to the farthest place inside, in the unit of the coordinates.
    first, last : int
        First and last step of time.
    observed : int
    expected, ratio : float
        Events inside; what the model expects there; the one over the other.
    llr : float
        Log of the likelihood ratio: what the cylinders are compared by.
    p_value : float
        How often does chance alone have a cylinder as surprising, anywhere? (r + 1) / (n + 1).
    p_gumbel : float
        The same by a Gumbel tail, for values below 1 / (n + 1); NaN with fewer than 30 replications.
    recurrence : float
        Prospective only: steps between such alarms if nothing ever happened, `every` / p_value. NaN otherwise.
    events : ndarray of int64
        Rows of the events inside.
    """

    x: float
    y: float
    radius: float
    first: int
    last: int
    observed: int
    expected: float
    ratio: float
    llr: float
    p_value: float
    p_gumbel: float
    recurrence: float
    events: Integers


@dataclass(frozen=True)
class Scan:
    """The clusters, the most surprising first, none sharing a place with one before it.

    `maxima` are the largest log-likelihood ratios of the replications that were made; `stopped` says that enough of
    them reached the first cluster's before all were made.
    """

    clusters: tuple[Cluster, ...]
    maxima: Floats
    stopped: bool


@dataclass(frozen=True)
class Options:
    radius: float
    longest: int
    rng: np.random.Generator
    replications: int
    prospective: bool
    most_space: float
    most_time: float
    fewest: int
    clusters: int
    stop_after: int | None
    every: float

    def __post_init__(self) -> None:
        for name in ("longest", "fewest", "clusters"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more.")
        for name in ("most_space", "most_time"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"{name.replace('space', 'events (or most_population)')} must be above 0, to 1.")
        if not (self.radius > 0 and self.every > 0):
            raise ValueError("radius and every must be above 0.")
        if self.replications < 0 or (self.stop_after is not None and self.stop_after < 1):
            raise ValueError("replications must be 0 or more, and stop_after 1 or more or None.")


def whole_steps(name: str, values: ArrayLike) -> Integers:
    """Times as whole steps; datetime64 becomes days since 1970."""
    array: NDArray[np.generic] = np.asarray(values)
    if array.dtype.kind == "M":
        if missing := int(np.isnat(array).sum()):
            raise ValueError(f"{name} is missing in {missing:,} of {array.size:,} rows.")
        array = array.astype("datetime64[D]").astype(np.int64)
    steps = doors.numbers(name, array)
    if not np.array_equal(steps, np.floor(steps)):
        raise ValueError(f"{name} must be whole steps: days, weeks or months.")
    if steps.size and np.ptp(steps) >= MOST_STEPS:
        raise ValueError(f"{name} spans {np.ptp(steps) + 1:,.0f} steps; at most {MOST_STEPS:,}. Take longer ones.")
    return steps.astype(np.int64)


def windows(before: Floats, options: Options) -> tuple[Windows, int]:
    """The windows, and the step that they are counted from; before[t] is the share of all events before step t."""
    base = 0
    if options.prospective:
        base = max(before.size - 1 - options.longest, 0)
        base += int(np.searchsorted(before[base:], 1 - options.most_time * SLACK))
    share = before[base:] - before[base]
    return Windows(share, options.longest, options.most_time * SLACK, options.prospective), base


def columns(rows: Floats) -> tuple[Floats, Floats]:
    return np.ascontiguousarray(rows[:, 0]), np.ascontiguousarray(rows[:, 1])


def positions(order: Integers) -> Integers:
    """Where each row went when rows were taken in this order."""
    position = np.empty(order.size, dtype=np.int64)
    position[order] = np.arange(order.size)
    return position


def concluded(
    search: Search,
    sample: Sample,
    draw: Callable[[], Sample],
    options: Options,
    place: Integers,
    time: Integers,
    since: int,
) -> Scan:
    """Search, replicate, judge, and say it in the caller's rows and steps."""
    found = list(search.cylinders(sample, options.clusters))
    if not found:
        return Scan((), np.zeros(0), False)
    llr = np.array([cylinder.llr for cylinder in found])
    maxima = replicated(search, draw, found[0].llr, options.replications, options.stop_after)
    stopped = maxima.size < options.replications
    p, tail = p_values(llr, maxima, stopped), gumbel_tail(llr, maxima)
    every = options.every if options.prospective else np.nan
    said = [
        _said(cylinder, search.places, float(p[k]), float(tail[k]), every, place, time, since)
        for k, cylinder in enumerate(found)
    ]
    return Scan(tuple(said), maxima, stopped)


def _said(
    found: Cylinder, places: Places, p: float, tail: float, every: float, place: Integers, time: Integers, since: int
) -> Cluster:
    x, y = places.x[found.places], places.y[found.places]
    inside = np.zeros(places.x.size, dtype=bool)
    inside[found.places] = True
    return Cluster(
        x=float(x[0]),
        y=float(y[0]),
        radius=float(np.hypot(x - x[0], y - y[0]).max()),
        first=found.first + since,
        last=found.last + since,
        observed=found.count,
        expected=found.expected,
        ratio=found.count / found.expected,
        llr=found.llr,
        p_value=p,
        p_gumbel=tail,
        recurrence=every / p,
        events=np.flatnonzero(inside[place] & (time >= found.first) & (time <= found.last)),
    )
