"""The steps by which a self-exciting model is fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from wardwise.methods.doors import Floats
from wardwise.methods.hawkes import kernels, trend
from wardwise.methods.hawkes.area import StudyArea, share_of_kernel
from wardwise.methods.hawkes.background import Level
from wardwise.methods.hawkes.pairs import NearPairs

CLOSE = 2e-5  # change of theta, and of the others times theta, at which the steps end
MOVED = 0.01  # mean change of the chances, in parts of theta, after which the background is spread anew
FIRST = 5  # steps in which theta is kept above nothing
SLOWEST = 1.5  # mean delays that the reach must hold: with fewer, a slow change looks like triggering
WIDEST = 2.5  # sigmas that the reach must hold: with fewer, a dense neighbourhood looks like triggering
NOTHING = 1e-6  # a theta below this is none


@dataclass(frozen=True)
class Events:
    """Events in the order of their cells, and what does not change while fitting."""

    x: Floats
    y: Floats
    days: Floats
    left: Floats  # days in which each event's children could have been seen
    area: StudyArea
    period: tuple[float, float]
    reach_m: float
    reach_days: float
    finest_m: float
    weekly: bool
    seasonal: bool


@dataclass
class State:
    """What the steps change.

    `terms` (k + 2, n) are the intensities at each event of one background event spread by each bandwidth and evenly,
    and of triggering with theta 1; `weights` (k + 2,) say how much there is of each.
    """

    weights: Floats
    omega: float
    sigma: float
    terms: Floats
    trend: trend.Trend
    chance: Floats
    log_likelihood: float = -np.inf
    steps: int = 0
    converged: bool = False

    @property
    def theta(self) -> float:
        return float(self.weights[-1]) if self.weights[-1] > NOTHING else 0.0


def climb(events: Events, near: NearPairs, levels: list[Level], max_steps: int) -> State:
    """Steps from a rough start until nothing changes any more."""
    state = _start(events, levels)
    memory = Anderson()
    settled = False
    spread = state.chance + 1
    for step in range(max_steps):
        moved_on = float(np.abs(state.chance - spread).mean()) / max(state.theta, 1e-3)
        if settled or moved_on > MOVED:
            spread = state.chance
            _spread_background(state, events, levels, everything=settled or moved_on > 10 * MOVED)
        before = _numbers(state)
        children, aim = _expect(state, events, near)
        worse = _share(state, children, least=0.01 if near.lags.size and step < FIRST else 0.0)
        if near.lags.size:
            memory = Anderson() if worse else memory
            _move(state, events, memory.next(before[1:], aim))
        state.steps = step + 1
        change = np.abs(_numbers(state) - before) * [1.0, state.theta, state.theta]
        close = bool(change.max() < CLOSE) and step >= FIRST
        if close and settled:
            state.converged = True
            break
        settled = close
    return state


def _start(events: Events, levels: list[Level]) -> State:
    """Seven in ten events from the background, at all bandwidths alike; delays and distances a fifth of the reach."""
    n, terms = events.x.size, len(levels) + 2
    return State(
        weights=np.append(np.full(terms - 1, 0.7 * n / (terms - 1)), 0.3),
        omega=5.0 / events.reach_days,
        sigma=max(events.reach_m / 5, events.finest_m),
        terms=np.zeros((terms, n)),
        trend=trend.FLAT,
        chance=np.full(n, 0.7),
    )


def _numbers(state: State) -> Floats:
    return np.array([state.weights[-1], np.log(state.omega), np.log(state.sigma)])


def _spread_background(state: State, events: Events, levels: list[Level], *, everything: bool) -> None:
    """Each event's background intensity by bandwidth; a bandwidth without any share is left as it was."""
    if events.weekly or events.seasonal:
        state.trend = trend.estimated(
            events.days, state.chance, events.period, weekly=events.weekly, seasonal=events.seasonal
        )
    rate = state.trend.factor(events.days) / (events.period[1] - events.period[0])
    others = rate / (state.chance.sum() - state.chance)
    for row, level in enumerate(levels):
        if everything or state.weights[row] > 0:
            state.terms[row] = level.left_out(state.chance) * others
    state.terms[-2] = rate / events.area.area_m2


def _expect(state: State, events: Events, near: NearPairs) -> tuple[float, Floats]:
    """Children seen of all events with theta 1, and where omega and sigma would go (as logarithms)."""
    omega, sigma, theta = state.omega, state.sigma, float(state.weights[-1])
    by_lag, by_gap = np.zeros(near.lag_days.size), np.zeros(near.gap_m.size)
    in_time, in_space = delays(near.lag_days, omega), distances(near.gap_m, sigma)
    back = state.weights[:-1] @ state.terms[:-1]
    kernels.share_out(
        near.offsets, near.lags, near.gaps, in_time, in_space, theta, back, state.terms[-1], by_lag, by_gap
    )
    share = share_of_kernel(events.area, events.x, events.y, sigma)
    edge = 0.5 * (events.reach_m / sigma) ** 2
    within = -np.expm1(-edge)
    ended = np.exp(-omega * events.left)
    children = float((share * (1 - ended)).sum() * within)
    triggered = by_lag.sum()
    if triggered <= 0:
        return children, np.log([omega, sigma])
    # The slopes of the logarithm of `children` say what the edges hide of longer delays and distances.
    wider = share_of_kernel(events.area, events.x, events.y, sigma * 1.01)
    of_sigma = np.log((wider * (1 - ended)).sum() * within / children) / np.log(1.01)
    of_sigma -= 2 * edge * np.exp(-edge) / within
    of_omega = omega * (share * events.left * ended).sum() * within / children
    new_omega = (1 - min(of_omega, 0.95)) * triggered / (by_lag @ near.lag_days)
    new_sigma = np.sqrt(by_gap @ near.gap_m**2 / (triggered * (2 + max(of_sigma, -1.9))))
    return children, np.log([new_omega, new_sigma])


