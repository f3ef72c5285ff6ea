"""At which hours of the week do things happen, when all we know is between when and when?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers

Moments = NDArray[np.datetime64]

HOUR, WEEK = 3600, 168
MONDAY_S = 4 * 24 * HOUR  # 1970-01-05, the first Monday after the epoch


@dataclass(frozen=True)
class Clock:
    """When a civil clock changes: `changes` (k,) in UTC, rising; `offset_s` (k + 1,) seconds ahead of UTC before,
    between and after them."""

    changes: Moments
    offset_s: Integers


@dataclass(frozen=True)
class WeekSurface:
    """Expected number of events in each hour of the week.

    `counts` has shape (7, 24), Monday first, midnight to 1 first; its sum is the number of events (of their weights).
    `pinned` is how many events lie within one clock hour, so that nothing was shared out; `vague` how many could have
    happened in any hour of the week.
    """

    counts: Floats
    events: int
    pinned: int
    vague: int


def british_clock(first_year: int, last_year: int) -> Clock:
    """When do the clocks change in the United Kingdom? At 01:00 UTC on the last Sundays of March and October.

    Parameters
    ----------
    first_year, last_year : int
        1996 or later: before that the rule was another.

    Returns
    -------
    Clock
        Two changes a year.

    Raises
    ------
    ValueError
        If a year is before 1996 or the last before the first.

    References
    ----------
    Summer Time Act 1972, section 1, as amended in 2002 (SI 2002/262).

    Examples
    --------
    >>> british_clock(2023, 2023).changes.astype(str).tolist()
    ['2023-03-26T01:00:00', '2023-10-29T01:00:00']
    """
    if not 1996 <= first_year <= last_year:
        raise ValueError(f"years must run from 1996 or later, not from {first_year} to {last_year}.")
    ends = [np.datetime64(f"{y}-{m}-31", "D") for y in range(first_year, last_year + 1) for m in ("03", "10")]
    sundays = [day - (day.astype(np.int64) + 4) % 7 for day in ends]  # day 3 of the epoch was a Sunday
    changes = np.array([day.astype("datetime64[s]") + HOUR for day in sundays], dtype="datetime64[s]")
    return Clock(changes, np.append(np.tile([0, HOUR], len(ends) // 2), 0).astype(np.int64))


def hour_of_week(
    start: ArrayLike, end: ArrayLike, *, weights: ArrayLike | None = None, clock: Clock | None = None
) -> WeekSurface:
    """At which hours of the week do events happen that are known only as "between then and then"?

    Use it for burglary, vehicle crime and damage, which are found hours later. Do not use it to time one event, nor
    for windows that mostly run over several days: they add a flat floor which says nothing (`vague` counts the
    worst). The surface is smoother than the truth, since each event is spread over its window; a peak in it is
    where many windows overlap. Places left alone for long look like night and weekend offences.

    Parameters
    ----------
    start, end : array_like of datetime64[s], shape (n,)
        The earliest and the latest moment at which each event can have happened. Equal for a known moment.
    weights : array_like of float, shape (n,), optional
        0 or more. 1 if not given.
    clock : Clock, optional
        Without it `start` and `end` are civil times as a clock on the wall shows them, and a window in which the
        clocks change is taken as the clock shows it, an hour too long or too short. With it they are UTC, windows are
        as long as they were, and hours are those of the civil clock (see `british_clock`).

    Returns
    -------
    WeekSurface
        Expected events by day and hour.

    Raises
    ------
    ValueError
        If a time is missing, lengths differ, or an end lies before its start, with the number of rows.

    Notes
    -----
    Every moment of a window is equally likely: an hour gets the share of the window that it covers, to the second,
    windows of more than a week going round. A window ends just before `end`, so 22:00 to 23:00 is the one hour 22.
    Time and memory are linear in n, whatever the windows' length.

    References
    ----------
    Ratcliffe and McCullagh (1998), doi:10.1080/136588198241644; Ratcliffe (2002), doi:10.1023/A:1013240828824
    (the aoristic value of a search block).

    Examples
    --------
    Out from 22:30 on a Friday to 01:30: half of 3 hours' thirds in the first and the last hour.

    >>> week = hour_of_week(["2023-06-02T22:30"], ["2023-06-03T01:30"])
    >>> week.counts[4, 22:].round(3).tolist(), week.counts[5, :2].round(3).tolist()
    ([0.167, 0.333], [0.333, 0.167])
    """
    first, last, weight = _checked(start, end, weights)
    events = first.size
    length = last - first
    vague = int((length >= WEEK * HOUR).sum())
    # Civil clocks are ahead of UTC by whole hours here, so this holds in either.
    pinned = int((first // HOUR == np.maximum(last - 1, first) // HOUR).sum())
    offset = np.zeros(events, dtype=np.int64)
    if clock is not None:
        first, last, weight, offset = _cut_at_changes(first, last, weight, clock)
    counts = _shared_out(first + offset, last + offset, weight)
    return WeekSurface(counts.reshape(7, 24), events, pinned, vague)


def _shared_out(first: Integers, last: Integers, weight: Floats) -> Floats:
    """Sums over the week's hours; times are civil seconds."""
    length = last - first
    at = (first - MONDAY_S) % (WEEK * HOUR)  # seconds since Monday 00:00
    a_moment = length == 0
    per_s = np.divide(weight, length, out=np.zeros(weight.size), where=~a_moment)
    weeks, rest = np.divmod(length, WEEK * HOUR)
    until = at + rest  # may run into the week after
    begins, ends = at // HOUR, until // HOUR
    is_within = begins == ends
    in_first = np.where(is_within, rest, (begins + 1) * HOUR - at) * per_s
    in_last = np.where(is_within, 0, until - ends * HOUR) * per_s
    week = _summed(begins, np.where(a_moment, weight, in_first)) + _summed(ends, in_last)
    # Whole hours between: a running sum of what begins and ends. What cancels must not leave less than nothing.
    hourly = np.where(is_within, 0, per_s * HOUR)
    full = _summed(begins + 1, hourly) - _summed(np.maximum(ends, begins + 1), hourly)
    whole = np.cumsum(full)
    weeks_long = week + np.where(whole > 1e-12 * weight.sum(), whole, 0)
    counts = weeks_long[:WEEK] + weeks_long[WEEK : 2 * WEEK] + float((per_s * weeks).sum() * HOUR)
    counts[0] += weeks_long[2 * WEEK]
    return counts


