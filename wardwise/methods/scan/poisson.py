"""Is a place busier for a while than the people or homes in it explain?

Kulldorff (1997), doi:10.1080/03610929708831995; Kulldorff (2001), doi:10.1111/1467-985X.00186.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.scan.clusters import (
    MOST_STEPS,
    SLACK,
    Options,
    Scan,
    columns,
    concluded,
    positions,
    whole_steps,
    windows,
)
from wardwise.methods.scan.cylinders import Sample, Search, sorted_places


def scan_poisson(
    place: ArrayLike,
    time: ArrayLike,
    *,
    x: ArrayLike,
    y: ArrayLike,
    population: ArrayLike,
    steps: tuple[int, int],
    radius: float,
    longest: int,
    rng: np.random.Generator,
    step_weights: ArrayLike | None = None,
    replications: int = 999,
    prospective: bool = True,
    most_population: float = 0.5,
    most_time: float = 0.5,
    fewest: int = 2,
    clusters: int = 5,
    stop_after: int | None = 50,
    every: float = 1.0,
) -> Scan:
    """Did more happen somewhere for a while than its people (or homes, or usual count) would lead us to expect?

    Use it when what is at risk is known: homes for burglary, residents for violence at home. It finds places that
    are always high as well as sudden ones. **Do not** use it with residents where visitors are at risk (town
    centres), nor where events come in bursts everywhere: its null is independent events, and bursts make its p too
    small. Then `scan_permutation` over whole weeks is the better question.

    Parameters
    ----------
    place : array_like of int, shape (n,)
        For each event the row of its place in x, y and population.
    time : array_like of whole numbers, shape (n,)
        Steps, within `steps`.
    x, y, population : array_like of float, shape (places,)
        Where the places are, and what is at risk there, 0 or more. A place with 0 may not have events.
    steps : (int, int)
        First and last step of the study, whether or not anything happened then.
    step_weights : array_like of float, shape (last - first + 1,), optional
        How busy each step usually is, above 0; all alike if left out.
    most_population : float
        No circle may hold more than this share of the population.
    radius, longest, rng, replications, prospective, most_time, fewest, clusters, stop_after, every
        As in `scan_permutation`; `most_time` limits the share of the steps' weights.

    Returns
    -------
    Scan

    Raises
    ------
    ValueError
        As `scan_permutation`, and if a place is unknown, a time lies outside `steps`, an event has no population, or
        all the population is 0.

    Notes
    -----
    As `scan_permutation` with m = N x (population in the circle) / (all) x (weight of the window) / (all), and
    replications that deal N events out to places and steps by those shares.

    References
    ----------
    Kulldorff (1997), doi:10.1080/03610929708831995, section 3.1; Kulldorff (2001), doi:10.1111/1467-985X.00186,
    section 3.

    Examples
    --------
    Two of ten equal places with two events each in ten weeks, the first with five more in the last week.

    >>> found = scan_poisson([0, 0, 1, 1, 0, 0, 0, 0, 0], [1, 5, 2, 8, 9, 9, 9, 9, 9], x=np.arange(10) * 500.0,
    ...                      y=np.zeros(10), population=np.full(10, 100), steps=(0, 9), radius=1_000, longest=3,
    ...                      rng=np.random.default_rng(1), replications=99).clusters[0]
    >>> found.x, found.first, found.observed, round(found.expected, 2), found.p_value
    (0.0, 9, 5, 0.09, 0.01)
    """
    options = Options(
        radius,
        longest,
        rng,
        replications,
        prospective,
        most_population,
        most_time,
        fewest,
        clusters,
        stop_after,
        every,
    )
    row, when = doors.counts("place", place), whole_steps("time", time)
    sites = doors.numbers("x", x), doors.numbers("y", y)
    people = doors.numbers("population", population, at_least=0)
    doors.same_length(place=row, time=when)
    doors.same_length(x=sites[0], y=sites[1], population=people)
    first = steps[0]
    weights = _weights(step_weights, steps)
    _check_events(row, when, people, steps)
    n, lived_in = row.size, people > 0
    if n == 0:
        return Scan((), np.zeros(0), False)
    spot, merged = np.unique(np.column_stack(sites)[lived_in], axis=0, return_inverse=True)
    weight = np.bincount(merged.ravel(), people[lived_in]) * (n / people.sum())
    ordered, order = sorted_places(*columns(spot), weight, radius, most_population * n * SLACK)
    of_row = np.zeros(people.size, dtype=np.int64)
    of_row[lived_in] = positions(order)[merged.ravel()]
    before = np.append(0, np.cumsum(weights)) / weights.sum()
    looked_at, base = windows(before, options)
    cumulated = np.cumsum(ordered.weight) / ordered.weight.sum()

    def sample(places: Integers, times: Integers) -> Sample:
        kept = times >= 0
        at, times = places[kept], times[kept]
        by_place = np.argsort(at, kind="stable")
        return Sample(np.searchsorted(at[by_place], np.arange(order.size + 1)), times[by_place].astype(np.int32))

    def draw() -> Sample:
        return sample(_drawn(cumulated, n, rng), _drawn(before[1:], n, rng) - base)

    search = Search(ordered, looked_at, float(n), fewest)
    place_of, time_of = of_row[row], when - first - base
    return concluded(search, sample(place_of, time_of), draw, options, place_of, time_of, first + base)


def _weights(step_weights: ArrayLike | None, steps: tuple[int, int]) -> Floats:
    count = steps[1] - steps[0] + 1
    if not 1 <= count <= MOST_STEPS:
        raise ValueError(f"steps must be the first and the last one, at most {MOST_STEPS:,} of them: {steps}.")
    weights = np.ones(count) if step_weights is None else doors.numbers("step_weights", step_weights)
    if weights.size != count or weights.min() <= 0:
        raise ValueError(f"step_weights must be {count:,} numbers above 0, one for each step.")
    return weights


def _check_events(row: Integers, when: Integers, people: Floats, steps: tuple[int, int]) -> None:
    if unknown := int((row >= people.size).sum()):
        raise ValueError(f"place is no row of population in {unknown:,} of {row.size:,} rows.")
    if outside := int(((when < steps[0]) | (when > steps[1])).sum()):
        raise ValueError(f"time lies outside steps {steps} in {outside:,} of {when.size:,} rows.")
    if empty := int((people[row] == 0).sum()):
        raise ValueError(f"population is 0 where {empty:,} of {row.size:,} events happened.")


def _drawn(cumulated: Floats, size: int, rng: np.random.Generator) -> Integers:
    drawn = np.searchsorted(cumulated, rng.random(size), side="right")
    return np.minimum(drawn, cumulated.size - 1).astype(np.int64)
