"""How events that nothing triggered lie over the study area.

A mixture of kernel densities; likelihood finds the share of each bandwidth, every event left out of its own density.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from wardwise.methods.doors import Floats, Integers
from wardwise.methods.hawkes import kernels
from wardwise.methods.hawkes.area import StudyArea, share_of_kernel
from wardwise.methods.hawkes.pairs import AROUND, by_cell

CUT = 3.0  # bandwidths after which a kernel of the background ends
FINE = 2.0  # nodes of a grid in each bandwidth
FEWEST_NEAR = 24.0  # events that the narrowest level's kernels hold
MORE_NEAR = 3.0  # times as many on the next level


def ladder(area: StudyArea, finest_m: float) -> Floats:
    """Bandwidths in steps of two, from a quarter of the area's side down to about the finest asked for."""
    widest = np.sqrt(area.area_m2) / 4
    steps = max(1, 1 + int(np.ceil(np.log2(max(widest / finest_m, 1.0)))))
    return np.asarray(widest / 2.0 ** np.arange(steps))


class Rung:
    """Kernels of one bandwidth, summed over events on a grid or pair by pair, whichever is cheaper."""

    def __init__(self, area: StudyArea, places: Places, bandwidth_m: float) -> None:
        self.bandwidth_m = bandwidth_m
        self.places = places
        self.share = share_of_kernel(area, places.x, places.y, bandwidth_m)[places.of_event]

    @cached_property
    def grid(self) -> Grid:
        return Grid.of(self.places.x[self.places.of_event], self.places.y[self.places.of_event], self.bandwidth_m)

    @cached_property
    def near(self) -> Near:
        return Near.of(self.places, self.bandwidth_m)

    def way(self, used: NDArray[np.bool_]) -> Grid | Near:
        """The cheaper way for the kernels of these events."""
        side = self.bandwidth_m / FINE
        nodes = (np.ptp(self.places.x) / side + 2) * (np.ptp(self.places.y) / side + 2)
        return self.near if self.near.visits(used) * 5.0 < nodes * 3.0 + used.size * 30.0 else self.grid


class Level:
    """A mixture's part: kernels of one bandwidth, or each as wide as it must be to hold so many other events."""

    def __init__(self, rungs: list[Rung], chosen: NDArray[np.int8], neighbours: float) -> None:
        self.neighbours = neighbours
        self.bandwidths_m = np.array([rung.bandwidth_m for rung in rungs])[chosen]
        self.parts = []
        for number in np.unique(chosen).tolist():
            used = chosen == number
            self.parts.append((rungs[number].way(used), used / rungs[number].share))

    def left_out(self, weights: Floats) -> Floats:
        """Weighted sum of the kernels of all other events at each event, per square metre."""
        total: Floats = sum((way.left_out(weights * share) for way, share in self.parts), np.zeros(weights.size))
        return np.maximum(total, 0.0)


@dataclass(frozen=True)
class Places:
    """The different places of events, and which is each event's."""

    x: Floats
    y: Floats
    of_event: Integers

    @classmethod
    def of(cls, x: Floats, y: Floats) -> Places:
        places, which = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
        return cls(places[:, 0].copy(), places[:, 1].copy(), which.ravel())


@dataclass(frozen=True)
class Grid:
    """Events shared out to the nodes of a grid, smoothed there, and read at the events again.

    `corners` (n, nodes) holds each event's shares of the four nodes around it; `own` is what it then reads of itself.
    """

    shape: tuple[int, int]
    corners: sparse.csr_array
    taps: Floats
    own: Floats

    @classmethod
    def of(cls, x: Floats, y: Floats, bandwidth_m: float) -> Grid:
        side = bandwidth_m / FINE
        across, up = (x - x.min()) / side, (y - y.min()) / side
        column, row = across.astype(np.int64), up.astype(np.int64)
        shape = int(row.max()) + 2, int(column.max()) + 2
        right, top = across - column, up - row
        shares = np.stack([(1 - right) * (1 - top), right * (1 - top), (1 - right) * top, right * top], axis=1)
        nodes = (row * shape[1] + column)[:, None] + np.array([0, 1, shape[1], shape[1] + 1])
        starts = np.arange(x.size + 1) * 4
        corners = sparse.csr_array((shares.ravel(), nodes.ravel(), starts), shape=(x.size, shape[0] * shape[1]))
        taps = _taps(bandwidth_m, side)
        return cls(shape, corners, taps, _own(right, taps) * _own(top, taps))

    def left_out(self, weights: Floats) -> Floats:
        smoothed = np.zeros(self.shape)
        kernels.smooth((self.corners.T @ weights).reshape(self.shape), self.taps, smoothed)
        return np.asarray(self.corners @ smoothed.ravel() - weights * self.own)


