"""When did the level of a series change?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from wardwise.methods import doors, resampling
from wardwise.methods.doors import Floats


@dataclass(frozen=True)
class Change:
    """The level changes between rows `at - 1` and `at`.

    `ratio` is the level after to the level before, within the stretch from `start` to `end` (row numbers, the last
    left out) in which it was found. `p_value` asks how often the best cut of a re-ordered stretch is as good.
    """

    at: int
    ratio: float
    p_value: float
    start: int
    end: int


def change_points(
    counts: ArrayLike,
    *,
    expected: ArrayLike | None = None,
    rng: np.random.Generator,
    replications: int = 999,
    level: float = 0.05,
    shortest: int = 4,
) -> list[Change]:
    """When did the level of a series of counts change, if it did?

    Use it on months or weeks of one place to find dates worth an explanation (a new recording rule, an operation, a
    closed venue). Give `expected` where there is a season. Do not use it to test a date known beforehand (compare the
    two periods), on a slow drift (it answers with a stairway), or where one month's count pulls the next along:
    re-ordering then makes chance look too calm and p too small.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Events in each interval, in order of time.
    expected : array_like of float, shape (n,), optional
        Above 0: what season, days or population lead to expect, on any scale. All alike if not given.
    rng : numpy.random.Generator
        Chance. The same generator gives the same answer.
    replications : int
        Re-orderings for each stretch.
    level : float
        A stretch is cut where p is at or below this.
    shortest : int
        Fewest intervals on either side of a change, 1 or more.

    Returns
    -------
    list of Change
        In order of time; empty where nothing changed that chance could not.

    Raises
    ------
    ValueError
        If lengths differ, a count is negative, an expectation not above 0, or there are no replications.

    Notes
    -----
    Binary segmentation: the cut with the greatest Poisson likelihood ratio is tested against the greatest of
    re-ordered intervals (each count keeps its expectation), then both sides are searched in the same way. Re-ordering
    keeps whatever over-dispersion there is, so the test holds its level for it too. The first test has the stated
    level; each further stretch brings another one. Cost: replications x n for each stretch.

    References
    ----------
    Scott and Knott (1974), doi:10.2307/2529204 (binary segmentation); Hawkins (2001),
    doi:10.1016/S0167-9473(00)00068-2, section 2 (likelihood ratio of a cut); Phipson and Smyth (2010),
    doi:10.2202/1544-6115.1585.

    Examples
    --------
    >>> counts = [10, 12, 9, 11, 8, 10, 22, 19, 24, 21, 20, 23]
    >>> [found] = change_points(counts, rng=np.random.default_rng(1))
    >>> found.at, found.ratio, found.p_value < 0.01
    (6, 2.15, True)
    """
    x, e = _checked(counts, expected, replications, shortest)
    doors.share("level", level)
    found: list[Change] = []
    waiting = [(0, x.size)]
    while waiting:
        start, end = waiting.pop()
        if end - start < 2 * shortest:
            continue
        best = _best_cut(x[None, start:end], e[None, start:end], shortest)
        p_value = _p_of_best(x[start:end], e[start:end], shortest, float(best[1][0]), rng, replications)
        if p_value <= level:
            at = start + int(best[0][0])
            before, after = x[start:at].sum() / e[start:at].sum(), x[at:end].sum() / e[at:end].sum()
            ratio = after / before if before else float("inf")
            found.append(Change(at, float(ratio), p_value, start, end))
            waiting += [(start, at), (at, end)]
    return sorted(found, key=lambda change: change.at)


def _best_cut(x: Floats, e: Floats, shortest: int) -> tuple[Floats, Floats]:
    """For each row the place of its best cut and that cut's log likelihood ratio."""
    n = x.shape[1]
    cuts = np.arange(shortest, n - shortest + 1)
    left, expected = np.cumsum(x, axis=1)[:, cuts - 1], np.cumsum(e, axis=1)[:, cuts - 1]
    total, whole = x.sum(axis=1)[:, None], e.sum(axis=1)[:, None]
    gain = special.xlogy(left, left / expected) + special.xlogy(total - left, (total - left) / (whole - expected))
    gain -= special.xlogy(total, total / whole)
    best = np.argmax(gain, axis=1)
    return cuts[best].astype(np.float64), gain[np.arange(len(x)), best]


def _p_of_best(
    x: Floats, e: Floats, shortest: int, best: float, rng: np.random.Generator, replications: int
) -> float:
    orders = rng.permuted(np.tile(np.arange(x.size), (replications, 1)), axis=1)
    chance = _best_cut(x[orders], e[orders], shortest)[1]
    as_good = np.array([(chance >= best - 1e-9 * max(1.0, best)).sum()])
    return float(resampling.pseudo_p(as_good, replications)[0])


def _checked(
    counts: ArrayLike, expected: ArrayLike | None, replications: int, shortest: int
) -> tuple[Floats, Floats]:
    x = doors.counts("counts", counts).astype(np.float64)
    e = np.ones(x.size) if expected is None else doors.numbers("expected", expected)
    doors.same_length(counts=x, expected=e)
    if none := int((e <= 0).sum()):
        raise ValueError(f"expected must be above 0; it is not in {none:,} of {e.size:,} rows.")
    if replications < 1 or shortest < 1:
        raise ValueError("replications and shortest must be 1 or more.")
    return x, e