def _summed(hours: Integers, shares: Floats) -> Floats:
    """Sums by hour over two weeks; a window that begins late in one may end late in the next."""
    return np.bincount(hours, shares, 2 * WEEK + 2).astype(np.float64)


def _cut_at_changes(
    first: Integers, last: Integers, weight: Floats, clock: Clock
) -> tuple[Integers, Integers, Floats, Integers]:
    """Windows cut where the clock changes, each part with its share of the weight and its own offset."""
    changes = np.asarray(clock.changes, dtype="datetime64[s]").astype(np.int64)
    offsets = np.asarray(clock.offset_s, dtype=np.int64)
    if offsets.size != changes.size + 1 or np.any(np.diff(changes) <= 0):
        raise ValueError("clock: changes must rise, and there must be one offset more than changes.")
    before = np.searchsorted(changes, first, side="right")
    after = np.searchsorted(changes, last, side="left")
    parts = np.maximum(after - before, 0) + 1
    row = np.repeat(np.arange(first.size), parts)
    number = before[row] + np.arange(row.size) - np.repeat(np.cumsum(parts) - parts, parts)
    starts = np.concatenate([[np.iinfo(np.int64).min], changes])
    ends = np.concatenate([changes, [np.iinfo(np.int64).max]])
    begins, until = np.maximum(first[row], starts[number]), np.minimum(last[row], ends[number])
    length = (last - first)[row]
    share = np.divide(until - begins, length, out=np.ones(row.size), where=length > 0)
    return begins, until, weight[row] * share, offsets[number]


def _checked(start: ArrayLike, end: ArrayLike, weights: ArrayLike | None) -> tuple[Integers, Integers, Floats]:
    first, last = (np.asarray(moments, dtype="datetime64[s]") for moments in (start, end))
    for name, moments in (("start", first), ("end", last)):
        if moments.ndim != 1:
            raise ValueError(f"{name} must be one row of times, not an array of shape {moments.shape}.")
        if missing := int(np.isnat(moments).sum()):
            raise ValueError(f"{name} is missing in {missing:,} of {moments.size:,} rows.")
    weight = np.ones(first.size) if weights is None else doors.numbers("weights", weights, at_least=0)
    doors.same_length(start=first, end=last, weights=weight)
    if turned := int((last < first).sum()):
        raise ValueError(f"end lies before start in {turned:,} of {first.size:,} rows.")
    return first.astype(np.int64), last.astype(np.int64), weight
