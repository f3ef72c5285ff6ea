"""Inner loops of a round of visits: shorten it, and say how short it could be at best."""

from __future__ import annotations

import numpy as np
from numba import types

from wardwise.methods.compiled import FLOAT, FLOAT_ROWS_IN, INT, INTS, compiled
from wardwise.methods.doors import Floats, Integers


@compiled(types.void, FLOAT_ROWS_IN, INTS)
def shorten(minutes: Floats, order: Integers) -> None:
    """Turn stretches of a closed round about, and move stretches of up to three stops, while that shortens it."""
    n = order.size
    improved = True
    while improved:
        improved = False
        for first in range(n - 1):
            for last in range(first + 1, n):
                if first == 0 and last == n - 1:
                    continue
                before, after = order[first - 1], order[(last + 1) % n]
                change = (
                    minutes[before, order[last]]
                    + minutes[order[first], after]
                    - minutes[before, order[first]]
                    - minutes[order[last], after]
                )
                if change < -1e-9:
                    left, right = first, last
                    while left < right:
                        order[left], order[right] = order[right], order[left]
                        left += 1
                        right -= 1
                    improved = True
        for length in range(1, min(4, n - 2)):
            for first in range(n - length):
                last = first + length - 1
                before, after = order[first - 1], order[(last + 1) % n]
                saved = minutes[before, order[first]] + minutes[order[last], after] - minutes[before, after]
                for gap in range(n):
                    if (gap >= first - 1 and gap <= last) or (first == 0 and gap == n - 1):
                        continue
                    here, there = order[gap], order[(gap + 1) % n]
                    added = minutes[here, order[first]] + minutes[order[last], there] - minutes[here, there]
                    if added < saved - 1e-9:
                        moved = order[first : last + 1].copy()
                        if gap > last:
                            for at in range(last + 1, gap + 1):
                                order[at - length] = order[at]
                            order[gap - length + 1 : gap + 1] = moved
                        else:
                            for at in range(first - 1, gap, -1):
                                order[at + length] = order[at]
                            order[gap + 1 : gap + 1 + length] = moved
                        improved = True
                        break


@compiled(FLOAT, FLOAT_ROWS_IN, FLOAT, INT)
def round_bound(minutes: Floats, length: float, iterations: int) -> float:
    """At least how long is any closed round? Held and Karp's bound by one-trees, raised by prices on the stops."""
    n = minutes.shape[0]
    price = np.zeros(n)
    bound, step, stalled = 0.0, 1.0, 0
    for _ in range(iterations):
        ties = np.zeros(n, np.int64)
        near = np.full(n, np.inf)
        to = np.full(n, 1)
        done = np.zeros(n, np.bool_)
        value = -2 * price.sum()
        near[1] = 0.0
        for grown in range(n - 1):  # a shortest tree over all stops but the first
            stop = -1
            for other in range(1, n):
                if not done[other] and (stop < 0 or near[other] < near[stop]):
                    stop = other
            done[stop] = True
            if grown > 0:
                value += near[stop]
                ties[stop] += 1
                ties[to[stop]] += 1
            for other in range(1, n):
                cost = minutes[stop, other] + price[stop] + price[other]
                if not done[other] and cost < near[other]:
                    near[other] = cost
                    to[other] = stop
        first, second = -1, -1  # and the first stop tied to its two nearest
        for other in range(1, n):
            cost = minutes[0, other] + price[0] + price[other]
            if first < 0 or cost < minutes[0, first] + price[0] + price[first]:
                first, second = other, first
            elif second < 0 or cost < minutes[0, second] + price[0] + price[second]:
                second = other
        for other in (first, second):
            value += minutes[0, other] + price[0] + price[other]
            ties[other] += 1
        ties[0] = 2
        if value > bound:
            bound, stalled = value, 0
        else:
            stalled += 1
            if stalled == 10:
                step, stalled = step / 2, 0
        size = 0.0
        for stop in range(n):
            size += (ties[stop] - 2) ** 2
        if size == 0.0 or step < 1e-4:
            break
        stride = step * max(length - value, 1e-6 * length) / size
        for stop in range(n):
            price[stop] += stride * (ties[stop] - 2)
    return bound
