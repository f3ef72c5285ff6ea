"""How much months hang together, left open: covariances averaged over what the residuals leave likely."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from wardwise.methods.evaluation.checks import Floats, NoAnswer
from wardwise.methods.evaluation.errors import bread
from wardwise.methods.evaluation.fitting import Fit

CARRIED = (0.15, 0.3, 0.45, 0.6, 0.75, 0.85, 0.93)  # correlation of what is carried over with that of a month later
SHARES = (0.25, 0.5, 0.75, 1.0)  # of the variance that is carried over; the rest is each month's own
INDEPENDENT = 0.3  # weight, beforehand, of nothing being carried over
LONGEST = 1_000


def serial(y: Floats, fit: Fit, spare: int) -> Floats:
    """Covariance of the coefficients, averaged with the restricted likelihood of each way of hanging together.

    One way alone, even the likeliest, would take a guess for the truth: with 36 to 60 months the guess is poor, and
    always on the low side without the restriction. Less variance than chance is not believed.
    """
    if y.size > LONGEST:
        raise NoAnswer("too_long", f'More than {LONGEST:,} rows: use errors "newey-west".')
    ways, whiten, log_size, before = _ways(y.size)
    x = fit.x * np.sqrt(fit.weight)[:, None]
    residual = (y - fit.mean) / np.sqrt(fit.mean * (1 + fit.alpha * fit.mean))
    wx, we = whiten @ x, whiten @ residual
    gram = np.swapaxes(wx, 1, 2) @ wx
    crossed = np.einsum("wnk,wn->wk", wx, we)
    shift = np.linalg.solve(gram, crossed[..., None])[..., 0]
    left = np.maximum((we**2).sum(axis=1) - (crossed * shift).sum(axis=1), 1e-300)
    likely = -(log_size + np.linalg.slogdet(gram)[1] + spare * np.log(left)) / 2 + before
    weight = np.exp(likely - likely.max())
    weight /= weight.sum()
    out = x @ bread(fit)
    return np.asarray(out.T @ np.tensordot(weight * np.maximum(left / spare, 1), ways, axes=1) @ out)


@lru_cache(maxsize=2)
def _ways(n: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Correlation matrices, what makes each the identity, logarithms of their determinants and of their weights."""
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    each = [(1 - share) * np.eye(n) + share * carried**apart for carried in CARRIED for share in SHARES]
    ways = np.array([np.eye(n), *each])
    lower = np.linalg.cholesky(ways)
    log_size = 2 * np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    weights = np.array([INDEPENDENT, *[(1 - INDEPENDENT) / len(each)] * len(each)])
    return ways, np.linalg.inv(lower), log_size, np.log(weights)
