"""Is a place busier for a while than it usually is?

Kulldorff, Heffernan, Hartman et al. (2005), doi:10.1371/journal.pmed.0020059.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors
from wardwise.methods.doors import Integers
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


def scan_permutation(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    *,
    radius: float,
    longest: int,
    rng: np.random.Generator,
    replications: int = 999,
    prospective: bool = True,
    now: int | None = None,
    most_events: float = 0.5,
    most_time: float = 0.5,
    fewest: int = 2,
    clusters: int = 5,
    stop_after: int | None = 50,
    every: float = 1.0,
) -> Scan:
    """Did more happen somewhere for a while than the place and the time would each lead us to expect?

    Use it when only the events are known, not how many people or homes there are: it asks for a place that is
    busier *now than it usually is*, and a rise everywhere or a place that is always busy is no cluster. **Do not**
    use it where the map itself changed in the period (homes built, map points moved): that looks like a cluster. It
    finds circles, not streets.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Metres (or any unit). Many different places cost time: round them to the middles of cells first.
    time : array_like of whole numbers, shape (n,)
        Steps: days, weeks or months, counted from any day.
    radius : float
        The largest circle, above 0; may be infinite.
    longest : int
        The longest window in steps, 1 or more.
    rng : numpy.random.Generator
        Where chance comes from.
    replications : int
        Shuffles, 0 or more; with 0 all p are 1.
    prospective : bool
        Only windows that last until `now`: is something going on? Otherwise any window: when was something going on?
    now : int, optional
        The last step of the data, if that is after the last event.
    most_events, most_time : float
        No circle may hold more than this share of all events, no window more than this share; above 0 to 1.
    fewest : int
        A cluster has at least so many events, 1 or more.
    clusters : int
        Look for so many at most.
    stop_after : int or None
        Stop shuffling when so many have reached the first cluster's value: its p is then clearly not small.
    every : float
        Steps from one such analysis to the next, for `recurrence`.

    Returns
    -------
    Scan

    Raises
    ------
    ValueError
        If a value is missing (with the number of rows), lengths differ, times are no whole numbers or span more than
        20,000 steps, or an option is out of its range.

    Notes
    -----
    For c events among N in a cylinder, expected m = (events in the circle) x (events in the window) / N, the value is
    c ln(c/m) + (N - c) ln((N - c)/(N - m)) where c > m. Circles are centred on the places and grow from place to
    place; places equally far enter together. Replications deal the times out anew to the places; p compares with
    the largest value of each, so all the cylinders looked at are accounted for, and later clusters are judged too
    strictly rather than too kindly. Stopped early, p = r / l after l replications (Besag and Clifford).

    Cost: the neighbours are put in order once, (places) x (neighbours) x log; a search looks at each neighbour that
    has events in question and only at windows that gained one, and takes a logarithm only for a cylinder that beats
    the bar set by the best so far. Memory: 12 bytes a neighbour, at most about 200 MB at once.

    References
    ----------
    Kulldorff, Heffernan, Hartman et al. (2005), doi:10.1371/journal.pmed.0020059, "The space-time permutation scan
    statistic"; Besag and Clifford (1991), doi:10.1093/biomet/78.2.301, section 2; Abrams, Kleinman and Kulldorff
    (2010), doi:10.1186/1476-072X-9-61, for the Gumbel tail.

    Examples
    --------
    One event a week at each of nine places; at the last, four more in the last two days.

    >>> where = np.append(np.tile(np.arange(9), 10), [8, 8, 8, 8])
    >>> when = np.append(np.repeat(np.arange(10) * 7, 9), [62, 62, 63, 63])
    >>> found = scan_permutation(where * 100.0, where * 0.0, when, radius=150, longest=7,
    ...                          rng=np.random.default_rng(1), replications=99).clusters[0]
    >>> found.x, found.first, found.observed, round(found.expected, 3), found.p_value
    (800.0, 62, 5, 1.936, 0.17)
    """
    places = doors.numbers("x", x), doors.numbers("y", y)
    steps = whole_steps("time", time)
    doors.same_length(x=places[0], y=places[1], time=steps)
    options = Options(
        radius, longest, rng, replications, prospective, most_events, most_time, fewest, clusters, stop_after, every
    )
    n = steps.size
    if n == 0:
        return Scan((), np.zeros(0), False)
    first, last = int(steps.min()), int(steps.max()) if now is None else now
    if last < steps.max() or last - first >= MOST_STEPS:
        raise ValueError(f"now must not lie before the last event, nor {MOST_STEPS:,} steps after the first: {now}.")
    spot, row = np.unique(np.column_stack(places), axis=0, return_inverse=True)
    held = np.bincount(row.ravel()).astype(np.float64)
    ordered, order = sorted_places(*columns(spot), held, radius, most_events * n * SLACK)
    place = positions(order)[row.ravel()]
    before = np.append(0, np.cumsum(np.bincount(steps - first, minlength=last - first + 1))) / n
    looked_at, base = windows(before, options)
    time_of = steps - first - base
    by_place = np.argsort(place, kind="stable")
    offsets = np.searchsorted(place[by_place], np.arange(order.size + 1))

    def sample(times: Integers) -> Sample:
        kept = times >= 0
        return Sample(np.append(0, np.cumsum(kept))[offsets], times[kept].astype(np.int32))

    as_it_was = time_of[by_place]
    search = Search(ordered, looked_at, float(n), fewest)
    return concluded(
        search, sample(as_it_was), lambda: sample(rng.permutation(as_it_was)), options, place, time_of, first + base
    )
