"""How incidents come about: a self-exciting process in space and time.

Background events come at each place at its own rate. Each event then sets off, on average, `repeats` further events
of its category, some at the very same place, the rest near it, within weeks: repeats and near repeats. Those set off
others in turn. The published record keeps of all this only the month and the nearest map point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wardwise.demo.land import Floats, Ints

SAME_PLACE_SHARE = 0.4
NEAR_SCALE_M = 70.0  # Rayleigh: nearly all near repeats fall within 200 m
LAG_DAYS = 10.0  # exponential
SPREAD_AT_A_POINT_M = 20.0


@dataclass(frozen=True)
class Events:
    """What happened: time in days from the start, true place in metres, category, the parent's index or -1."""

    day: Floats
    easting: Floats
    northing: Floats
    category: Ints
    parent: Ints

    def __len__(self) -> int:
        return len(self.day)

    def take(self, keep: NDArray[np.bool_]) -> Events:
        """Some of the events; the parents keep the numbering of the whole."""
        return Events(self.day[keep], self.easting[keep], self.northing[keep], self.category[keep], self.parent[keep])


def background(
    expected: Floats, easting: Floats, northing: Floats, starts: Floats, category: int, rng: np.random.Generator
) -> Events:
    """Events that nothing set off. `expected` by place and month; `starts` are the months' first days and the end."""
    counts = rng.poisson(expected)
    place, month = np.nonzero(counts)
    times = counts[place, month]
    place, month = np.repeat(place, times), np.repeat(month, times)
    day = starts[month] + rng.random(len(place)) * (starts[month + 1] - starts[month])
    spread = rng.normal(0, SPREAD_AT_A_POINT_M, (2, len(place)))
    return Events(
        day,
        easting[place] + spread[0],
        northing[place] + spread[1],
        np.full(len(place), category, dtype=np.int64),
        np.full(len(place), -1, dtype=np.int64),
    )


def excite(first: Events, repeats: Floats, end: float, rng: np.random.Generator) -> Events:
    """Add what the events set off, generation by generation, until the end of the period or until nothing follows."""
    generations, parents, numbered = [first], first, 0
    while len(parents):
        children = offspring(parents, numbered, repeats, rng)
        numbered += len(parents)
        parents = children.take(children.day < end)
        generations.append(parents)
    return join(generations)


def offspring(parents: Events, numbered: int, repeats: Floats, rng: np.random.Generator) -> Events:
    """The next generation; `numbered` is the index of the first parent."""
    index = np.repeat(np.arange(len(parents)), rng.poisson(repeats[parents.category]))
    count = len(index)
    away_m = rng.rayleigh(NEAR_SCALE_M, count) * (rng.random(count) >= SAME_PLACE_SHARE)
    angle = rng.uniform(0, 2 * np.pi, count)
    return Events(
        parents.day[index] + rng.exponential(LAG_DAYS, count),
        parents.easting[index] + away_m * np.cos(angle),
        parents.northing[index] + away_m * np.sin(angle),
        parents.category[index],
        (index + numbered).astype(np.int64),
    )


def join(parts: list[Events]) -> Events:
    return Events(
        np.concatenate([part.day for part in parts]),
        np.concatenate([part.easting for part in parts]),
        np.concatenate([part.northing for part in parts]),
        np.concatenate([part.category for part in parts]),
        np.concatenate([part.parent for part in parts]),
    )


def clustered_counts(mean: Floats, repeats: float, rng: np.random.Generator, size: int) -> Ints:
    """Totals of such a process over a long window, without place or time: `size` draws of each mean.

    Their variance is mean / (1 - repeats) ** 2: more than Poisson's. For trying out intervals on many towns quickly.
    """
    generation = rng.poisson(mean * (1 - repeats), (size, *np.shape(mean)))
    total = generation.copy()
    while generation.any():
        generation = rng.poisson(generation * repeats)
        total += generation
    return total
