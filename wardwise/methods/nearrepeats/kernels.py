"""What near repeats leave to machine code: finding near pairs, shuffling dates, counting, linking."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from wardwise.methods.compiled import BOOL, FLOAT, FLOATS_IN, INT, INT_ROWS, INTS, INTS_IN, SMALL_INTS, compiled

LANES = 32  # shuffles counted side by side: 32 numbers of 16 bits are one line of the processor's cache
FLUSH = 32_000  # a lane counts in 16 bits and is emptied before it can run over
BYTES = types.Array(types.uint8, 1, "C")
STATE = types.Array(types.uint64, 1, "C")
TWO = types.UniTuple(types.int64, 2)  # type: ignore[no-untyped-call]


@compiled(TWO, FLOATS_IN, FLOATS_IN, INTS_IN, INT, FLOATS_IN, BOOL, BOOL, BOOL, SMALL_INTS, SMALL_INTS, BYTES)
def find_pairs(
    x: Any,
    y: Any,
    starts: Any,
    first: int,
    edges: Any,
    manhattan: bool,
    single: bool,
    same_place: bool,
    left: Any,
    right: Any,
    band: Any,
) -> tuple[int, int]:
    """Write down the near pairs of the events from `first` on, until the room is full: (next event, pairs).

    Events are sorted by strip and by x within it. Only whole events are written, so the room must hold the pairs of
    any one of them.
    """
    n, bands, room = x.size, edges.size - 1, left.size
    reach = edges[bands] * (1 + 1e-9)
    found, strip = 0, 0
    for i in range(first, n):
        while starts[strip + 1] <= i:
            strip += 1
        before = found
        for side in range(2):
            if side == 0:
                j, end = i + 1, starts[strip + 1]
            elif strip + 2 < starts.size:
                j, end = starts[strip + 1], starts[strip + 2]
                high = end
                while j < high:
                    middle = (j + high) // 2
                    if x[middle] < x[i] - reach:
                        j = middle + 1
                    else:
                        high = middle
            else:
                break
            while j < end and x[j] - x[i] <= reach:
                dx, dy = abs(x[j] - x[i]), abs(y[j] - y[i])
                if single:
                    dx, dy = np.float64(np.float32(dx)), np.float64(np.float32(dy))
                distance = dx + dy if manhattan else np.sqrt(dx * dx + dy * dy)
                if single:
                    distance = np.float64(np.float32(distance))
                if edges[0] <= distance < edges[bands]:
                    if found == room:
                        return i, before
                    b = 0
                    if not (same_place and distance == 0):
                        while distance >= edges[b + 1]:
                            b += 1
                        if same_place:
                            b += 1
                    left[found], right[found], band[found] = i, j, b
                    found += 1
                j += 1
    return n, found


def _draw(state: Any) -> Any:
    """The next 64 random bits (xoshiro256++ of Blackman and Vigna, doi:10.1145/3460772)."""
    total = state[0] + state[3]
    answer = ((total << np.uint64(23)) | (total >> np.uint64(41))) + state[0]
    shifted = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = (state[3] << np.uint64(45)) | (state[3] >> np.uint64(19))
    return answer


draw = compiled(types.uint64, STATE)(_draw)


def _shuffle(times: Any, kept: int, state: Any, lanes: Any) -> None:
    """Fill each lane (column) with the times in a random order; the first `kept` lanes with the times as they are."""
    work = times.copy()
    low = np.uint64(0xFFFFFFFF)
    for lane in range(lanes.shape[1]):
        if lane >= kept:
            for i in range(work.size - 1, 0, -1):
                # Of 32 random bits times (i + 1) the upper half is uniform, once the few uneven draws are thrown out.
                size = np.uint64(i + 1)
                product = (draw(state) >> np.uint64(32)) * size
                if product & low < size:
                    uneven = ((np.uint64(1) << np.uint64(32)) - size) % size
                    while product & low < uneven:
                        product = (draw(state) >> np.uint64(32)) * size
                j = np.int64(product >> np.uint64(32))
                work[i], work[j] = work[j], work[i]
        for i in range(work.size):
            lanes[i, lane] = work[i]


def _count(lanes: Any, left: Any, right: Any, band: Any, pairs: int, edges: Any, totals: Any) -> None:
    """Add to totals[band x edges, lane] the pairs of each distance band that are less than each edge apart in time.

    Pairs come sorted by band, and edges in fours (0 counts nothing): then all inner sums are whole vectors.
    """
    kind, few = edges.dtype.type, np.int16
    tally = np.zeros(4 * LANES, dtype=np.int16)
    start = 0
    while start < pairs:
        row, end = np.int64(band[start]), start
        while end < pairs and band[end] == row and end - start < FLUSH:
            end += 1
        for step in range(0, edges.size, 4):
            edge, next_edge, third_edge, last_edge = edges[step], edges[step + 1], edges[step + 2], edges[step + 3]
            tally[:] = 0
            for k in range(start, end):
                i, j = left[k], right[k]
                for lane in range(LANES):
                    gap = kind(lanes[i, lane] - lanes[j, lane])
                    gap = gap if gap >= 0 else kind(-gap)
                    tally[lane] = few(tally[lane] + few(gap < edge))
                    tally[LANES + lane] = few(tally[LANES + lane] + few(gap < next_edge))
                    tally[2 * LANES + lane] = few(tally[2 * LANES + lane] + few(gap < third_edge))
                    tally[3 * LANES + lane] = few(tally[3 * LANES + lane] + few(gap < last_edge))
            for lane in range(4 * LANES):
                totals[row * edges.size + step + lane // LANES, lane % LANES] += tally[lane]
        start = end


@compiled(INT, FLOATS_IN, FLOATS_IN, INTS_IN, INTS_IN, INTS_IN, FLOAT, INT, BOOL, INTS)
def link(
    x: Any, y: Any, starts: Any, offsets: Any, times: Any, reach: float, limit: int, manhattan: bool, root: Any
) -> int:
    """Join events less than `reach` and `limit` apart into trees; the number of links looked at.

    Places are sorted by strip and x, events by place and time: offsets[p] is the first of place p. It is enough to
    join each event with the one before it at each near place, since those at one place are joined among themselves.
    """
    joins, strip = 0, 0
    for p in range(x.size):
        while starts[strip + 1] <= p:
            strip += 1
        for side in range(2):
            if side == 0:
                q, end = p, starts[strip + 1]
            elif strip + 2 < starts.size:
                q, end = starts[strip + 1], starts[strip + 2]
                high = end
                while q < high:
                    middle = (q + high) // 2
                    if x[middle] < x[p] - reach * (1 + 1e-9):
                        q = middle + 1
                    else:
                        high = middle
            else:
                break
            while q < end and x[q] - x[p] <= reach * (1 + 1e-9):
                dx, dy = abs(x[q] - x[p]), abs(y[q] - y[p])
                near = (dx + dy if manhattan else np.sqrt(dx * dx + dy * dy)) < reach
                # One walk through the events of both places in the order of time.
                i, j, last, here = offsets[p], offsets[q], -1, -1
                if p == q:
                    j = offsets[q + 1]
                while near and (i < offsets[p + 1] or j < offsets[q + 1]):
                    if j == offsets[q + 1] or (i < offsets[p + 1] and times[i] <= times[j]):
                        event, i, side_now = i, i + 1, 0
                    else:
                        event, j, side_now = j, j + 1, 1
                    if last >= 0 and (side_now != here or p == q) and times[event] - times[last] < limit:
                        one, two = last, event
                        while root[one] != one:
                            root[one] = root[root[one]]
                            one = root[one]
                        while root[two] != two:
                            root[two] = root[root[two]]
                            two = root[two]
                        root[max(one, two)] = min(one, two)
                        joins += 1
                    last, here = event, side_now
                q += 1
    return joins


SHORT, LONG = types.int16, types.int32


def _both(kernel: Any, *arguments: Any) -> tuple[Any, Any]:
    """The kernel for times that fit into 16 bits, and for longer ones; `SHORT` in the arguments stands for either."""

    def of(kind: Any) -> Any:
        swap = {SHORT: types.Array(kind, 1, "C", readonly=True), LONG: types.Array(kind, 2, "C")}
        return compiled(types.void, *(swap.get(argument, argument) for argument in arguments))(kernel)

    return of(types.int16), of(types.int32)


shuffle_short, shuffle_long = _both(_shuffle, SHORT, INT, STATE, LONG)
count_short, count_long = _both(_count, LONG, SMALL_INTS, SMALL_INTS, BYTES, INT, SHORT, INT_ROWS)
