"""Maps of what was known at an origin: decayed counts and their blurs, each a share of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Floats, Integers
from wardwise.methods.forecasts import breaks
from wardwise.methods.forecasts.blur import Map, blurred
from wardwise.methods.forecasts.interface import Past, Places

EVER = np.inf
# Half-lives in days that are blurred to each bandwidth in metres; 0 is the cell itself.
TARGETS: dict[int, tuple[float, ...]] = {
    0: (30, 90, 180, 365, EVER),
    100: (90, 365, EVER),
    200: (90, 365, EVER),
    400: (30, 90, 365, EVER),
    1000: (30, 365, EVER),
}
OTHERS: dict[int, tuple[float, ...]] = {0: (30, 90, 365, EVER), 200: (365, EVER), 400: (EVER,)}
DAILY = 14.0  # one more half-life, where days are known
MOST_KINDS = 16
NEVER = 730.0


@dataclass(frozen=True)
class Maps:
    """What was known at one origin.

    Attributes
    ----------
    names : tuple of str
        One for each row of `shares`, such as ``target 90d 200m``.
    shares : ndarray of float32, shape (maps, cells)
        Each sums to 1 (or is 0 throughout).
    facts : ndarray of float32, shape (facts, cells)
        Days since the last target event and the last event, distinct points, target events so far.
    """

    names: tuple[str, ...]
    shares: NDArray[np.float32]
    facts: NDArray[np.float32]

    def share(self, name: str) -> Map:
        return np.asarray(self.shares[self.names.index(name)])

    def at(self, cells: Integers) -> Maps:
        """The maps of some cells only."""
        return Maps(self.names, self.shares[:, cells], self.facts[:, cells])


@dataclass(frozen=True)
class Layers:
    """The same map by map, before they are put into one array, of which there may be no need."""

    shares: dict[str, Map]
    facts: NDArray[np.float32]

    def at(self, cells: Integers) -> Maps:
        """The maps of some cells."""
        return Maps(tuple(self.shares), np.stack([row[cells] for row in self.shares.values()]), self.facts[:, cells])

    def everywhere(self) -> Maps:
        """The maps of all cells."""
        return Maps(tuple(self.shares), np.stack(list(self.shares.values())), self.facts)


class History:
    """Past events on a lattice, from which maps are drawn for any origin.

    Where the points of the events moved, those from before count at the new points near them, as far as those
    were known at the origin.
    """

    def __init__(self, past: Past, places: Places, *, daily: bool) -> None:
        self.past, self.places, self.daily = past, places, daily
        down, across = places.shape
        slot = places.slots_of(past.x, past.y)
        self.slot = np.where(slot < 0, down * across, slot)  # off the lattice: one more slot, cut off later
        self.cell = places.cells_of(past.x, past.y)
        self.point = breaks.number_points(past.x, past.y)
        months = breaks.point_use(past.x, past.y, past.day).breaks
        self.break_day = float(months[-1].astype("datetime64[D]").astype(np.int64)) if months.size else -np.inf
        kinds = np.bincount(past.kind[~past.target])
        most = np.argsort(-kinds, kind="stable")[:MOST_KINDS]
        self.kinds = [int(kind) for kind in most if kinds[kind] > 0]
        self._weights: dict[tuple[str, float], Floats] = {}
        self._running: dict[tuple[str, float, int], tuple[int, Floats]] = {}
        self._first: dict[int, Integers] = {}
        self._last = (0, np.full((2, places.area.size + 1), -np.inf))

    @cached_property
    def _moved(self) -> Moved:
        return Moved(self)

    def counts(self, first: float, end: float) -> Floats:
        """Target events in each cell from the first day until before the end."""
        inside = (self.past.day >= first) & (self.past.day < end) & self.past.target & (self.cell >= 0)
        return np.bincount(self.cell[inside], minlength=self.places.area.size).astype(np.float64)

    def slots(self, family: str, half: float, origin: float) -> Map:
        """Decayed count in every slot of the lattice: of the `target`, of the `others`, or of `kind` and a number.

        The fading starts at the last event, not at the origin: maps are shares, so that only scales them. Single
        kinds are counted on today's points only.
        """
        start, upto = self._known(origin)
        total = self._counted(family, half, start, upto)
        if start and not family.startswith("kind"):
            total = total + self._moved.slots((family, half), self._weight(family, half), origin)
        return total[:-1].reshape(self.places.shape).astype(np.float32)

    def _counted(self, family: str, half: float, start: int, upto: int) -> Floats:
        """Weights of some events by slot; only those since the last, earlier origin are added."""
        down, across = self.places.shape
        done, total = self._running.get((family, half, start), (upto + 1, None))
        if total is None or done > upto:
            done, total = start, np.zeros(down * across + 1)
        weight = self._weight(family, half)
        total = total + np.bincount(self.slot[done:upto], weight[done:upto], total.size)
        self._running[family, half, start] = upto, total
        return total

    def _weight(self, family: str, half: float) -> Floats:
        """What each event counts, 0 if it is not of the family."""
        if (family, half) not in self._weights:
            past = self.past
            chosen = {"target": past.target, "others": ~past.target}.get(family)
            if chosen is None:
                chosen = ~past.target & (past.kind == int(family.split()[1]))
            self._weights[family, half] = np.where(chosen, np.exp2((past.day - past.day[-1]) / half), 0.0)
        return self._weights[family, half]

    def _known(self, origin: float) -> tuple[int, int]:
        """The first event on today's points, and the first that is not known yet."""
        upto = int(np.searchsorted(self.past.day, origin))
        return int(np.searchsorted(self.past.day, self.break_day)) if self.break_day < origin else 0, upto

    def points(self, origin: float) -> Map:
        """Distinct points in each slot."""
        start, upto = self._known(origin)
        if start not in self._first:
            first = np.full(int(self.point.max(initial=0)) + 1, self.slot.size)
            first[self.point[start:][::-1]] = np.arange(start, self.slot.size)[::-1]  # the earliest stays
            self._first[start] = np.sort(first)
        first = self._first[start][: int(np.searchsorted(self._first[start], upto))]
        down, across = self.places.shape
        total = np.bincount(self.slot[first], minlength=down * across + 1)
        return total[:-1].reshape(down, across).astype(np.float32)

    def maps(self, origin: float) -> Maps:
        """All maps at one origin, from events before it."""
        return self.layers(origin).everywhere()

    def layers(self, origin: float) -> Layers:
        """All maps at one origin, one by one."""
        cells, cover = self.places.slot, self.places.cover.astype(np.float32)
        shares = {}
        for name, map_, covered in self._drawn(origin):
            values = map_.ravel()[cells]
            if covered:
                values *= cover
            total = float(values.sum(dtype=np.float64))
            if total > 0:
                values *= np.float32(1 / total)
            shares[name] = values
        shares["area"] = (self.places.area / self.places.area.sum()).astype(np.float32)
        return Layers(shares, self._facts(origin))

    def _drawn(self, origin: float) -> Iterator[tuple[str, Map, bool]]:
        """Name, map of the lattice, and whether it must be cut to the part of a cell inside the study area."""
        yield from self._family("target", TARGETS, origin)
        if self.kinds:
            yield from self._family("others", OTHERS, origin)
            for kind in self.kinds:
                yield f"kind {kind}", self.slots(f"kind {kind}", 365.0, origin), False
        points = self.points(origin)
        yield "points", points, False
        yield "points 200m", blurred(points, 200 / self.places.size), True

    def _family(
        self, name: str, family: dict[int, tuple[float, ...]], origin: float
    ) -> Iterator[tuple[str, Map, bool]]:
        counted = {half: self.slots(name, half, origin) for some in family.values() for half in some}
        if self.daily and name == "target":
            yield "target 14d 0m", self.slots(name, DAILY, origin), False
        for width, some in family.items():
            for half in some:
                if not width:
                    yield f"{name} {half:g}d 0m", counted[half], False
                elif width >= self.places.size / 2 or width >= 400:
                    yield f"{name} {half:g}d {width}m", blurred(counted[half], width / self.places.size), True

    def _facts(self, origin: float) -> NDArray[np.float32]:
        upto = int(np.searchsorted(self.past.day, origin))
        slot = self.places.slot
        ages = np.minimum(origin - self._latest(upto)[:, :-1], NEVER)
        counts = self._counted("target", EVER, 0, upto)[slot]
        return np.vstack([ages, self.points(origin).ravel()[slot], counts]).astype(np.float32)

    def _latest(self, upto: int) -> Floats:
        """The day of the last target event, and of the last event, in each cell; the last column is for no cell."""
        done, last = self._last
        if done > upto:
            done, last = 0, np.full_like(last, -np.inf)
        cell, day, target = self.cell[done:upto], self.past.day[done:upto], self.past.target[done:upto]
        last = last.copy()
        last[0, cell[target]] = day[target]  # in order of time, so the latest stays
        last[1, cell] = day
        self._last = upto, last
        return last


