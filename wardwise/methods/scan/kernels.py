"""What the scan leaves to machine code: who is near whom in order of distance, and the search over all cylinders."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from wardwise.methods.compiled import (
    FLOAT,
    FLOATS,
    FLOATS_IN,
    INT,
    INTS,
    INTS_IN,
    SMALL_INTS,
    SMALL_INTS_IN,
    compiled,
)

FLAGS = types.Array(types.uint8, 1, "C", readonly=True)
SHIFT = 3  # windows are looked at in blocks of 2 to this power
BLOCK = 1 << SHIFT
FEW = 8  # events around a window that are sooner looked at one by one than by vectors
SKIP, EVENTS, TAKEN = 0, 1, 2  # what a place holds: nothing of interest, events, or a cluster found before


@compiled(INT, FLOATS_IN, FLOATS_IN, INTS_IN, FLOATS_IN, INT, FLOAT, FLOAT, INTS, SMALL_INTS, FLOATS)
def neighbours(
    x: Any,
    y: Any,
    starts: Any,
    weight: Any,
    first: int,
    reach: float,
    limit: float,
    ends: Any,
    place: Any,
    size: Any,
) -> int:
    """Write down, for the centres from `first` on, the places within reach by distance; the next centre to do.

    Places are sorted by strip and by x. Beside each place goes the weight of the whole disc that ends with it or with
    others just as far; discs heavier than `limit` are left out. Stops where the room is full.
    """
    n: int = x.size
    room = place.size
    far, near = np.empty(n), np.empty(n, dtype=np.int64)
    far_too, near_too = np.empty(n), np.empty(n, dtype=np.int64)
    used, strip = 0, 0
    ends[0] = 0
    for i in range(first, n):
        while starts[strip + 1] <= i:
            strip += 1
        found = 0
        for s in range(max(strip - 1, 0), min(strip + 2, starts.size - 1)):
            j, high = starts[s], starts[s + 1]
            while j < high:
                middle = (j + high) // 2
                if x[middle] < x[i] - reach * (1 + 1e-9):
                    j = middle + 1
                else:
                    high = middle
            while j < starts[s + 1] and x[j] - x[i] <= reach * (1 + 1e-9):
                dx, dy = x[i] - x[j], y[i] - y[j]
                square = dx * dx + dy * dy
                if square <= reach * reach:
                    far[found], near[found] = square, j
                    found += 1
                j += 1
        width = 1
        while width < found:  # merge sort: equal distances stay in the order of the places
            for low in range(0, found, 2 * width):
                a, b = low, min(low + width, found)
                a_end, b_end = b, min(low + 2 * width, found)
                for k in range(low, b_end):
                    if b == b_end or (a < a_end and far[a] <= far[b]):
                        far_too[k], near_too[k] = far[a], near[a]
                        a += 1
                    else:
                        far_too[k], near_too[k] = far[b], near[b]
                        b += 1
            far, far_too = far_too, far
            near, near_too = near_too, near
            width *= 2
        k, total = 0, 0.0
        while k < found:
            ring = k
            while ring < found and far[ring] == far[k]:
                total += weight[near[ring]]
                ring += 1
            if total > limit:
                break
            if used + ring - k > room:
                return i
            while k < ring:
                place[used], size[used] = near[k], total
                used += 1
                k += 1
        ends[i - first + 1] = used
    return n


def _surprise(count: float, expected: float, total: float) -> float:
    """The log of the likelihood ratio of so many events inside, the rest outside, against one rate everywhere."""
    outside = total - count
    answer: float = count * np.log(count / expected)
    if outside > 0:
        answer += outside * np.log(outside / (total - expected))
    return answer


surprise = compiled(FLOAT, FLOAT, FLOAT, FLOAT)(_surprise)


@compiled(FLOAT, FLOAT, FLOAT, FLOAT)
def threshold(count: float, best: float, total: float) -> float:
    """The expected number at which so many events would be exactly as surprising as `best`: less of it is more.

    Newton's steps from the left; the function is convex and falls there, so they never pass the answer.
    """
    expected: float = count * np.exp(-1 - best / count)
    for _ in range(60):
        slope = (total - count) / (total - expected) - count / expected
        step = (surprise(count, expected, total) - best) / slope
        expected -= step
        if -step <= 1e-13 * expected:
            return expected * (1 + 1e-11)  # rather look once too often than miss the best
    return count


@compiled(types.void, FLOAT, FLOAT, INT, FLOATS)
def set_bars(best: float, total: float, fewest: int, bars: Any) -> None:
    """For each count of events the expected number that a cylinder must stay below to be worth a logarithm."""
    for count in range(bars.size):
        if count < fewest:
            bars[count] = 0.0
        else:
            bars[count] = threshold(float(count), best, total) if best > 0 and count <= total else float(count)


SEARCH = (
    FLOAT,
    INTS_IN,
    SMALL_INTS_IN,
    FLOATS_IN,
    FLAGS,
    INTS_IN,
    SMALL_INTS_IN,
    FLOATS_IN,
    INT,
    FLOAT,
    FLOAT,
    FLOATS_IN,
    FLOAT,
    INTS,
)


@compiled(*SEARCH)
def search_now(
    ends: Any,
    place: Any,
    size: Any,
    flag: Any,
    offsets: Any,
    time: Any,
    share: Any,
    longest: int,
    most_share: float,
    total: float,
    bars: Any,
    best: float,
    answer: Any,
) -> float:
    """The most surprising cylinder above `best` that lasts until the last step: its value, or `best`.

    Centre c has the places ends[c] to ends[c + 1]; the events of place p are time[offsets[p] : offsets[p + 1]];
    share[t] is the part of all that is expected before step t. Fills answer with centre, entry, first step, last
    step and count. No logarithm in the loop: bars (for `best` or less) say what the expected number must stay below,
    and are lowered when a cylinder got below one in vain. They also say how many events more any window of a block
    would need, so that a block is not looked at again before the growing disc has gained as many in it.
    """
    steps, bar = share.size - 1, bars.copy()
    blocks = (steps + BLOCK - 1) // BLOCK
    held, held_in = np.zeros(steps, dtype=np.int32), np.zeros(blocks, dtype=np.int32)
    seen, needed = np.zeros(blocks, dtype=np.int64), np.zeros(blocks, dtype=np.int64)
    for centre in range(ends.size - 1):
        held[:], held_in[:], seen[:], needed[:] = 0, 0, 0, 1
        inside, pause, waiting = 0, 1, -1
        k, last = ends[centre], ends[centre + 1]
        while True:
            while k < last and flag[place[k]] == SKIP:
                k += 1
            done = k == last or flag[place[k]] == TAKEN
            # Only a whole ring is looked at; one with a place that is taken never becomes whole.
            if waiting >= 0 and inside >= pause and (k == last or size[k] != size[waiting]):
                disc, after, slack = size[waiting], 0, bar.size
                for block in range(blocks - 1, -1, -1):
                    begin, end, count = block * BLOCK, min(steps, (block + 1) * BLOCK), after
                    after += held_in[block]
                    if after - seen[block] >= needed[block]:
                        more, most = 1, bar.size - 1 - inside
                        for s in range(end - 1, begin - 1, -1):
                            count += held[s]
                            if held[s] == 0 and s < end - 1:
                                continue
                            expected = disc * (share[steps] - share[s])
                            if expected < bar[count]:
                                value = surprise(float(count), expected, total)
                                if value > best:
                                    best, bar[count] = value, expected
                                    answer[0], answer[1], answer[2] = centre, waiting, s
                                    answer[3], answer[4] = steps - 1, count
                                else:
                                    bar[count] = min(expected, threshold(float(count), best, total))
                            while s == end - 1 and more < most and expected >= bar[count + more]:
                                more += 1
                            while more > 1 and expected < bar[count + more - 1]:
                                more -= 1
                        seen[block], needed[block] = after, more
                    slack = min(slack, needed[block] - (after - seen[block]))
                pause = inside + slack
            if done:
                break
            p = place[k]
            for event in range(offsets[p], offsets[p + 1]):
                held[time[event]] += 1
                held_in[time[event] >> SHIFT] += 1
            inside += offsets[p + 1] - offsets[p]
            waiting = k
            k += 1
    return best


@compiled(*SEARCH)
def search_any(
    ends: Any,
    place: Any,
    size: Any,
    flag: Any,
    offsets: Any,
    time: Any,
    share: Any,
    longest: int,
    most_share: float,
    total: float,
    bars: Any,
    best: float,
    answer: Any,
) -> float:
    """As `search_now`, for windows that may end with any step: those that hold an event just gained."""
    steps, bar = share.size - 1, bars.copy()
    before = np.zeros(steps + 1, dtype=np.int32)  # events in the disc before each step
    until = np.empty(steps, dtype=np.int64)  # a window from here ends before that step
    part = np.ones((longest, steps))  # what is expected in each window; all, where there is none
    for s in range(steps):
        until[s] = s
        while until[s] < min(steps, s + longest) and share[until[s] + 1] - share[s] <= most_share:
            part[until[s] - s, s] = share[until[s] + 1] - share[s]
            until[s] += 1
    for centre in range(ends.size - 1):
        before[:] = 0
        low, high, waiting = steps, -1, -1
        k, last = ends[centre], ends[centre + 1]
        while True:
            while k < last and flag[place[k]] == SKIP:
                k += 1
            done = k == last or flag[place[k]] == TAKEN
            if waiting >= 0 and (k == last or size[k] != size[waiting]):
                disc = size[waiting]
                from_step, to_step = max(0, low - longest + 1), min(steps, high + longest)
                promising = before[to_step] - before[from_step] <= FEW
                # No value exceeds d^2 (N + m) / (2 m (N - m)), d = c - m: whole vectors of windows fail at once.
                for length in range(longest):
                    if promising:
                        break
                    over, begin, stop = 0, max(0, low - length), min(high, steps - 1 - length) + 1
                    after, start = before[begin + length + 1 : stop + length + 1], before[begin:stop]
                    likely = part[length, begin:stop]
                    for window in range(start.size):
                        expected = disc * likely[window]
                        more = np.float64(after[window] - start[window]) - expected
                        over += more * abs(more) * (total + expected) > 2 * best * expected * (total - expected)
                    promising = over > 0
                if not promising:
                    from_step = high + 1
                for s in range(from_step, high + 1):
                    begin, stop = max(s, low), until[s]
                    if before[s + 1] == before[s] or begin >= stop:
                        continue
                    if disc * (share[begin + 1] - share[s]) >= bar[before[stop] - before[s]]:
                        continue
                    for e in range(begin, stop):
                        count, expected = before[e + 1] - before[s], disc * (share[e + 1] - share[s])
                        if expected < bar[count]:
                            value = surprise(float(count), expected, total)
                            if value > best:
                                best, bar[count] = value, expected
                                answer[0], answer[1], answer[2] = centre, waiting, s
                                answer[3], answer[4] = e, count
                            else:
                                bar[count] = min(expected, threshold(float(count), best, total))
                low, high, waiting = steps, -1, -1
            if done:
                break
            p = place[k]
            for event in range(offsets[p], offsets[p + 1]):
                t = time[event]
                low, high = min(low, t), max(high, t)
                later = before[t + 1 :]
                for step in range(later.size):
                    later[step] += 1
            waiting = k
            k += 1
    return best
