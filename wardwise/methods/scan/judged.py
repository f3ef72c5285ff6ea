"""How surprising is the most surprising cylinder, when so many were looked at?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wardwise.methods import resampling
from wardwise.methods.doors import Floats
from wardwise.methods.scan.cylinders import Sample, Search

AT_ONCE = 16
_SAME = 1 - 1e-10  # the same cylinder found by another way round may differ in the last digit
_FEWEST_FOR_A_TAIL = 30


def replicated(
    search: Search, draw: Callable[[], Sample], highest: float, replications: int, stop_after: int | None
) -> Floats:
    """The largest log-likelihood ratio of each replication, until `stop_after` of them reached `highest`."""
    maxima = np.zeros(0)
    while maxima.size < replications:
        many = min(AT_ONCE, replications - maxima.size)
        maxima = np.append(maxima, search.largest([draw() for _ in range(many)]))
        reached = np.flatnonzero(maxima >= highest * _SAME)
        if stop_after is not None and reached.size >= stop_after:
            return maxima[: reached[stop_after - 1] + 1]
    return maxima


def p_values(llr: Floats, maxima: Floats, stopped: bool) -> Floats:
    """(r + 1) / (n + 1) for each cylinder; r / n where the replications were stopped by the first one's r-th.

    The replication that stops the sequence then plays the part of the observation, so it is one and the same rule.
    """
    reached = (maxima[None, :] >= llr[:, None] * _SAME).sum(axis=1)
    p = resampling.pseudo_p(reached, maxima.size)
    if stopped:
        p[:1] = resampling.pseudo_p(reached[:1] - 1, maxima.size - 1)
    return p


def gumbel_tail(llr: Floats, maxima: Floats) -> Floats:
    """The chance of so large a maximum by the Gumbel distribution with the replications' mean and variance.

    NaN for fewer than 30 replications, or if they are all alike.
    """
    if maxima.size < _FEWEST_FOR_A_TAIL or np.ptp(maxima) == 0:
        return np.full(llr.size, np.nan)
    scale = float(maxima.std(ddof=1)) * np.sqrt(6) / np.pi
    mode = float(maxima.mean()) - np.euler_gamma * scale
    return np.asarray(-np.expm1(-np.exp(-(llr - mode) / scale)), dtype=np.float64)