def _taps(bandwidth_m: float, side: float) -> Floats:
    """Half a normal curve on the nodes, narrower by what sharing out and reading add: side squared over 3."""
    steps = np.arange(int(CUT * FINE) + 1) * side
    taps = np.exp(-0.5 * steps**2 / (bandwidth_m**2 - side**2 / 3))
    return np.asarray(taps / (side * (2 * taps.sum() - taps[0])))


def _own(part: Floats, taps: Floats) -> Floats:
    """What an event leaves of itself in one direction when it is shared out and read at the same place."""
    return np.asarray((part**2 + (1 - part) ** 2) * taps[0] + 2 * part * (1 - part) * taps[1])


@dataclass(frozen=True)
class Near:
    """Places sorted by cell, each pair of near ones met."""

    bandwidth_m: float
    place: Integers  # of each event, in the order of the cells
    cell: Integers  # of each event
    x: Floats
    y: Floats
    starts: Integers
    neighbours: Integers

    @classmethod
    def of(cls, places: Places, bandwidth_m: float) -> Near:
        order, starts, neighbours = by_cell(places.x, places.y, CUT * bandwidth_m, AROUND)
        rank = np.empty(order.size, dtype=np.int64)
        rank[order] = np.arange(order.size)
        place = rank[places.of_event]
        cell = np.repeat(np.arange(starts.size - 1), np.diff(starts))[place]
        return cls(bandwidth_m, place, cell, places.x[order], places.y[order], starts, neighbours)

    def visits(self, used: NDArray[np.bool_]) -> float:
        """How many pairs of places the kernels of these events would meet, at most."""
        held = np.diff(self.starts)
        around = np.where(self.neighbours >= 0, held[self.neighbours], 0).sum(axis=1)
        return float(around[self.cell[used]].sum())

    def left_out(self, weights: Floats) -> Floats:
        here: Floats = np.bincount(self.place, weights, minlength=self.x.size).astype(np.float64)
        around = np.zeros(self.x.size)
        cut = CUT * self.bandwidth_m
        kernels.sum_near(self.x, self.y, here, self.starts, self.neighbours, self.bandwidth_m, cut, around)
        return np.asarray(around[self.place] - weights / (2 * np.pi * self.bandwidth_m**2))


def levels(area: StudyArea, x: Floats, y: Floats, bandwidths_m: Floats) -> list[Level]:
    """Levels of one bandwidth each, from the widest, and then of few neighbours to many."""
    places = Places.of(x, y)
    rungs = [Rung(area, places, bandwidth) for bandwidth in bandwidths_m.tolist()]
    fixed = [Level(rungs, np.full(x.size, r, dtype=np.int8), 0.0) for r in range(len(rungs) - 1, -1, -2)]
    # About how many others a kernel holds: a level surface of its height at the middle.
    one = np.ones(x.size)
    held = np.stack([rung.way(one > 0).left_out(one) * 4 * np.pi * rung.bandwidth_m**2 for rung in rungs])
    made = []
    target = FEWEST_NEAR
    while target < x.size / 4:
        enough = held >= target
        # The finest rung that holds enough; rungs begin with the widest.
        finest = np.where(enough.any(axis=0), len(rungs) - 1 - enough[::-1].argmax(axis=0), 0)
        made.append(Level(rungs, finest.astype(np.int8), target))
        target *= MORE_NEAR
    return fixed + made
