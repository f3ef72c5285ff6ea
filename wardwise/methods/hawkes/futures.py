"""Futures of a fitted model, made by chance, and how much its numbers differ between towns made like it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wardwise.methods.doors import Floats, Integers
from wardwise.methods.hawkes.area import StudyArea
from wardwise.methods.hawkes.fitting import fit
from wardwise.methods.hawkes.model import Fitted
from wardwise.methods.hawkes.simulation import Simulated, branch
from wardwise.methods.hawkes.trend import whole_days


@dataclass(frozen=True)
class Bootstrap:
    """Numbers of fits to towns made from a fit; each array has shape (replications,), NaN where nothing triggers."""

    theta: Floats
    omega_per_day: Floats
    sigma_m: Floats


def simulate(
    fitted: Fitted, *, start_day: float, horizon_days: float, rng: np.random.Generator, known: bool = True
) -> Simulated:
    """What might the days to come look like?

    Use it for how far a forecast may be off: make some hundred futures and count. For the mean of all futures take
    `expected_counts`, which is exact and faster.

    Parameters
    ----------
    fitted : Fitted
        From `fit`, with theta below 1.
    start_day, horizon_days : float
        The days to make.
    rng : numpy.random.Generator
        Where chance comes from.
    known : bool
        Whether the fitted events go on bringing others; False makes a town that begins with nothing.

    Returns
    -------
    Simulated
        New events only, in the study area, in order of time.

    Notes
    -----
    A background event takes the place of an event drawn by its chance of being background, moved by the kernel of
    the density drawn, until it falls into the area. Linear in what is made.

    Examples
    --------
    >>> from wardwise.methods.hawkes import box, fit
    >>> rng = np.random.default_rng(1)
    >>> found = fit(*rng.uniform(0, 1000, (2, 200)), rng.uniform(0, 400, 200), box(0, 0, 1000, 1000), start_day=0,
    ...             end_day=400)
    >>> future = simulate(found, start_day=400, horizon_days=400, rng=rng)
    >>> 100 < future.x.size < 300
    True
    """
    end = start_day + horizon_days
    rate = fitted.background_events / (fitted.end_day - fitted.start_day)
    count = int(rng.poisson(rate * fitted.trend.integral(start_day, end)))
    parts = [(*_places(fitted, count, rng), _times(fitted, count, start_day, end, rng))]
    if fitted.theta == 0:
        x, y, days = parts[0]
        order = np.argsort(days, kind="stable")
        none = np.zeros(count, dtype=np.int64)
        return Simulated(x[order], y[order], days[order], none - 1, none)
    if known:
        parts.append(_children_of_known(fitted, start_day, end, rng))
    x, y, days = (np.concatenate([part[k] for part in parts]) for k in range(3))
    numbers = {"theta": fitted.theta, "omega_per_day": fitted.omega_per_day, "sigma_m": fitted.sigma_m}
    return branch(x, y, days, **numbers, rng=rng, end_day=end, area=fitted.area)


def _places(fitted: Fitted, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Places of background events."""
    level = rng.choice(fitted.background.shares.size, count, p=fitted.background.shares)
    x, y = np.empty(count), np.empty(count)
    even = level == fitted.background.shares.size - 1
    x[even], y[even] = _anywhere(fitted.area, int(even.sum()), rng)
    for row, width in enumerate(fitted.background.bandwidths_m):
        drawn = np.flatnonzero(level == row)
        if drawn.size:
            origin = rng.choice(
                fitted.x.size, drawn.size, p=fitted.background_chance / fitted.background_chance.sum()
            )
            x[drawn], y[drawn] = _moved(fitted, origin, width[origin], rng)
    return x, y


