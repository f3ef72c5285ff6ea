"""Making self-exciting events up: background events, and the events that each brings in its turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.hawkes.area import StudyArea

GENERATIONS = 1000


@dataclass(frozen=True)
class Simulated:
    """Made events in order of time; arrays have shape (n,).

    `parent` is the row of the event that brought it, -1 for a background event or one whose parent was not kept;
    `generation` is 0 for the background.
    """

    x: Floats
    y: Floats
    days: Floats
    parent: Integers
    generation: Integers


def branch(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    *,
    theta: float,
    omega_per_day: float,
    sigma_m: float,
    rng: np.random.Generator,
    end_day: float = np.inf,
    area: StudyArea | None = None,
) -> Simulated:
    """What would follow from these events, if each brought others?

    Use it to make data with a known truth, and to see how far chance alone makes clusters differ. Do not use it as a
    forecast (`expected_counts` gives the mean of all such futures at once).

    Parameters
    ----------
    x, y, days : array_like of float, shape (n,)
        Background events: metres, and days.
    theta : float
        Events that each event brings directly, on average: 0 or more, below 1 unless `end_day` is given.
    omega_per_day : float
        1 / the mean delay in days, above 0.
    sigma_m : float
        Standard deviation of the distance east and north, in metres, above 0.
    rng : numpy.random.Generator
        Where chance comes from.
    end_day : float
        Nothing is kept, or brings anything, after this day.
    area : StudyArea, optional
        Nothing outside is kept; what lies outside may still bring events inside.

    Returns
    -------
    Simulated
        The background events and all that followed.

    Raises
    ------
    ValueError
        If a value is missing or a number is out of its range, or the events would never end.

    Notes
    -----
    Each event has a Poisson number of children with mean theta, at exponential delays and normal distances. With
    theta below 1 and no end, n background events lead to n / (1 - theta) in all on average, with variance
    n theta / (1 - theta)^3. Linear in what is made.

    References
    ----------
    Hawkes and Oakes (1974), doi:10.2307/3212693, the cluster representation; Harris (1963), The Theory of Branching
    Processes, for the total progeny.

    Examples
    --------
    >>> start = np.zeros(10_000)
    >>> made = branch(start, start, start, theta=0.5, omega_per_day=1, sigma_m=10, rng=np.random.default_rng(1))
    >>> 19_000 < made.x.size < 21_000
    True
    """
    px, py, pt = doors.numbers("x", x), doors.numbers("y", y), doors.numbers("days", days)
    doors.same_length(x=px, y=py, days=pt)
    _check_numbers(theta, omega_per_day, sigma_m, end_day)
    family = [(px, py, pt, np.full(px.size, -1, dtype=np.int64))]
    first = 0
    while family[-1][0].size and len(family) < GENERATIONS:
        gx, gy, gt, _ = family[-1]
        parent = np.repeat(np.arange(gx.size), rng.poisson(theta, gx.size))
        delay = rng.exponential(1 / omega_per_day, parent.size)
        step = rng.normal(0.0, sigma_m, (2, parent.size))
        kept = gt[parent] + delay <= end_day
        parent, delay, step = parent[kept], delay[kept], step[:, kept]
        family.append((gx[parent] + step[0], gy[parent] + step[1], gt[parent] + delay, parent + first))
        first += gx.size
    return _in_order_of_time(family, end_day, area)


def _check_numbers(theta: float, omega_per_day: float, sigma_m: float, end_day: float) -> None:
    if not (np.isfinite(theta) and theta >= 0):
        raise ValueError(f"theta must be 0 or more, not {theta!r}.")
    if theta >= 1 and not np.isfinite(end_day):
        raise ValueError("theta must be below 1 unless end_day is given: the events would never end.")
    for name, value in (("omega_per_day", omega_per_day), ("sigma_m", sigma_m)):
        if not (np.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be above 0, not {value!r}.")


def _in_order_of_time(
    family: list[tuple[Floats, Floats, Floats, Integers]], end_day: float, area: StudyArea | None
) -> Simulated:
    x, y, days = (np.concatenate([part[k] for part in family]) for k in range(3))
    parent = np.concatenate([part[3] for part in family])
    generation = np.repeat(np.arange(len(family)), [part[0].size for part in family])
    kept = days <= end_day
    if area is not None:
        kept &= area.contains(x, y)
    rows = np.flatnonzero(kept)
    rows = rows[np.argsort(days[rows], kind="stable")]
    place = np.full(x.size + 1, -1, dtype=np.int64)  # the last one is for those without a parent
    place[rows] = np.arange(rows.size)
    return Simulated(x[rows], y[rows], days[rows], place[parent[rows]], generation[rows])
