"""Neighbours drawn anew, for all places at once.

All places share the same draws of row numbers. Where a place weighs its neighbours alike, what a draw gives hangs on
no place: one sorted list of totals answers for every place with as many neighbours. A place that must not draw itself
(its own value is held) takes the spare number of each of the few draws it stands in instead.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from wardwise.methods.doors import Floats, Integers

CHUNK_BYTES = 32_000_000
EQUAL = 1e-9  # totals closer than this share of the largest count as equal: sums in another order differ by less
CROWDED = 8  # draws from fewer numbers than this times the square of their size come from shuffles, others by trying


def beyond(
    x: Floats, w: sparse.csr_array, total: Floats, *, holds_own: bool, replications: int, rng: np.random.Generator
) -> tuple[Integers, Integers]:
    """How many draws give each place its total or more, and its total or less.

    `holds_own`: the place itself is never drawn as its own neighbour. A place without neighbours gets all draws.
    Time: (replications + places) x log, where weights are alike; replications x weights elsewhere. Memory is bounded.
    """
    sizes = np.diff(w.indptr)
    high, low = np.full((2, x.size), replications, dtype=np.int64)
    spare = int(holds_own)
    drawn = numbers_drawn(x.size, int(sizes.max(initial=0)) + spare, replications, rng)
    slack = EQUAL * float((w @ np.abs(x)).max(initial=0))
    for k in sorted(set(sizes.tolist()) - {0}):
        rows = np.flatnonzero(sizes == k)
        share = w.data[w.indptr[rows][:, None] + np.arange(k)]
        is_even = (share == share[:, :1]).all(axis=1) & (share[:, 0] > 0)
        for some, count in ((is_even, evenly), (~is_even, weighing)):
            if some.any():
                high[rows[some]], low[rows[some]] = count(
                    x, rows[some], share[some], total[rows[some]], drawn[:, : k + spare], k, slack
                )
    return high, low


def evenly(
    x: Floats, rows: Integers, share: Floats, total: Floats, drawn: Integers, k: int, slack: float
) -> tuple[Integers, Integers]:
    """The counts of places that weigh their k neighbours alike."""
    sums = x[drawn[:, :k]].sum(axis=1)
    least, most = (total - slack) / share[:, 0], (total + slack) / share[:, 0]
    ordered = np.sort(sums)
    high = sums.size - np.searchsorted(ordered, least, side="left")
    low = np.searchsorted(ordered, most, side="right")
    if drawn.shape[1] > k:
        draw, place, at = drew_themselves(x.size, rows, drawn[:, :k])
        was = sums[draw]
        now = was - x[place] + x[drawn[draw, k]]
        np.add.at(high, at, (now >= least[at]).astype(np.int64) - (was >= least[at]))
        np.add.at(low, at, (now <= most[at]).astype(np.int64) - (was <= most[at]))
    return high, low


def weighing(
    x: Floats, rows: Integers, share: Floats, total: Floats, drawn: Integers, k: int, slack: float
) -> tuple[Integers, Integers]:
    """The counts of places that weigh their k neighbours each in its own way."""
    values = x[drawn[:, :k]].T
    high, low = np.zeros((2, rows.size), dtype=np.int64)
    at_once = max(1, CHUNK_BYTES // (8 * drawn.shape[0]))
    for start in range(0, rows.size, at_once):
        part = slice(start, start + at_once)
        chance = share[part] @ values
        if drawn.shape[1] > k:
            draw, place, at = drew_themselves(x.size, rows[part], drawn[:, :k])
            which = (drawn[draw, :k] == place[:, None]).argmax(axis=1)
            chance[at, draw] += share[part][at, which] * (x[drawn[draw, k]] - x[place])
        high[part] = np.count_nonzero(chance >= total[part, None] - slack, axis=1)
        low[part] = np.count_nonzero(chance <= total[part, None] + slack, axis=1)
    return high, low


def drew_themselves(places: int, rows: Integers, drawn: Integers) -> tuple[Integers, Integers, Integers]:
    """In which draw which of these places stands itself, and its number among them."""
    number = np.full(places, -1)
    number[rows] = np.arange(rows.size)
    draw, column = np.nonzero(number[drawn] >= 0)
    place = drawn[draw, column]
    return draw, place, number[place]


def numbers_drawn(population: int, size: int, replications: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Rows of `size` different numbers below `population`, every order as likely as any other."""
    size = min(size, population)
    if population <= CROWDED * size * size:
        return rng.permuted(np.tile(np.arange(population), (replications, 1)), axis=1)[:, :size]
    drawn = rng.integers(0, population, (replications, size))
    while (again := repeats(drawn)).any():
        drawn[again] = rng.integers(0, population, (int(again.sum()), size))
    return drawn


def repeats(drawn: Integers) -> NDArray[np.bool_]:
    ordered = np.sort(drawn, axis=1)
    return np.asarray((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
