"""Events in strips as high as the farthest distance that counts, so that near ones are stored near each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wardwise.methods.doors import Floats, Integers

_SLACK = 1 + 1e-9  # rounding may not push a near event two strips away


@dataclass(frozen=True)
class Strips:
    """Rows sorted by strip, then by x: `order` holds row numbers, strip s is order[starts[s] : starts[s + 1]]."""

    order: Integers
    starts: Integers
    x: Floats
    y: Floats


def strips(x: Floats, y: Floats, reach: float) -> Strips:
    """Sort points into strips at least `reach` high; nearer points share a strip or lie in adjacent ones."""
    if not x.size:
        return Strips(np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64), x, y)
    height = max(reach * _SLACK, float(np.ptp(y)) / x.size)
    strip = np.floor((y - y.min()) / height).astype(np.int64) if 0 < height < np.inf else np.zeros(x.size, np.int64)
    order = np.lexsort((x, strip))
    starts = np.searchsorted(strip[order], np.arange(strip.max() + 2))
    return Strips(order, starts.astype(np.int64), x[order], y[order])