def _anywhere(area: StudyArea, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    cell = rng.choice(area.inside.size, count, p=area.inside.ravel() / area.inside.sum())
    row, column = np.divmod(cell, area.inside.shape[1])
    right, up = rng.uniform(size=(2, count))
    return area.west + (column + right) * area.width, area.south + (row + up) * area.height


def _moved(fitted: Fitted, origin: Integers, width: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Places by the kernels of these events, each drawn again until it lies in the area."""
    x, y = np.empty(origin.size), np.empty(origin.size)
    open_ = np.arange(origin.size)
    while open_.size:
        at = origin[open_]
        step = rng.normal(size=(2, open_.size)) * width[open_]
        x[open_], y[open_] = fitted.x[at] + step[0], fitted.y[at] + step[1]
        open_ = open_[~fitted.area.contains(x[open_], y[open_])]
    return x, y


def _times(fitted: Fitted, count: int, start: float, end: float, rng: np.random.Generator) -> Floats:
    days, lengths = whole_days(start, end)
    weight = fitted.trend.factor(days) * lengths
    day = rng.choice(days.size, count, p=weight / weight.sum())
    return np.asarray(np.maximum(days[day], start) + lengths[day] * rng.uniform(size=count))


def _children_of_known(
    fitted: Fitted, start: float, end: float, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """What events before the start still bring directly."""
    age = start - fitted.days
    recent = np.flatnonzero((age >= 0) & (age < fitted.reach_days))
    left = np.exp(-fitted.omega_per_day * age[recent])
    parent = np.repeat(recent, rng.poisson(fitted.theta * left))
    days = start + rng.exponential(1 / fitted.omega_per_day, parent.size)
    parent, days = parent[days <= end], days[days <= end]
    step = rng.normal(0.0, fitted.sigma_m, (2, parent.size))
    return fitted.x[parent] + step[0], fitted.y[parent] + step[1], days


def bootstrap(fitted: Fitted, *, replications: int, rng: np.random.Generator) -> Bootstrap:
    """How much would the numbers differ, were the same town to live again?

    Use it where few events were fitted, or a number lies near its bound: the standard errors of a fit then say too
    little. It costs `replications` fits.

    Parameters
    ----------
    fitted : Fitted
        From `fit`, with theta below 1.
    replications : int
        Towns to make, 1 or more; some hundred for an interval.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    Bootstrap
        Quantiles of it are an interval; its mean less the fit's number is about the fit's bias.

    References
    ----------
    Wang, Schoenberg and Jackson (2010), doi:10.1785/0120090356, for simulated errors.

    Examples
    --------
    >>> from wardwise.methods.hawkes import box, fit
    >>> rng = np.random.default_rng(1)
    >>> found = fit(*rng.uniform(0, 1000, (2, 200)), rng.uniform(0, 400, 200), box(0, 0, 1000, 1000), start_day=0,
    ...             end_day=400)
    >>> bootstrap(found, replications=3, rng=rng).theta.size
    3
    """
    if replications < 1:
        raise ValueError("replications must be 1 or more.")
    weekly, seasonal = bool((fitted.trend.weekly != 1).any()), bool((fitted.trend.seasonal != 1).any())
    rows = []
    for _ in range(replications):
        horizon = fitted.end_day - fitted.start_day
        made = simulate(fitted, start_day=fitted.start_day, horizon_days=horizon, rng=rng, known=False)
        again = fit(
            made.x, made.y, made.days, fitted.area, start_day=fitted.start_day, end_day=fitted.end_day,
            reach_m=fitted.reach_m, reach_days=fitted.reach_days, finest_m=fitted.finest_m, weekly=weekly,
            seasonal=seasonal,
        )  # fmt: skip
        rows.append((again.theta, again.omega_per_day, again.sigma_m))
    return Bootstrap(*np.array(rows).T)


def within_day(days: Floats, *, rng: np.random.Generator) -> Floats:
    """Times within their days, for records that name only the day.

    Events of one day cannot set each other off when all happened at the same moment, and the model's clock stands
    still; spread over the day by chance they can, in a chance order. Fit a few such drawings and compare.

    Examples
    --------
    >>> np.floor(within_day(np.array([3.0, 3.0, 7.0]), rng=np.random.default_rng(0))).tolist()
    [3.0, 3.0, 7.0]
    """
    return np.asarray(np.floor(days) + rng.uniform(size=np.shape(days)))
