"""Rolling origins: forecasters on the same past windows, and whether one is ahead of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.methods.doors import Floats, numbers, same_length, share
from wardwise.methods.forecasts.interface import Forecaster, Past, Places, Task
from wardwise.methods.forecasts.scores import FIRST, forecast_scores, overlap

TOP = 0.01  # of the cells: where calibration is looked at


@dataclass(frozen=True)
class Backtest:
    """What each forecaster was worth in each window; every array has shape (forecasters, windows).

    Attributes
    ----------
    names : tuple of str
        The forecasters.
    origins : ndarray, shape (windows,)
        First days of the windows that had an event.
    events : ndarray, shape (windows,)
        Events in them.
    pai, pei, auc5, bits : ndarray
        As in `forecast_scores`.
    top_observed, top_expected : ndarray
        Events in the 1% of cells where most were expected, and how many were expected there.
    kept : ndarray
        Share of the hottest 5% of the area that was hot in the window before too; NaN in the first.
    """

    names: tuple[str, ...]
    origins: Floats
    events: Floats
    pai: Floats
    pei: Floats
    auc5: Floats
    bits: Floats
    top_observed: Floats
    top_expected: Floats
    kept: Floats


def backtest(
    forecasters: Sequence[Forecaster],
    past: Past,
    places: Places,
    tasks: Sequence[Task],
    *,
    coverage: float,
    rng: np.random.Generator,
) -> Backtest:
    """How would these forecasters have done, each time knowing only what came before?

    Use windows that nobody looked at while choosing the forecasters. Do **not** use windows that overlap if
    differences are to get an interval: they are no independent trials.

    Parameters
    ----------
    forecasters : sequence of Forecaster
        Each is fitted anew for every window.
    past : Past
        All events, those of the windows too.
    places : Places
        The cells.
    tasks : sequence of Task
        The windows, the earliest first.
    coverage : float
        Share of the area for PAI and PEI, between 0 and 1.
    rng : numpy.random.Generator
        For forecasters that use chance.

    Returns
    -------
    Backtest
        Windows without a target event in the cells are left out.

    Raises
    ------
    ValueError
        `coverage` is not between 0 and 1, or a forecaster refuses a window.
    """
    share("coverage", coverage)
    cells = places.cells_of(past.x, past.y)
    origins, events, rows, tops, kept = [], [], [], [], []
    hot: list[Floats] = []
    for task in tasks:
        window = past.target & (past.day >= task.origin) & (past.day < task.origin + task.days) & (cells >= 0)
        came = np.bincount(cells[window], minlength=places.area.size).astype(np.float64)
        if not came.any():
            continue
        known = past.before(task.origin)
        found = [one.fit(known, places, task, rng=rng) for one in forecasters]
        scored = [
            forecast_scores(one.score, came, places.area, coverage=coverage, expected=one.expected) for one in found
        ]
        origins.append(task.origin)
        events.append(came.sum())
        rows.append([(one.pai, one.pei, one.auc5, one.bits) for one in scored])
        tops.append([_top(one.expected, came) for one in found])
        now = [one.score for one in found]
        pairs = zip(hot, now, strict=True) if hot else ()
        stays = [overlap(before, after, places.area, coverage=FIRST) for before, after in pairs]
        kept.append(stays or [np.nan] * len(found))
        hot = now
    table = np.array(rows, dtype=np.float64).reshape(-1, len(forecasters), 4).transpose(2, 1, 0)
    top = np.array(tops, dtype=np.float64).reshape(-1, len(forecasters), 2).transpose(2, 1, 0)
    return Backtest(
        tuple(one.name for one in forecasters),
        np.array(origins, dtype=np.float64),
        np.array(events, dtype=np.float64),
        pai=table[0],
        pei=table[1],
        auc5=table[2],
        bits=table[3],
        top_observed=top[0],
        top_expected=top[1],
        kept=np.array(kept, dtype=np.float64).reshape(-1, len(forecasters)).T,
    )


def _top(expected: Floats, came: Floats) -> tuple[float, float]:
    """Events in the cells where most were expected, and how many were expected there."""
    cells = np.argsort(-expected, kind="stable")[: max(1, round(TOP * expected.size))]
    return float(came[cells].sum()), float(expected[cells].sum())


@dataclass(frozen=True)
class Difference:
    """A mean of paired differences with its interval; above 0, the first is ahead."""

    mean: float
    low: float
    high: float


def paired_difference(
    ours: ArrayLike, theirs: ArrayLike, *, rng: np.random.Generator, replications: int = 1999, level: float = 0.95
) -> Difference:
    """Is one forecaster ahead of another, or could it be the luck of these windows?

    Use it with the scores of both in the same windows, which should not overlap. With fewer than about eight
    windows the interval says little. Do **not** compare the means of different windows.

    Parameters
    ----------
    ours, theirs : array_like, shape (windows,)
        Scores in the same windows.
    rng : numpy.random.Generator
        Draws the windows.
    replications : int
        Number of draws.
    level : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    Difference
        Of the means, ours less theirs; NaN without windows.

    Raises
    ------
    ValueError
        A score is missing or the lengths differ.

    Notes
    -----
    Windows are drawn with replacement, both scores together; the interval is that of Student's t on the draws' own
    standard errors (bootstrap t), which with few windows covers better than percentiles of the means.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, section 12.5.
    doi:10.1007/978-1-4899-4541-9

    Examples
    --------
    >>> found = paired_difference([3, 4, 5, 6], [2, 3, 4, 5], rng=np.random.default_rng(1))
    >>> found.mean, found.low, found.high
    (1.0, 1.0, 1.0)
    """
    first, second = numbers("ours", ours), numbers("theirs", theirs)
    same_length(ours=first, theirs=second)
    differences = first - second
    tail = (1 - share("level", level)) / 2
    if not differences.size:
        return Difference(np.nan, np.nan, np.nan)
    mean, error = float(differences.mean()), _error(differences[None, :])[0]
    drawn = differences[rng.integers(0, differences.size, (replications, differences.size))]
    errors = _error(drawn)
    some = errors > 1e-12 * max(abs(mean), float(np.abs(differences).max()), 1e-300)
    if not some.any():
        return Difference(mean, mean, mean)
    t = (drawn.mean(axis=1)[some] - mean) / errors[some]
    low, high = np.quantile(t, [tail, 1 - tail])
    return Difference(mean, float(mean - high * error), float(mean - low * error))


def _error(rows: NDArray[np.float64]) -> Floats:
    """The standard error of each row's mean; 0 with one entry."""
    size = rows.shape[1]
    return np.asarray(rows.std(axis=1, ddof=1) / np.sqrt(size) if size > 1 else np.zeros(rows.shape[0]))
