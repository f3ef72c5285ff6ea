"""Time in whole ticks: dates and clock times compared exactly, in as few bits as they need."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers

DAY_S = 86_400
_LONGEST = 2**31 - 2


def seconds(name: str, values: ArrayLike) -> Integers:
    """Moments in whole seconds, from datetime64 or from days as numbers; missing ones refused with their number."""
    array = np.asarray(values)
    if array.dtype.kind != "M":
        days = doors.numbers(name, values)
        if days.size and np.abs(days).max() > 1e8:
            raise ValueError(f"{name} must be days; {np.abs(days).max():g} is no day.")
        return np.rint(days * DAY_S).astype(np.int64)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one row of moments, not an array of shape {array.shape}.")
    if missing := int(np.isnat(array).sum()):
        raise ValueError(f"{name} is missing in {missing:,} of {array.size:,} rows.")
    return array.astype("datetime64[s]").astype(np.int64)


def ticks(name: str, moments: Integers) -> tuple[Integers, int]:
    """Moments from the first one on, in their largest common unit, and how many seconds that is.

    Dates come out in days, so that the years of an archive fit into 16 bits.
    """
    if not moments.size:
        return moments, DAY_S
    since = moments - moments.min()
    unit = int(np.gcd.reduce(since)) or DAY_S
    since //= unit
    if since.max() > _LONGEST:
        raise ValueError(f"{name} spans more than {_LONGEST:,} steps of {unit} s: round it to minutes or days.")
    return since, unit


def edge_ticks(edges_days: Floats, unit_s: int, longest: int) -> Integers:
    """For each edge the fewest ticks that are not less than it; an edge beyond all gaps becomes `longest` + 1."""
    return np.array(
        [min(math.ceil(round(edge * DAY_S) / unit_s), longest + 1) for edge in edges_days], dtype=np.int64
    )