def delays(days: Floats, omega: float) -> Floats:
    return np.asarray(omega * np.exp(-omega * days))


def distances(metres: Floats, sigma: float) -> Floats:
    return np.asarray(np.exp(-0.5 * (metres / sigma) ** 2) / (2 * np.pi * sigma**2))


def _share(state: State, children: float, *, least: float) -> bool:
    """Newton's step for the weights, none below 0, and the chances that follow; says whether the last step went down.

    The log-likelihood sum(log(weights @ terms)) - costs @ weights is concave in the weights.
    """
    costs = np.append(np.ones(state.weights.size - 1), children)
    intensity = state.weights @ state.terms
    now = float(np.log(intensity).sum() - costs @ state.weights)
    worse = now < state.log_likelihood
    parts = state.terms / intensity
    size = np.sqrt((parts**2).sum(axis=1))
    scale = 1 / np.where(size > 0, size, 1.0)
    parts *= scale[:, None]
    root = np.linalg.cholesky(parts @ parts.T + 1e-9 * np.eye(scale.size)).T
    aim = np.linalg.solve(root.T, 2 * parts.sum(axis=1) - costs * scale)
    step = nnls(root, aim)[0] * scale - state.weights
    length = 1.0
    while length > 1e-4:
        weights = state.weights + length * step
        tried = weights @ state.terms
        if tried.min() > 0 and (level := float(np.log(tried).sum() - costs @ weights)) >= now:
            state.weights, intensity, now = weights, tried, level
            break
        length /= 2
    state.weights[-1] = max(state.weights[-1], least)
    state.log_likelihood = now
    state.chance = 1 - state.weights[-1] * state.terms[-1] / (state.weights @ state.terms)
    return worse


def _move(state: State, events: Events, aim: Floats) -> None:
    """Omega and sigma within what the reach and the finest distance let us tell."""
    reach_days = events.reach_days
    state.omega = float(np.clip(np.exp(aim[0]), SLOWEST / reach_days, kernels.LEVELS / (10 * reach_days)))
    state.sigma = float(np.clip(np.exp(aim[1]), events.finest_m, max(events.reach_m / WIDEST, events.finest_m)))


class Anderson:
    """Anderson's way of speeding a fixed point up: from the last two steps, where would they lead?"""

    def __init__(self) -> None:
        self.points: list[Floats] = []
        self.steps: list[Floats] = []

    def next(self, point: Floats, image: Floats) -> Floats:
        step = image - point
        self.points, self.steps = [*self.points[-2:], point], [*self.steps[-2:], step]
        if len(self.points) < 2:
            return image
        turns = np.diff(self.steps, axis=0).T
        moves = np.diff(self.points, axis=0).T
        factors = np.linalg.lstsq(turns, step, rcond=1e-3)[0]
        jump = step - (moves + turns) @ factors
        # A jump far beyond the step itself, or against it, is a guess from noise.
        bound = np.maximum(8 * np.abs(step), 1e-12)
        return np.asarray(point + np.clip(jump, -bound, bound)) if jump @ step > 0 else image


def standard_errors(events: Events, near: NearPairs, state: State) -> tuple[float, float, float]:
    """Of theta, omega and sigma, the weights of the background being estimated too."""
    if state.theta == 0:
        return np.nan, np.nan, np.nan
    lag, gap = near.lag_days, near.gap_m / state.sigma
    in_time, in_space = delays(lag, state.omega), distances(near.gap_m, state.sigma)
    rows_in_time = np.stack([in_time, in_time * (1 - state.omega * lag), in_time])
    rows_in_space = np.stack([in_space, in_space, in_space * (gap**2 - 2)])
    slope = np.zeros((events.x.size, 3))
    kernels.slopes(near.offsets, near.lags, near.gaps, rows_in_time, rows_in_space, slope)
    active = np.append(state.weights[:-1] > 1e-3 * state.weights[:-1].sum(), False)
    all_slopes = np.vstack([state.theta * slope.T, state.terms[active] * state.weights[active, None]])
    relative = all_slopes / (state.weights @ state.terms)
    covariance = np.linalg.pinv(relative @ relative.T, hermitian=True)
    errors = np.sqrt(np.diag(covariance)[:3])
    return float(errors[0] * state.theta), float(errors[1] * state.omega), float(errors[2] * state.sigma)
