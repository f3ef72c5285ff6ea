"""Past windows to learn from: what was known at their start, and what then came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wardwise.methods.doors import Floats, Integers
from wardwise.methods.forecasts.interface import Task, months_later
from wardwise.methods.forecasts.maps import History, Layers, Maps

MOST = 12
CHECKS = 4  # windows that are checked, at most
EARLIER = 2  # windows that must be left to learn from while checking
ROWS = 16_000  # cells and windows without events to learn from; with events twice as many
STEP = 28.0  # days; shorter horizons learn from windows of this length, which hold enough events
RUN_IN = 180.0  # days of history before the first window
SETTLED = 31.0  # days after a break before a window starts, if three such windows can be had
HALF_LIFE = 180.0  # days, of the weight of a window


@dataclass(frozen=True)
class Window:
    """One past window: what was known at its start, and what then came.

    Attributes
    ----------
    start, end : float
        First day, and first day after.
    cells : ndarray of int64
        The cells to learn from, drawn by chance: those with events first.
    stands_for : ndarray
        How many cells each of them stands for.
    maps : Maps
        Of these cells.
    everywhere : Maps or None
        Of all cells; kept for the windows that are checked.
    events : ndarray
        Target events in every cell.
    weight : float
        Of the window: older ones weigh less.
    """

    start: float
    end: float
    cells: Integers
    stands_for: Floats
    maps: Maps
    everywhere: Maps | None
    events: Floats
    weight: float


def spans(history: History, task: Task) -> list[tuple[float, float]]:
    """First day, and first day after, of each past window, the latest first."""
    found: list[tuple[float, float]] = []
    first = float(history.past.day[0])
    for k in range(MOST):
        if task.monthly:
            start = months_later(task.origin, -task.months - k)
            end = months_later(start, task.months)
        else:
            end = task.origin - STEP * k
            start = end - max(task.days, STEP)
        settled = start >= history.break_day + SETTLED or history.break_day > task.origin
        if start < first + RUN_IN or (not settled and len(found) >= 3):
            break
        found.append((start, end))
    return found


def learn_from(history: History, task: Task, rng: np.random.Generator, *, check: bool = False) -> list[Window]:
    """The windows with an event in them, the latest first; `check` keeps all maps of those that can be checked."""
    counted = [(start, end, history.counts(start, end)) for start, end in spans(history, task)]
    counted = [one for one in counted if one[2].any()]
    checked = to_check([(start, end) for start, end, _ in counted]) if check else []
    found = []
    for start, end, events in counted[::-1]:  # the earliest first: what was counted for one serves the next
        layers = history.layers(start)
        cells, stands_for = drawn(layers, events, ROWS / len(counted), rng)
        weight = float(0.5 ** ((task.origin - end) / HALF_LIFE))
        everywhere = layers.everywhere() if (start, end) in checked else None
        found.append(Window(start, end, cells, stands_for, layers.at(cells), everywhere, events, weight))
    return found[::-1]


def drawn(layers: Layers, events: Floats, size: float, rng: np.random.Generator) -> tuple[Integers, Floats]:
    """Cells to learn from, and how many each stands for: most with events, others the rather the more may come."""
    shares = layers.shares
    likely = shares["target 365d 0m"] + shares["target 365d 1000m"] + shares["points 200m"]
    chance = np.minimum(1.0, size * (0.25 * likely + 0.25 / likely.size))
    chance[events > 0] = np.maximum(chance[events > 0], 2 * size / (events > 0).sum())
    chance = np.minimum(chance, 1.0)
    cells = np.flatnonzero(rng.random(likely.size) < chance)
    return cells, 1 / chance[cells].astype(np.float64)


def to_check(found: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The latest windows that do not overlap and leave two earlier ones to learn from."""
    chosen: list[tuple[float, float]] = []
    for start, end in found:
        apart = not chosen or end <= chosen[-1][0]
        earlier = sum(other <= start for _, other in found)
        if len(chosen) < CHECKS and apart and earlier >= EARLIER:
            chosen.append((start, end))
    return chosen


def expected_total(history: History, task: Task) -> float:
    """How many target events to expect: the recent rate, half forgotten every 90 days, over the window's days."""
    past = history.past
    fading = np.log(2) / 90.0
    inside = past.target & (history.cell >= 0) & (past.day < task.origin)
    middle = 15.0 if task.monthly else 0.5  # of the month or day that an event's date stands for
    age = np.maximum(task.origin - past.day[inside] - middle, 0.0)
    length = max(task.origin - float(past.day[0]), 1.0)
    rate = np.exp(-fading * age).sum() * fading / -np.expm1(-fading * length)
    return float(max(rate * task.days, 1e-6))
