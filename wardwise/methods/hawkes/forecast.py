"""What a fitted model expects in each cell: of the days to come, and of the days it was fitted to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc

from wardwise.methods.doors import Floats
from wardwise.methods.hawkes.cells import Cells, add_curves, background_in, on_grid
from wardwise.methods.hawkes.model import Fitted

LEAST = 1e-4  # generations are followed until they add less than this share


@dataclass(frozen=True)
class ExpectedCounts:
    """Expected events in each of m cells; arrays have shape (m,).

    `background` counts events that nothing before the horizon brings, and what they bring in their turn; `triggered`
    what events known before the horizon bring, directly or not.
    """

    background: Floats
    triggered: Floats

    @property
    def total(self) -> Floats:
        return np.asarray(self.background + self.triggered)


def expected_counts(fitted: Fitted, cells: ArrayLike, *, start_day: float, horizon_days: float) -> ExpectedCounts:
    """How many events are to be expected in each cell in the days to come?

    Use it right after a fit to all that is known, for a few days up to a season. Do not use it to say that a place
    *will* be hit: look at what share of the expected events the first cells hold, and test it on days held out
    against a plain decayed count.

    Parameters
    ----------
    fitted : Fitted
        From `fit`; the events before `start_day` are what is known.
    cells : array_like of float, shape (m, 4)
        West, south, east and north in metres, all of one size on one grid (holes allowed).
    start_day : float
        When the horizon begins; the end of the fitted period or later.
    horizon_days : float
        How long it is, above 0.

    Returns
    -------
    ExpectedCounts
        Events per cell, in the order of `cells`. A cell partly outside the study area counts by its part inside.

    Raises
    ------
    ValueError
        If cells are missing, of different sizes or not on one grid, the horizon is not above 0 or begins before the
        end of the fitted period, or theta is 1 or more.

    Notes
    -----
    The mean of all futures, generation by generation: generation i of an event reaches sigma sqrt(i) and falls within
    H days with the gamma distribution's share P(i, omega H), theta^i of them. A known event has a share
    exp(-omega (start - t)) of its children still to come. Curves are integrated over cells exactly; sources within a
    quarter of a bandwidth are drawn together where cells are fine. Linear in events times the cells in reach.

    References
    ----------
    Hawkes and Oakes (1974), doi:10.2307/3212693, for the generations; Mohler et al. (2011),
    doi:10.1198/jasa.2011.ap09546, section 4, for the use.

    Examples
    --------
    >>> from wardwise.methods.hawkes import box, fit
    >>> rng = np.random.default_rng(1)
    >>> found = fit(*rng.uniform(0, 1000, (2, 200)), rng.uniform(0, 400, 200), box(0, 0, 1000, 1000), start_day=0,
    ...             end_day=400)
    >>> halves = expected_counts(found, [[0, 0, 500, 1000], [500, 0, 1000, 1000]], start_day=400, horizon_days=20)
    >>> bool(abs(halves.total.sum() - 10) < 1)
    True
    """
    if not (np.isfinite(horizon_days) and horizon_days > 0):
        raise ValueError(f"horizon_days must be above 0, not {horizon_days!r}.")
    if not (np.isfinite(start_day) and start_day >= fitted.end_day):
        raise ValueError("start_day must not lie before the end of the fitted period: it would leave events out.")
    if fitted.theta >= 1:
        raise ValueError(
            f"theta is {fitted.theta:.2f}: at 1 or more each event brings ever more, and no mean exists."
        )
    grid = on_grid(cells, fitted.area)
    start, horizon = float(start_day), float(horizon_days)
    span = fitted.end_day - fitted.start_day
    rate = fitted.background_events / span * fitted.trend.integral(start, start + horizon) / horizon
    background = background_in(grid, fitted, _generations(fitted, rate, horizon))
    return ExpectedCounts(background, _from_known(grid, fitted, start, horizon))


def _count(fitted: Fitted) -> int:
    """Generations to follow."""
    return 0 if fitted.theta == 0 else int(np.ceil(np.log(LEAST) / np.log(min(max(fitted.theta, 1e-4), 0.9))))


def _generations(fitted: Fitted, rate: float, horizon: float) -> list[tuple[float, float]]:
    """For the background event and each generation after it: how many in the horizon, and the variance added."""
    answer = [(rate * horizon, 0.0)]
    for i in range(1, _count(fitted) + 1):
        turns = fitted.omega_per_day * horizon
        days = horizon * gammainc(i, turns) - i / fitted.omega_per_day * gammainc(i + 1, turns)
        answer.append((rate * fitted.theta**i * float(days), i * fitted.sigma_m**2))
    return answer


def _from_known(cells: Cells, fitted: Fitted, start: float, horizon: float) -> Floats:
    total = np.zeros(cells.shape)
    if fitted.theta > 0:
        age = start - fitted.days
        recent = (age >= 0) & (age < fitted.reach_days)
        left = fitted.theta * np.exp(-fitted.omega_per_day * age[recent])
        for i in range(1, _count(fitted) + 1):
            share = fitted.theta ** (i - 1) * float(gammainc(i, fitted.omega_per_day * horizon))
            add_curves(total, cells, fitted.x[recent], fitted.y[recent], left * share, fitted.sigma_m * np.sqrt(i))
    return np.asarray(total[cells.row, cells.column] * cells.inside)


def explained_counts(fitted: Fitted, cells: ArrayLike) -> ExpectedCounts:
    """How many events does the model explain in each cell, over the days it was fitted to?

    Here `triggered` is what the events themselves bring; see `cell_residuals` for the comparison with what was seen.
    Parameters, errors and cost as for `expected_counts`.
    """
    grid = on_grid(cells, fitted.area)
    background = background_in(grid, fitted, [(fitted.background_events, 0.0)])
    total = np.zeros(grid.shape)
    if fitted.theta > 0:
        left = np.minimum(fitted.end_day - fitted.days, fitted.reach_days)
        within = -np.expm1(-0.5 * (fitted.reach_m / fitted.sigma_m) ** 2)
        weights = fitted.theta * within * -np.expm1(-fitted.omega_per_day * left)
        add_curves(total, grid, fitted.x, fitted.y, weights, fitted.sigma_m)
    return ExpectedCounts(background, total[grid.row, grid.column] * grid.inside)
