"""Did as many events come as a forecast expected, where it expected most?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.doors import Floats, numbers, same_length, share


@dataclass(frozen=True)
class Calibration:
    """Whether as many events came as were expected, in the cells where most were expected.

    Attributes
    ----------
    cells, observed, expected : ndarray
        For each share: number of cells, events in them, expected events in them.
    ratio, low, high : ndarray
        Observed over expected, with the ends of its exact interval; NaN where nothing was expected.
    """

    cells: Floats
    observed: Floats
    expected: Floats
    ratio: Floats
    low: Floats
    high: Floats


def calibration(
    expected: ArrayLike, events: ArrayLike, *, shares: ArrayLike = (0.01, 0.05, 0.2, 1.0), level: float = 0.95
) -> Calibration:
    """Did as many events come to the hottest cells as were expected there?

    Use it over many windows together (join their cells), since one window rarely has enough events. Do **not** take
    a ratio of 1 over all cells for a good forecast: a flat map has that too.

    Parameters
    ----------
    expected : array_like, shape (cells,)
        Expected events, 0 or more.
    events : array_like, shape (cells,)
        What came.
    shares : array_like
        Shares of the cells, most expected first; above 0, at most 1.
    level : float
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    Calibration
        One entry for each share.

    Raises
    ------
    ValueError
        A value is missing or negative, the lengths differ, or a share is not above 0 and at most 1.

    Notes
    -----
    Intervals are those of a Poisson count; where events come in bursts they are too short. Cells of equal
    expectation are taken in order of rows. Cost: one sort.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
    doi:10.1093/biomet/28.3-4.437, section 3.

    Examples
    --------
    >>> found = calibration([4.0, 1.0, 0.5, 0.5], [5, 0, 1, 0], shares=[0.25, 1.0])
    >>> found.ratio.tolist(), found.expected.tolist()
    ([1.25, 1.0], [4.0, 6.0])
    """
    from scipy.special import gammaincinv  # half a second, which a forecast that is not judged need not wait for

    expected, events = numbers("expected", expected, at_least=0), numbers("events", events, at_least=0)
    same_length(expected=expected, events=events)
    parts = numbers("shares", shares)
    if parts.size and (parts.min() <= 0 or parts.max() > 1):
        raise ValueError("shares must be above 0 and at most 1.")
    tail = (1 - share("level", level)) / 2
    order = np.argsort(-expected, kind="stable")
    taken = np.minimum(np.maximum(np.round(parts * expected.size), 1), expected.size).astype(np.int64)
    came = np.append(0.0, np.cumsum(events[order]))[taken]
    thought = np.append(0.0, np.cumsum(expected[order]))[taken]
    low = np.where(came > 0, gammaincinv(np.maximum(came, 1), tail), 0.0)
    high = gammaincinv(came + 1, 1 - tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, low, high = (np.where(thought > 0, part / thought, np.nan) for part in (came, low, high))
    return Calibration(taken.astype(np.float64), came, thought, ratio, low, high)
