"""How much of what happens is set off by what happened just before, nearby?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.hawkes import background, pairs
from wardwise.methods.hawkes.area import StudyArea
from wardwise.methods.hawkes.climbing import Events, State, climb, standard_errors
from wardwise.methods.hawkes.model import Background, Fitted
from wardwise.methods.hawkes.pairs import NearPairs

FEWEST = 10  # events


def fit(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    area: StudyArea,
    *,
    start_day: float,
    end_day: float,
    reach_m: float = 500.0,
    reach_days: float = 60.0,
    finest_m: float | None = None,
    weekly: bool = False,
    seasonal: bool = False,
    triggering: bool = True,
    max_pairs: int = 50_000_000,
    max_steps: int = 200,
) -> Fitted:
    """How much of what happens is set off by what happened just before, nearby, and how far does that reach?

    Use it for events with days (better: times) and places of their own, such as burglaries of one town over a year or
    more: to tell lasting hot spots from bursts that follow an event, and to forecast both. Do **not** use it on
    months or on shared map points (`knox` on bands can still say whether events cluster); do not read "triggered"
    as "caused": a burst with an outside cause (a market day, an offender on the move) looks the same.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Metres, within the area; 10 events or more.
    days : array_like of float, shape (n,)
        Times in days, from `start_day` to `end_day`, counted from 1970-01-01 if a trend is asked for. Events at the
        same moment do not trigger each other; whole days hide what happens within them (see `within_day`).
    area : StudyArea
        Where events would have been recorded: `box` or `masked`.
    start_day, end_day : float
        The period in which they would have been recorded.
    reach_m, reach_days : float
        An event triggers others within this distance and time; what reaches further counts as background. About
        four times sigma and three mean delays are enough: the shape is fitted as cut off there.
    finest_m : float, optional
        Distance below which places are not told apart: the least sigma and about the least bandwidth. A 32nd of
        `reach_m` if left out.
    weekly, seasonal : bool
        Let the background follow the day of the week; the time of year (needs a year).
    triggering : bool
        False fits the background alone.
    max_pairs : int
        More near pairs than this are refused before memory is taken (4 bytes each).
    max_steps : int
        When to give up.

    Returns
    -------
    Fitted
        Frozen, in the order given.

    Raises
    ------
    ValueError
        If a value is missing, an event lies outside the area or the period, there are too few events or too many
        pairs, or a number is out of range.

    Notes
    -----
    intensity(x, y, t) = g(t) mu(x, y) + sum over earlier events within reach of theta omega exp(-omega dt)
    exp(-r^2 / (2 sigma^2)) / (2 pi sigma^2). mu is a mixture of kernel densities of the events, weighted by their
    chance of being background, and of an even part: some densities of one bandwidth, others whose kernels are each
    so wide that they hold 24, 72, 216, ... events. Each event is left out of its own density, so that likelihood
    chooses the shares; one fixed bandwidth is too wide somewhere and passes lasting hot spots off as triggered.
    Each step: the terms above; Newton's step for all shares and theta at once (a concave problem,
    none below 0); expectation-maximisation for omega and sigma, sped up by Anderson's method. Kernels are divided
    by their share inside the area; children outside the area, after the end or beyond reach are allowed for.
    Standard errors come from the sum of squared slopes, the shares of the background among them.

    Lags and distances are held in 4,096 classes of the reach. Time is linear in pairs, n and the background's grids;
    memory 4 bytes a pair and about 1 kB an event. The order of events does not matter.

    References
    ----------
    Mohler et al. (2011), doi:10.1198/jasa.2011.ap09546, equations 6 to 11; Veen and Schoenberg (2008),
    doi:10.1198/016214508000000148, for the steps; Ogata (1978), doi:10.1007/BF02480216, for the errors; Walker and
    Ni (2011), doi:10.1137/10078356X, for Anderson's method.

    Examples
    --------
    A town of 1,300 lasting and about 700 triggered events: 0.35 each, within about 60 m and ten days.

    >>> from wardwise.methods.hawkes import box, branch
    >>> rng = np.random.default_rng(3)
    >>> town = box(0, 0, 10_000, 10_000)
    >>> made = branch(*rng.uniform(0, 10_000, (2, 1300)), rng.uniform(0, 1000, 1300), theta=0.35,
    ...               omega_per_day=0.1, sigma_m=60, rng=rng, end_day=1000, area=town)
    >>> found = fit(made.x, made.y, made.days, town, start_day=0, end_day=1000)
    >>> abs(found.theta - 0.35) < 2 * found.theta_error, abs(found.sigma_m - 60) < 2 * found.sigma_error
    (True, True)
    """
    reach = _above_nought("reach_m", reach_m), _above_nought("reach_days", reach_days)
    finest = _above_nought("finest_m", reach[0] / 32 if finest_m is None else finest_m)
    period = _period(start_day, end_day, seasonal=seasonal)
    px, py, pt = _events(x, y, days, area, period)
    order, *cells = pairs.in_cell_order(px, py, pt, reach[0])
    events = Events(
        x=px[order],
        y=py[order],
        days=pt[order],
        left=np.minimum(period[1] - pt[order], reach[1]),
        area=area,
        period=period,
        reach_m=reach[0],
        reach_days=reach[1],
        finest_m=finest,
        weekly=weekly,
        seasonal=seasonal,
    )
    near = pairs.none(px.size)
    if triggering:
        near = pairs.near_pairs(events.x, events.y, events.days, cells, reach, max_pairs)
    levels = background.levels(area, events.x, events.y, background.ladder(area, finest))
    state = climb(events, near, levels, max_steps)
    return _as_given(events, near, levels, state, order)


def _above_nought(name: str, value: float) -> float:
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be above 0, not {value!r}.")
    return float(value)


def _period(start_day: float, end_day: float, *, seasonal: bool) -> tuple[float, float]:
    if not (np.isfinite([start_day, end_day]).all() and start_day < end_day):
        raise ValueError("start_day must lie before end_day.")
    if seasonal and end_day - start_day < 365:
        raise ValueError("The time of year can be told apart only in a period of a year or more.")
    return float(start_day), float(end_day)


def _events(
    x: ArrayLike, y: ArrayLike, days: ArrayLike, area: StudyArea, period: tuple[float, float]
) -> tuple[Floats, Floats, Floats]:
    px, py, pt = doors.numbers("x", x), doors.numbers("y", y), doors.numbers("days", days)
    doors.same_length(x=px, y=py, days=pt)
    if px.size < FEWEST:
        raise ValueError(f"A fit needs {FEWEST} events or more, not {px.size}.")
    if outside := int((~area.contains(px, py)).sum()):
        raise ValueError(f"{outside:,} of {px.size:,} events lie outside the study area.")
    if outside := int(((pt < period[0]) | (pt > period[1])).sum()):
        raise ValueError(f"{outside:,} of {px.size:,} events lie before start_day or after end_day.")
    return px, py, pt


def _as_given(
    events: Events, near: NearPairs, levels: list[background.Level], state: State, order: Integers
) -> Fitted:
    back = np.empty(order.size, dtype=np.int64)
    back[order] = np.arange(order.size)
    errors = standard_errors(events, near, state)
    share = state.weights[:-1]
    triggered = state.theta > 0
    return Fitted(
        theta=state.theta,
        omega_per_day=state.omega if triggered else np.nan,
        sigma_m=state.sigma if triggered else np.nan,
        theta_error=errors[0],
        omega_error=errors[1],
        sigma_error=errors[2],
        background_events=float(share.sum()),
        background=Background(
            shares=share / share.sum(),
            neighbours=np.array([level.neighbours for level in levels]),
            bandwidths_m=np.stack([level.bandwidths_m for level in levels])[:, back],
        ),
        trend=state.trend,
        x=events.x[back],
        y=events.y[back],
        days=events.days[back],
        background_chance=state.chance[back],
        intensity=(state.weights @ state.terms)[back],
        log_likelihood=state.log_likelihood,
        pairs=near.lags.size,
        steps=state.steps,
        converged=state.converged,
        area=events.area,
        start_day=events.period[0],
        end_day=events.period[1],
        reach_m=events.reach_m,
        reach_days=events.reach_days,
        finest_m=events.finest_m,
    )
