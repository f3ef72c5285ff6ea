"""How the background rises and falls with the day of the week and the time of year, the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wardwise.methods.doors import Floats, Integers

YEAR = 365.2425


@dataclass(frozen=True)
class Trend:
    """Factors on the background, constant within a day; their mean over the fitted period is 1.

    `weekly` (7,) begins with Monday; `seasonal` (12,) are twelfths of the year from 1 January. Days are counted from
    1970-01-01.
    """

    weekly: Floats
    seasonal: Floats

    def factor(self, days: Floats) -> Floats:
        """The factor of the day on which each time falls."""
        return np.asarray(self.weekly[weekday(days)] * self.seasonal[twelfth(days)])

    def integral(self, start_day: float, end_day: float) -> float:
        """Days between two times, each counted by its factor."""
        days, lengths = whole_days(start_day, end_day)
        return float((self.factor(days) * lengths).sum())


FLAT = Trend(np.ones(7), np.ones(12))


def weekday(days: Floats) -> Integers:
    """Monday is 0; 1970-01-01 was a Thursday."""
    return (np.floor(days).astype(np.int64) + 3) % 7


def twelfth(days: Floats) -> Integers:
    return (np.floor(days) % YEAR / YEAR * 12).astype(np.int64)


def whole_days(start_day: float, end_day: float) -> tuple[Floats, Floats]:
    """The days that a period touches and how much of each it covers."""
    days = np.arange(np.floor(start_day), np.ceil(end_day), dtype=np.float64)
    return days, np.minimum(days + 1, end_day) - np.maximum(days, start_day)


def estimated(days: Floats, chance: Floats, period: tuple[float, float], *, weekly: bool, seasonal: bool) -> Trend:
    """Factors by which the background events gather on weekdays and in twelfths of the year, one given the other."""
    every, lengths = whole_days(*period)
    week, year = np.ones(7), np.ones(12)
    for _ in range(20 if weekly and seasonal else 1):
        if weekly:
            week = _factors(weekday(days), chance, weekday(every), lengths * year[twelfth(every)], 7)
        if seasonal:
            year = _factors(twelfth(days), chance, twelfth(every), lengths * week[weekday(every)], 12)
    level = (week[weekday(every)] * year[twelfth(every)] * lengths).sum() / (period[1] - period[0])
    return Trend(week / level, year)


def _factors(group: Integers, chance: Floats, groups: Integers, exposure: Floats, size: int) -> Floats:
    """Events over exposure in each group, in units of the whole; 1 where nothing was exposed."""
    held = np.bincount(group, chance, minlength=size)
    open_for = np.bincount(groups, exposure, minlength=size)
    rate = held.sum() / exposure.sum()
    return np.asarray(np.divide(held, open_for * rate, out=np.ones(size), where=open_for > 0))
