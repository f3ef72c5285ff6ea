"""Near pairs by distance band, and how many of them stay near in time when the dates are shuffled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Floats, Integers
from wardwise.methods.nearrepeats import kernels
from wardwise.methods.nearrepeats.strips import strips

ROOM = 4_000_000  # near pairs kept at once; where there are more they are found again for every 32 shuffles


@dataclass(frozen=True)
class Distances:
    """How pairs are told apart: finite edges from 0 on, and whether distance 0 is a band of its own before them."""

    edges: Floats
    same_place: bool
    manhattan: bool
    single: bool

    @property
    def bands(self) -> int:
        return self.edges.size - 1 + self.same_place


@dataclass(frozen=True)
class Chunk:
    """Some near pairs, sorted by band: rows of the sorted events, and the band of each pair."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    band: NDArray[np.uint8]


@dataclass(frozen=True)
class Counts:
    """Pairs of each distance band, in all and below each limit in time; first with the dates as they are."""

    in_band: Integers  # (bands,)
    below: Integers  # (1 + replications, bands, limits)


def count_shuffled(
    x: Floats,
    y: Floats,
    since: Integers,
    distances: Distances,
    limits: Integers,
    replications: int,
    state: NDArray[np.uint64],
) -> Counts:
    """Count the near pairs below each limit for the dates as they are and for so many shuffles of them.

    `since` and `limits` are whole ticks, `state` the 256 bits that the shuffles start from.
    """
    sweep = strips(x, y, float(distances.edges[-1]))
    short = max(int(since.max(initial=0)), int(limits.max(initial=0))) < 2**15 - 1
    kind, shuffle, count = (
        (np.int16, kernels.shuffle_short, kernels.count_short)
        if short
        else (np.int32, kernels.shuffle_long, kernels.count_long)
    )
    times = since[sweep.order].astype(kind)
    fours = np.zeros(-(-limits.size // 4) * 4, dtype=kind)
    fours[: limits.size] = limits
    lanes = np.empty((x.size, kernels.LANES), dtype=kind)
    in_band, found = np.zeros(distances.bands, dtype=np.int64), []
    kept: Chunk | None = None
    for start in range(0, replications + 1, kernels.LANES):
        shuffle(times, int(start == 0), state, lanes)
        totals = np.zeros((distances.bands * fours.size, kernels.LANES), dtype=np.int64)
        for chunk, whole in [(kept, True)] if kept else _chunks(sweep.x, sweep.y, sweep.starts, distances):
            count(lanes, chunk.left, chunk.right, chunk.band, chunk.left.size, fours, totals)
            if start == 0:
                in_band += np.bincount(chunk.band, minlength=distances.bands)
            kept = chunk if whole else None
        found.append(totals.T.reshape(kernels.LANES, distances.bands, fours.size)[:, :, : limits.size])
    return Counts(in_band, np.concatenate(found)[: replications + 1])


def _chunks(x: Floats, y: Floats, starts: Integers, distances: Distances) -> Iterator[tuple[Chunk, bool]]:
    """The near pairs, as many at a time as there is room for, and whether these are all of them."""
    room = max(ROOM, x.size)
    left, right, band = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.uint8)
    first = following = 0
    while following < x.size:
        first, (following, pairs) = (
            following,
            kernels.find_pairs(
                x,
                y,
                starts,
                following,
                distances.edges,
                distances.manhattan,
                distances.single,
                distances.same_place,
                left,
                right,
                band,
            ),
        )
        order = np.argsort(band[:pairs], kind="stable")
        yield Chunk(left[order], right[order], band[order]), first == 0 and following == x.size
