"""Which hot spots are new, lasting, growing or fading?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers

CLASSES = (
    "none",
    "new",
    "consecutive",
    "intensifying",
    "persistent",
    "diminishing",
    "sporadic",
    "oscillating",
    "historical",
)
MOSTLY = 0.9  # of the steps, for a hot spot that lasts


@dataclass(frozen=True)
class MannKendall:
    """Is there a steady rise or fall? Arrays have a value for each series.

    `s` is the number of later values above an earlier one less those below, `z` the same standardised with its
    correction for ties and continuity, `p_value` two-sided.
    """

    s: Integers
    z: Floats
    p_value: Floats


@dataclass(frozen=True)
class EmergingHotSpots:
    """What kind of hot spot each of n places is; all arrays have shape (n,).

    `kind` is a number of `CLASSES`. `hot_steps` counts the steps of time in which the place was hot.
    """

    kind: NDArray[np.int8]
    hot_steps: Integers
    trend: MannKendall


def mann_kendall(series: ArrayLike) -> MannKendall:
    """Does a series rise or fall steadily, whatever its shape?

    Use it on a dozen values or more without a season (take years, or the same month of years). Do not use it where
    each value leans on the one before: p is then too small.

    Parameters
    ----------
    series : array_like of float, shape (t,) or (t, n)
        Values in order of time; one column for each series.

    Returns
    -------
    MannKendall
        Scalars as arrays of shape (), or shape (n,). z = 0 and p = 1 where all values are equal.

    Raises
    ------
    ValueError
        If a value is missing.

    Notes
    -----
    Var S = (t (t - 1)(2 t + 5) - sum_ties g (g - 1)(2 g + 5)) / 18; z = (S - sign S) / sqrt(Var S). The normal
    approximation is good from ten values on. Cost: t^2 n.

    References
    ----------
    Mann (1945), doi:10.2307/1907187; Kendall (1975), Rank Correlation Methods, chapter 4 (variance with ties).

    Examples
    --------
    >>> found = mann_kendall([1, 2, 2, 3, 4, 3, 5, 6, 6, 8])
    >>> int(found.s), round(float(found.z), 3), round(float(found.p_value), 4)
    (40, 3.531, 0.0004)
    """
    x = np.asarray(series, dtype=np.float64)
    doors.numbers("series", x.ravel())
    if x.ndim not in (1, 2):
        raise ValueError(f"series must have one or two dimensions, not {x.ndim}.")
    t = x.shape[0]
    s, ties = np.zeros(x.shape[1:], dtype=np.int64), np.zeros(x.shape[1:])
    for k in range(t - 1):
        apart = np.sign(x[k + 1 :] - x[k])
        s = s + apart.sum(axis=0).astype(np.int64)
    ranked = np.sort(x, axis=0)
    run = np.ones(x.shape[1:])
    for k in range(1, t + 1):  # lengths of runs of equal values
        goes_on = ranked[k] == ranked[k - 1] if k < t else np.zeros(x.shape[1:], dtype=bool)
        ties = ties + np.where(goes_on, 0, run * (run - 1) * (2 * run + 5))
        run = np.where(goes_on, run + 1, 1)
    variance = (t * (t - 1) * (2 * t + 5) - ties) / 18
    z = np.divide(s - np.sign(s), np.sqrt(variance), out=np.zeros(x.shape[1:]), where=variance > 0)
    return MannKendall(s, z, np.minimum(1.0, 2 * special.ndtr(-np.abs(z))))


def emerging_hot_spots(z: ArrayLike, is_hot: ArrayLike, *, level: float = 0.05) -> EmergingHotSpots:
    """Which hot spots are new, lasting, growing or fading?

    Use it to sort a map of hot spots by what they call for: a new one for a look, a persistent one for a plan, a
    diminishing one for leaving alone. Do not use it for fewer than ten steps of time, nor with neighbourhoods that
    reach over time as well as space: their steps then lean on one another and every trend looks real.

    Parameters
    ----------
    z : array_like of float, shape (t, n)
        Gi* z of each place in each step of time, in order (`gi_star_on_grid` step by step).
    is_hot : array_like of bool, shape (t, n)
        Whether the place was a hot spot in the step, for example by adjusted exact p-values.
    level : float
        For the trend of z (Mann and Kendall's).

    Returns
    -------
    EmergingHotSpots
        One class for each place; see Notes.

    Raises
    ------
    ValueError
        If shapes differ, a value is missing or there is no step.

    Notes
    -----
    Of t steps, asked in this order. *New*: hot in the last step only. *Historical*: hot in nine tenths or more, but
    not in the last. *Intensifying, diminishing, persistent*: hot in nine tenths or more and in the last, z rising,
    falling or neither. *Consecutive*: hot in one unbroken run up to the last step, never before it. *Oscillating*:
    hot in the last step, and significantly cold (z at or below -1.96) in an earlier one. *Sporadic*: hot in the last
    step, on and off before. *None*: the rest. The classes are those of a well-known commercial tool, whose
    neighbourhoods reach over time; these do not have to. Cost: t^2 n.

    References
    ----------
    Mann (1945), doi:10.2307/1907187; Getis and Ord (1992), doi:10.1111/j.1538-4632.1992.tb00261.x.

    Examples
    --------
    >>> z = np.zeros((10, 3)); z[:, 1] = np.arange(10); z[9, 2] = 4
    >>> found = emerging_hot_spots(z, [[False, True, k == 9] for k in range(10)])
    >>> [CLASSES[k] for k in found.kind]
    ['none', 'intensifying', 'new']
    """
    cube, hot = np.asarray(z, dtype=np.float64), np.asarray(is_hot)
    if cube.ndim != 2 or hot.shape != cube.shape or hot.dtype != bool:
        raise ValueError(f"is_hot must be bool of z's shape (t, n) {cube.shape}, not {hot.dtype} {hot.shape}.")
    if cube.shape[0] < 1:
        raise ValueError("z must have at least one step of time.")
    trend = mann_kendall(cube)
    steps = hot.sum(axis=0).astype(np.int64)
    is_last = hot[-1]
    lasting = steps >= MOSTLY * cube.shape[0]
    run = np.logical_and.accumulate(hot[::-1], axis=0).sum(axis=0)  # hot without a break up to the last step
    rising, falling = ((trend.p_value <= doors.share("level", level)) & (np.sign(trend.s) == way) for way in (1, -1))
    was_cold = (cube <= special.ndtri(0.025)).any(axis=0)
    kinds = (
        ("new", is_last & (steps == 1)),
        ("historical", lasting & ~is_last),
        ("intensifying", lasting & rising),
        ("diminishing", lasting & falling),
        ("persistent", lasting),
        ("consecutive", is_last & (run == steps)),
        ("oscillating", is_last & was_cold),
        ("sporadic", is_last),
    )
    kind = np.select([found for _, found in kinds], [CLASSES.index(name) for name, _ in kinds], 0)
    return EmergingHotSpots(kind.astype(np.int8), steps, trend)
