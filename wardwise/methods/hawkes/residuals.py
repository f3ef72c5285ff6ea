"""Does a fitted model fit? Its own clock, and cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import kolmogorov

from wardwise.methods.doors import Floats, Integers
from wardwise.methods.hawkes.area import share_of_kernel
from wardwise.methods.hawkes.cells import on_grid
from wardwise.methods.hawkes.forecast import explained_counts
from wardwise.methods.hawkes.model import Fitted


@dataclass(frozen=True)
class TimeResiduals:
    """Events on the model's own clock.

    `clock` (n,) holds how many events the model expected up to each event, in order of time. `waits` and `drift` are
    Kolmogorov's distances: of the waits on that clock from the exponential distribution (what the model misses from
    one event to the next), and of the clock from an even run (what it misses over months). `waits_p` and `drift_p`
    are their p-values.
    """

    clock: Floats
    waits: float
    waits_p: float
    drift: float
    drift_p: float


@dataclass(frozen=True)
class CellResiduals:
    """What was seen and what the model explains in each of m cells; arrays have shape (m,).

    `pearson` is (seen - expected) / sqrt(expected), NaN where nothing is expected.
    """

    seen: Integers
    expected: Floats
    pearson: Floats


def time_residuals(fitted: Fitted) -> TimeResiduals:
    """Do events come as fast as the model says, at all times?

    Use it to see a change that the model does not know of: a season, a falling trend, weeks without records. Do not
    use it on whole days: events at one moment have no wait between them (`within_day` first). It does not see where
    events lie (`cell_residuals`).

    Parameters
    ----------
    fitted : Fitted
        From `fit`.

    Returns
    -------
    TimeResiduals
        The clock runs from 0 to about n.

    Notes
    -----
    On the clock of the true model, waits are exponential with mean 1 and events spread evenly. The tests are
    Kolmogorov's with Stephens' correction; a fitted model passes them a little too easily, as its numbers come from
    the same events. Linear in n.

    References
    ----------
    Ogata (1988), doi:10.1080/01621459.1988.10478560, section 3; Stephens (1970),
    doi:10.1111/j.2517-6161.1970.tb00821.x.

    Examples
    --------
    >>> from wardwise.methods.hawkes import box, fit
    >>> rng = np.random.default_rng(2)
    >>> found = fit(*rng.uniform(0, 1000, (2, 300)), rng.uniform(0, 400, 300), box(0, 0, 1000, 1000), start_day=0,
    ...             end_day=400)
    >>> time_residuals(found).waits_p > 0.05
    True
    """
    order = np.argsort(fitted.days, kind="stable")
    days = fitted.days[order]
    clock = fitted.background_events * _run(fitted, days)
    if fitted.theta > 0:
        clock = clock + fitted.theta * _brought(fitted, days, order)
    total = float(clock[-1] + (fitted.x.size + 1 - clock[-1]) / (fitted.x.size + 1))
    waits = _distance(-np.expm1(-np.sort(np.diff(clock, prepend=0.0))))
    return TimeResiduals(clock, *waits, *_distance(clock / total))


def _distance(share: Floats) -> tuple[float, float]:
    """Greatest distance of sorted values between 0 and 1 from evenness, and how often chance goes as far."""
    n = share.size
    distance = max((np.arange(1, n + 1) / n - share).max(), (share - np.arange(n) / n).max())
    return float(distance), float(kolmogorov((np.sqrt(n) + 0.12 + 0.11 / np.sqrt(n)) * distance))


def _run(fitted: Fitted, days: Floats) -> Floats:
    """Share of the background that is over by each time."""
    edges = np.arange(np.floor(fitted.start_day), np.ceil(fitted.end_day) + 1)
    lengths = np.minimum(edges[1:], fitted.end_day) - np.maximum(edges[:-1], fitted.start_day)
    heaped = np.append(0.0, np.cumsum(fitted.trend.factor(edges[:-1]) * lengths))
    at = np.clip(edges, fitted.start_day, fitted.end_day)
    return np.asarray(np.interp(days, at, heaped) / heaped[-1])


def _brought(fitted: Fitted, days: Floats, order: Integers) -> Floats:
    """Children with theta 1 that all earlier events would have brought by each time."""
    within = -np.expm1(-0.5 * (fitted.reach_m / fitted.sigma_m) ** 2)
    each = share_of_kernel(fitted.area, fitted.x[order], fitted.y[order], fitted.sigma_m) * within
    omega, reach = fitted.omega_per_day, fitted.reach_days
    fading = _fading(each, np.exp(-omega * np.diff(days, prepend=days[0])))
    heaped = np.cumsum(each)
    last_old = np.searchsorted(days, days - reach, side="left") - 1  # it and those before brought all they will
    is_old = last_old >= 0
    gone = np.where(is_old, fading[last_old] * np.exp(-omega * (days - days[last_old])), 0.0)
    ended = np.where(is_old, heaped[last_old] * np.exp(-omega * reach), 0.0)
    return np.asarray(heaped - fading + gone - ended)


def _fading(each: Floats, factor: Floats) -> Floats:
    """Running sum in which all that came before fades by a factor at each step."""
    total, answer = 0.0, []
    for new, fade in zip(each.tolist(), factor.tolist(), strict=True):
        total = total * fade + new
        answer.append(total)
    return np.array(answer)


def cell_residuals(fitted: Fitted, cells: ArrayLike) -> CellResiduals:
    """Where does the model explain too much or too little?

    Use it on cells large enough to expect five events or so, to see places the model misses. Do not read each
    cell's figure as a test: look at many cells, and remember that the background was drawn from the same events.

    Parameters
    ----------
    fitted : Fitted
        From `fit`.
    cells : array_like of float, shape (m, 4)
        As for `expected_counts`. An event on the border of two cells belongs to the eastern or northern one.

    Returns
    -------
    CellResiduals
        In the order of `cells`.

    References
    ----------
    Baddeley et al. (2005), doi:10.1111/j.1467-9868.2005.00519.x, section 4.

    Examples
    --------
    >>> from wardwise.methods.hawkes import box, fit
    >>> rng = np.random.default_rng(2)
    >>> found = fit(*rng.uniform(0, 1000, (2, 300)), rng.uniform(0, 400, 300), box(0, 0, 1000, 1000), start_day=0,
    ...             end_day=400)
    >>> cell_residuals(found, [[0, 0, 1000, 1000]]).seen.tolist()
    [300]
    """
    grid = on_grid(cells, fitted.area)
    column = np.floor((fitted.x - grid.west) / grid.width).astype(np.int64)
    row = np.floor((fitted.y - grid.south) / grid.height).astype(np.int64)
    within = (column >= 0) & (column < grid.shape[1]) & (row >= 0) & (row < grid.shape[0])
    number = row[within] * grid.shape[1] + column[within]
    seen = np.bincount(number, minlength=grid.shape[0] * grid.shape[1])[grid.row * grid.shape[1] + grid.column]
    expected = explained_counts(fitted, cells).total
    enough = expected > 0
    pearson = np.full(seen.size, np.nan)
    pearson[enough] = (seen[enough] - expected[enough]) / np.sqrt(expected[enough])
    return CellResiduals(seen.astype(np.int64), expected, pearson)
