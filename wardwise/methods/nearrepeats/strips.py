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


def strips(x: Floats, y: Floats, reach: float, then: Integers | None = None) -> Strips:
    """Sort points into strips at least `reach` high; nearer points share a strip or lie in adjacent ones.

    Equal x are sorted by y and after that by `then`, so that one place is one run.
    """
    if not x.size:
        return Strips(np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64), x, y)
    height = max(reach * _SLACK, float(np.ptp(y)) / x.size)
    strip = np.floor((y - y.min()) / height).astype(np.int64) if 0 < height < np.inf else np.zeros(x.size, np.int64)
    # Twice as fast as one sort by both: few strips fit into 16 bits, which NumPy sorts by digits.
    few = strip.astype(np.int16) if strip.max() < 2**15 else strip
    order = np.argsort(x)
    order = order[np.argsort(few[order], kind="stable")]
    _settle_ties(order, strip, x, y, then)
    starts = np.searchsorted(strip[order], np.arange(strip.max() + 2))
    return Strips(order, starts.astype(np.int64), x[order], y[order])


def _settle_ties(order: Integers, strip: Integers, x: Floats, y: Floats, then: Integers | None) -> None:
    """Put the rows of equal strip and x in order of y and `then`; rows without an equal stay where they are."""
    equal = (np.diff(x[order]) == 0) & (np.diff(strip[order]) == 0)
    if not equal.any():
        return
    at = np.flatnonzero(np.append(equal, False) | np.insert(equal, 0, False))
    rows = order[at]
    keys = (y[rows], x[rows], strip[rows]) if then is None else (then[rows], y[rows], x[rows], strip[rows])
    order[at] = rows[np.lexsort(keys)]
