"""A mixture of maps: weights that make past windows most likely."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Floats
from wardwise.methods.forecasts.windows import Window

ROUNDS = 40  # more rounds fit the noise of rare events


def best_weights(shares: NDArray[np.floating], events: Floats, *, rounds: int = ROUNDS, prior: float = 0.0) -> Floats:
    """The weights of several forecasts that make the events most likely; they sum to 1.

    Parameters
    ----------
    shares : ndarray, shape (cells with events, forecasts)
        What share each forecast gave to the cell.
    events : ndarray, shape (cells with events,)
        How many came, by their weight.
    rounds : int
        Rounds of expectation and maximisation; the likelihood rises in each.
    prior : float
        Events that each forecast is given beforehand: with few events weights stay near to equal.

    References
    ----------
    Redner, R. A. and Walker, H. F. (1984). Mixture densities, maximum likelihood and the EM algorithm. SIAM Review
    26, 195-239. doi:10.1137/1026034, equation 4.3 with known components.

    Examples
    --------
    >>> best_weights(np.array([[0.9, 0.1], [0.1, 0.9]]), np.array([3.0, 1.0]), rounds=500).round(2).tolist()
    [0.81, 0.19]
    """
    weights = np.full(shares.shape[1], 1 / shares.shape[1])
    rows = np.asarray(shares, dtype=np.float64)
    for _ in range(rounds):
        together = rows @ weights
        part = np.divide(events, together, out=np.zeros_like(together), where=together > 0)
        weights = weights * (part @ rows) + prior
        weights /= weights.sum()
    return weights


def best_power(shares: Sequence[Floats], events: Sequence[Floats], *, spread: float = 0.15) -> float:
    """The power that all shares should be raised to, so that the events become most likely.

    Above 1 the forecasts were too flat, below 1 too sharp; the order of cells stays. A power near 1 is taken for
    granted, by a normal curve of width `spread`.

    Parameters
    ----------
    shares : sequence of ndarray, shape (cells,)
        What each window's forecast gave to every cell, above 0.
    events : sequence of ndarray, shape (cells,)
        Events in each window.
    spread : float
        How far from 1 the power may easily be.

    Notes
    -----
    Newton's method on the log-likelihood, which has a single top.

    References
    ----------
    Cox, D. R. (1958). Two further applications of a model for binary regression. Biometrika 45, 562-565.
    doi:10.1093/biomet/45.3-4.562 (the slope of calibration).

    Examples
    --------
    >>> flat, sharp = np.array([0.4, 0.3, 0.3]), np.array([0.4, 0.3, 0.3]) ** 3
    >>> round(best_power([flat], [10_000 * sharp / sharp.sum()], spread=10), 2)
    3.0
    """
    logs = [np.log(share) for share in shares]
    power = 1.0
    for _ in range(6):
        slope, bend = (1 - power) / spread**2, 1 / spread**2
        for log, came in zip(logs, events, strict=True):
            part = np.exp(power * (log - log.max()))
            part /= part.sum()
            mean = float(part @ log)
            slope += float(came @ log) - float(came.sum()) * mean
            bend += float(came.sum()) * float(part @ (log - mean) ** 2)
        power = float(np.clip(power + slope / bend, 0.5, 4.0))
    return power


def mixture_weights(windows: Sequence[Window], names: tuple[str, ...] | None = None) -> Floats:
    """Weights of the maps (0 for those not named) from what came in past windows; equal ones if nothing came."""
    every = windows[0].maps.names
    used = np.array([names is None or name in names for name in every])
    rows, counts = [], []
    for window in windows:
        events = window.events[window.cells]
        hit = np.flatnonzero(events)
        rows.append(window.maps.shares[np.ix_(used, hit)].T)
        counts.append(events[hit] * window.stands_for[hit] * window.weight)
    weights = np.zeros(used.size)
    weights[used] = best_weights(np.concatenate(rows), np.concatenate(counts))
    return weights
