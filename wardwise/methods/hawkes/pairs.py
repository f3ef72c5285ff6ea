"""Which earlier events stand near each event, in space and time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Floats, Integers
from wardwise.methods.hawkes import kernels

AROUND = [(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)]


@dataclass(frozen=True)
class NearPairs:
    """Pairs of a later event and an earlier one within reach, four bytes a pair.

    `offsets` (n + 1,) says where each event's pairs begin; `lags` and `gaps` are classes of lag and distance,
    `kernels.LEVELS` of each between none and the reach, good to reach / 8192.
    """

    offsets: Integers
    lags: NDArray[np.uint16]
    gaps: NDArray[np.uint16]
    lag_days: Floats
    gap_m: Floats


def by_cell(
    x: Floats, y: Floats, side_m: float, around: list[tuple[int, int]], *then: Floats
) -> tuple[Integers, Integers, Integers]:
    """Order of points by cell (and then by other keys), where each cell begins, and the cells around each."""
    column = np.floor((x - x.min()) / side_m).astype(np.int64) + 1
    row = np.floor((y - y.min()) / side_m).astype(np.int64) + 1
    wide = int(column.max()) + 2
    key = row * wide + column
    order = np.lexsort((*then[::-1], key))
    cells, starts = np.unique(key[order], return_index=True)
    wanted = cells[:, None] + np.array([r * wide + c for r, c in around])
    place = np.minimum(np.searchsorted(cells, wanted), cells.size - 1)
    neighbours = np.where(cells[place] == wanted, place, -1)
    return order, np.append(starts, x.size), np.ascontiguousarray(neighbours)


def in_cell_order(x: Floats, y: Floats, days: Floats, reach_m: float) -> tuple[Integers, Integers, Integers]:
    """The order in which `near_pairs` wants its events: the same for the same events, however they were listed."""
    return by_cell(x, y, reach_m, AROUND, days, x, y)


def none(events: int) -> NearPairs:
    """No pairs at all: the background on its own."""
    nothing = np.empty(0, dtype=np.uint16)
    return NearPairs(np.zeros(events + 1, dtype=np.int64), nothing, nothing, np.empty(0), np.empty(0))


def near_pairs(
    x: Floats, y: Floats, days: Floats, cells: list[Integers], reach: tuple[float, float], max_pairs: int
) -> NearPairs:
    """Pairs of events sorted by cell; refuses more than `max_pairs` before it takes memory for them."""
    starts, neighbours = cells
    reach_m, reach_days = reach
    offsets = np.empty(x.size + 1, dtype=np.int64)
    events = x, y, days, starts, neighbours, reach_m, reach_days, offsets
    nothing = np.empty(0, dtype=np.uint16)
    found = kernels.near_pairs(*events, nothing, nothing)
    if found > max_pairs:
        raise ValueError(
            f"{found:,} pairs lie within reach, more than max_pairs ({max_pairs:,}): shorten reach_m or reach_days."
        )
    lags, gaps = np.empty(found, dtype=np.uint16), np.empty(found, dtype=np.uint16)
    if found:
        kernels.near_pairs(*events, lags, gaps)
    middle = (np.arange(kernels.LEVELS) + 0.5) / kernels.LEVELS
    return NearPairs(offsets, lags, gaps, middle * reach_days, middle * reach_m)
