"""The search for the most surprising cylinders, whatever the model: places, discs, windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Floats, Integers
from wardwise.methods.nearrepeats.strips import strips
from wardwise.methods.scan import kernels

_NOTHING = 1e-9  # less than this is a rounded nought
_START = 0.9  # of the lowest maximum so far: a search that begins there almost never has to be done again
ROOM = 16_000_000  # neighbours kept at once (12 bytes each); where there are more they are found again when needed


@dataclass(frozen=True)
class Places:
    """Distinct places, sorted for the search, each with its weight: what part of the expected events is its own."""

    x: Floats
    y: Floats
    weight: Floats
    starts: Integers
    reach: float
    limit: float


@dataclass(frozen=True)
class Windows:
    """Steps of time: share[t] of all is expected before step t; how long a window may be, and whether it ends now."""

    share: Floats
    longest: int
    most_share: float
    prospective: bool


@dataclass(frozen=True)
class Sample:
    """Events by place: those of place p at time[offsets[p] : offsets[p + 1]]."""

    offsets: Integers
    time: NDArray[np.int32]


@dataclass(frozen=True)
class Discs:
    """Neighbours of the centres from `first` on, in order of distance, with the weight of the disc up to each."""

    first: int
    ends: Integers
    place: NDArray[np.int32]
    size: Floats


@dataclass(frozen=True)
class Cylinder:
    """Places (the centre first), first and last step, events in it and expected, log-likelihood ratio."""

    places: Integers
    first: int
    last: int
    count: int
    expected: float
    llr: float


def sorted_places(x: Floats, y: Floats, weight: Floats, reach: float, limit: float) -> tuple[Places, Integers]:
    """The places as the search wants them, and the row of each in what was given."""
    sweep = strips(x, y, reach)
    return Places(sweep.x, sweep.y, weight[sweep.order], sweep.starts, float(reach), float(limit)), sweep.order


class Search:
    """All discs of some places, found once if they fit and again when needed if not."""

    def __init__(self, places: Places, windows: Windows, total: float, fewest: int) -> None:
        self.places, self.windows, self.total, self.fewest = places, windows, total, fewest
        self._kept: Discs | None = None
        self._start, self._lowest, self._bars = _NOTHING, np.inf, np.zeros(0)
        self._set_start(_NOTHING)

    def largest(self, samples: list[Sample]) -> Floats:
        """The log-likelihood ratio of the most surprising cylinder of each sample; about 0 where there is none."""
        best, answer = np.full(len(samples), self._start), np.zeros(5, dtype=np.int64)
        for discs in self._discs():
            for row, sample in enumerate(samples):
                best[row] = self._search(discs, sample, self._flags(sample), best[row], answer)
        low = np.flatnonzero(best == self._start)
        if low.size and self._start > _NOTHING:
            self._set_start(_NOTHING)
            best[low] = self.largest([samples[row] for row in low])
        self._lowest = min(self._lowest, float(best.min(initial=np.inf)))
        self._set_start(max(_START * self._lowest, _NOTHING))
        return best

    def _set_start(self, best: float) -> None:
        """Searches begin as if a cylinder this surprising were known: the bars for it are worked out once."""
        if best != self._start or not self._bars.size:
            self._start, self._bars = best, np.empty(int(self.total) + 2)
            kernels.set_bars(best if best > _NOTHING else 0.0, self.total, self.fewest, self._bars)

    def cylinders(self, sample: Sample, at_most: int) -> Iterator[Cylinder]:
        """The most surprising cylinders that share no place, the most surprising first."""
        taken = np.zeros(self.places.x.size, dtype=bool)
        self._set_start(_NOTHING)
        for _ in range(at_most):
            flags = self._flags(sample)
            flags[taken] = kernels.TAKEN
            best, found = _NOTHING, None
            for discs in self._discs():
                answer = np.full(5, -1, dtype=np.int64)
                best = self._search(discs, sample, flags, best, answer)
                if answer[0] >= 0:
                    found = self._cylinder(discs, answer, best)
            if found is None:
                return
            taken[found.places] = True
            yield found

    def _flags(self, sample: Sample) -> NDArray[np.uint8]:
        return np.where(np.diff(sample.offsets) > 0, kernels.EVENTS, kernels.SKIP).astype(np.uint8)

    def _search(self, discs: Discs, sample: Sample, flags: NDArray[np.uint8], best: float, answer: Integers) -> float:
        windows = self.windows
        search = kernels.search_now if windows.prospective else kernels.search_any
        return float(
            search(
                discs.ends,
                discs.place,
                discs.size,
                flags,
                sample.offsets,
                sample.time,
                windows.share,
                windows.longest,
                windows.most_share,
                self.total,
                self._bars[: sample.time.size + 2],
                float(best),
                answer,
            )
        )

    def _cylinder(self, discs: Discs, answer: Integers, llr: float) -> Cylinder:
        centre, entry, first, last, count = answer.tolist()
        begin, end = discs.ends[centre], discs.ends[centre + 1]
        size = discs.size[entry]
        end = begin + int(np.searchsorted(discs.size[begin:end], size, side="right"))
        members = discs.place[begin:end].astype(np.int64)
        # Other places may stand exactly where the ring begins, so the centre is put first.
        own = centre + discs.first
        members = np.concatenate([[own], members[members != own]])
        share = self.windows.share
        return Cylinder(members, first, last, count, float(size * (share[last + 1] - share[first])), llr)

    def _discs(self) -> Iterator[Discs]:
        if self._kept:
            yield self._kept
            return
        places, following = self.places, 0
        n = places.x.size
        place, size = np.empty(max(ROOM, n), dtype=np.int32), np.empty(max(ROOM, n))
        while following < n:
            first, ends = following, np.zeros(n - following + 1, dtype=np.int64)
            following = kernels.neighbours(
                places.x, places.y, places.starts, places.weight, first, places.reach, places.limit, ends, place, size
            )
            centres = following - first
            used = int(ends[centres])
            discs = Discs(first, ends[: centres + 1], place[:used], size[:used])
            if centres == n:
                self._kept = discs
            yield discs