class Moved:
    """Events from before a break, on the points that theirs may have become."""

    def __init__(self, history: History) -> None:
        past = history.past
        self.start = int(np.searchsorted(past.day, history.break_day))
        self.point = breaks.number_points(past.x[: self.start], past.y[: self.start])
        old = np.unique(self.point, return_index=True)[1]
        new = np.unique(history.point[self.start :], return_index=True)[1] + self.start
        self.seen = past.day[new]
        self.old_slot, self.new_slot = history.slot[old], history.slot[new]
        self.near = breaks.near(past.x[old], past.y[old], past.x[new], past.y[new])
        down, across = history.places.shape
        self.length = down * across + 1
        self._mass: dict[tuple[str, float], Floats] = {}
        self._spread: dict[float, tuple[Integers, Integers, Floats]] = {}

    def slots(self, key: tuple[str, float], weight: Floats, origin: float) -> Floats:
        """The weights of the old events in every slot; those with no new point near stay where they were."""
        if key not in self._mass:
            mass = np.bincount(self.point, weight[: self.start], self.old_slot.size)
            self._mass[key] = mass.astype(np.float64)
        if origin not in self._spread:
            self._spread[origin] = self._spread_at(origin)
        slot, old, part = self._spread[origin]
        return np.bincount(slot, part * self._mass[key][old], self.length).astype(np.float64)

    def _spread_at(self, origin: float) -> tuple[Integers, Integers, Floats]:
        """For pairs of a slot and an old point: which part of the point's events counts in the slot."""
        known = self.seen[self.near.new] < origin
        old, slot, part = self.near.old[known], self.new_slot[self.near.new[known]], self.near.weight[known]
        whole = np.bincount(old, part, self.old_slot.size)
        alone = np.flatnonzero(whole == 0)
        return (
            np.concatenate([slot, self.old_slot[alone]]),
            np.concatenate([old, alone]),
            np.concatenate([part / whole[old], np.ones(alone.size)]),
        )
