"""The one place where chance is simulated and pseudo p-values are made: always (r + 1) / (n + 1)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Floats

CHUNK_BYTES = 32_000_000


def pseudo_p(at_least_as_extreme: NDArray[np.int64], replications: int) -> Floats:
    """How often would chance alone have gone at least as far?

    The observed arrangement counts as one of the replications, so the answer is never 0.

    Parameters
    ----------
    at_least_as_extreme : ndarray of int64
        Number of replications that came out as extreme as the observation or more so.
    replications : int
        Number of replications.

    Returns
    -------
    ndarray of float64
        (r + 1) / (n + 1).

    References
    ----------
    Phipson and Smyth (2010), doi:10.2202/1544-6115.1585, equation 2.

    Examples
    --------
    >>> pseudo_p(np.array([0, 9]), 999).tolist()
    [0.001, 0.01]
    """
    return (at_least_as_extreme + 1) / (replications + 1)


def shuffles(values: Floats, replications: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Random orders of the values, as columns, a bounded number at a time; the caller's array is left as it was."""
    at_once = max(1, CHUNK_BYTES // (8 * max(values.size, 1)))
    for start in range(0, replications, at_once):
        columns = min(at_once, replications - start)
        yield rng.permuted(np.tile(values[:, None], columns), axis=0)
