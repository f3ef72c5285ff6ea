"""On which day and in which hours does a patrol turn up, so that nobody can foretell it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Integers

CHOICES = 32  # draws per hot spot, of which the one at the quietest times is taken
FRESH_STARTS = 200


@dataclass(frozen=True)
class Schedule:
    """Visits to hot spots over days and times of day.

    `visits` (days, hot spots, slots) is true where one is planned; `load` (days, slots) how many fall together;
    `repeated_share` the share of visits at the same time as one at the same place the day before, and
    `repeated_by_chance` what a free draw would give: the nearer the two, the less can be foretold.
    """

    visits: NDArray[np.bool_]
    load: Integers
    repeated_share: float
    repeated_by_chance: float


def visit_schedule(
    hot_spots: int,
    *,
    days: int,
    slots: int,
    visits_a_day: int,
    at_once: int,
    apart: int = 1,
    rng: np.random.Generator,
) -> Schedule:
    """When should each hot spot be visited, at times nobody can learn?

    Use it to plan short, unforeseeable visits to each hot spot. Do not use it to choose on which days a hot spot is
    patrolled at all if that is to be evaluated; that needs a design fixed beforehand. What is planned is not what is
    delivered: record the minutes.

    Parameters
    ----------
    hot_spots : int
        How many there are, 1 or more.
    days : int
        How many days to plan.
    slots : int
        Into how many times of day the patrols' hours are cut: 12 for twelve hours by the hour.
    visits_a_day : int
        Visits to each hot spot on each day.
    at_once : int
        How many visits the patrols on duty can make in one slot.
    apart : int
        Least number of slots from one visit to the next at the same place: 2 with slots of an hour for two hours.
    rng : numpy.random.Generator
        The source of chance. Keep the seed with the plan, but away from those who could pass it on.

    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        If a number is below 1, the visits do not fit into the day, or they outnumber what the patrols can make.

    Notes
    -----
    Day by day, hot spots in random order; each draws 32 sets of times, every set that keeps `apart` as likely as
    any other, and takes the one in the quietest slots. A day that does not come out within `at_once` is drawn
    afresh, up to 200 times; with less than about a tenth to spare that may not suffice and is then said. O(days
    times visits).

    References
    ----------
    Koper (1995), doi:10.1080/07418829500096231, for short visits at unforeseeable times; Sherman and Weisburd
    (1995), doi:10.1080/07418829500096241.

    Examples
    --------
    >>> plan = visit_schedule(20, days=7, slots=12, visits_a_day=3, at_once=6, apart=2, rng=np.random.default_rng(1))
    >>> plan.visits.sum(axis=2).min(), plan.visits.sum(axis=2).max(), int(plan.load.max()) <= 6
    (np.int64(3), np.int64(3), True)
    """
    _check(hot_spots, days, slots, visits_a_day, at_once, apart)
    visits = np.stack([_day(hot_spots, slots, visits_a_day, at_once, apart, rng) for _ in range(days)])
    again = (visits[1:] & visits[:-1]).sum() / visits[1:].sum() if days > 1 else float("nan")
    return Schedule(visits, visits.sum(axis=1), float(again), visits_a_day / slots)


def _check(hot_spots: int, days: int, slots: int, visits_a_day: int, at_once: int, apart: int) -> None:
    numbers = {
        "hot_spots": hot_spots,
        "days": days,
        "slots": slots,
        "visits_a_day": visits_a_day,
        "at_once": at_once,
        "apart": apart,
    }
    for name, number in numbers.items():
        if number != int(number) or number < 1:
            raise ValueError(f"{name} must be a whole number, 1 or more, not {number!r}.")
    if (visits_a_day - 1) * apart + 1 > slots:
        raise ValueError(f"{visits_a_day} visits, {apart} slots apart, do not fit into a day of {slots} slots.")
    if hot_spots * visits_a_day > slots * at_once:
        raise ValueError(
            f"{hot_spots * visits_a_day:,} visits a day are more than the {slots * at_once:,} that can be made."
        )


def _day(
    hot_spots: int, slots: int, visits_a_day: int, at_once: int, apart: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    for _ in range(FRESH_STARTS):
        load = np.zeros(slots, dtype=np.int64)
        day = np.zeros((hot_spots, slots), dtype=np.bool_)
        for spot in rng.permutation(hot_spots):
            times = _spaced(slots, visits_a_day, apart, rng)
            times = times[(load[times] ** 3).sum(axis=1).argmin()]
            load[times] += 1
            if load[times].max() > at_once:
                break
            day[spot, times] = True
        else:
            return day
    raise ValueError(
        "No plan was found that keeps within what the patrols can make at once. Allow more at once, fewer visits a "
        "day, or less time between them."
    )


def _spaced(slots: int, visits: int, apart: int, rng: np.random.Generator) -> Integers:
    """Sets of times with at least `apart` from one to the next, all such sets equally likely, one a row."""
    free = slots - (visits - 1) * (apart - 1)
    drawn = np.sort(rng.random((CHOICES, free)).argsort(axis=1)[:, :visits], axis=1)
    return drawn + (apart - 1) * np.arange(visits)
