"""Standard errors of a fitted regression of counts: from the model, robust, clustered, or for a series in time."""

from __future__ import annotations

import numpy as np

from wardwise.methods.evaluation.checks import Floats, Integers
from wardwise.methods.evaluation.fitting import Fit, solve

FULL = 1e-9  # a cluster that alone decides a coefficient has leverage 1: its residual says nothing


def bread(fit: Fit) -> Floats:
    return solve(fit.gram, np.eye(len(fit.gram)))


def scores(y: Floats, fit: Fit) -> Floats:
    return np.asarray(fit.x * ((y - fit.mean) / (1 + fit.alpha * fit.mean))[:, None])


def robust(y: Floats, fit: Fit, spare: int) -> Floats:
    """White's, times n / (n - k)."""
    u = scores(y, fit)
    return _sandwich(bread(fit), u.T @ u) * y.size / spare


def newey_west(y: Floats, fit: Fit, lags: int, spare: int) -> Floats:
    """Bartlett weights 1 - l / (lags + 1) (Newey and West 1987, equation 5), times n / (n - k)."""
    u = scores(y, fit)
    meat = u.T @ u
    for lag in range(1, lags + 1):
        across = u[lag:].T @ u[:-lag]
        meat += (1 - lag / (lags + 1)) * (across + across.T)
    return _sandwich(bread(fit), meat) * y.size / spare


def clustered(y: Floats, fit: Fit, clusters: Integers, columns: int) -> Floats:
    """CR1: times G / (G - 1) and (n - 1) / (n - k), absorbed effects not counted in k."""
    groups = int(clusters.max()) + 1
    sums = np.zeros((groups, fit.x.shape[1]))
    np.add.at(sums, clusters, scores(y, fit))
    factor = groups / (groups - 1) * (y.size - 1) / (y.size - columns)
    return _sandwich(bread(fit), sums.T @ sums) * factor


def bias_reduced(y: Floats, fit: Fit, clusters: Integers) -> tuple[Floats, Floats]:
    """CR2 and each coefficient's degrees of freedom (Bell and McCaffrey; Pustejovsky and Tipton 2018, eqs 4 and 11).

    The working law of the residuals is the model's own. Absorbed effects that lie within clusters need not be written
    out (their theorem 2): what is left of the columns is at right angles to them.
    """
    inner = bread(fit)
    root = np.linalg.cholesky(inner)
    x = fit.x * np.sqrt(fit.weight)[:, None]
    residual = (y - fit.mean) / np.sqrt(fit.mean * (1 + fit.alpha * fit.mean))
    order = np.argsort(clusters, kind="stable")
    edges = np.flatnonzero(np.diff(clusters[order], prepend=-1, append=clusters.max() + 1))
    groups = len(edges) - 1
    scored, adjusted = np.zeros((groups, len(inner))), np.zeros((groups, len(inner), len(inner)))
    squares = np.zeros((groups, len(inner)))
    for g in range(groups):
        rows = order[edges[g] : edges[g + 1]]
        half = _half(x[rows] @ root)
        scored[g] = root @ (half.T @ residual[rows])
        back = half @ root.T  # A_g X_g M, a column for each coefficient
        squares[g] = (back**2).sum(axis=0)
        adjusted[g] = x[rows].T @ back
    covariance = scored.T @ scored
    degrees = np.array(
        [_satterthwaite(squares[:, j], adjusted[:, :, j], inner) for j in range(len(inner))], dtype=np.float64
    )
    return np.asarray(covariance), degrees


def _half(y: Floats) -> Floats:
    """(I - YY')^(-1/2) Y, directions of leverage 1 left out."""
    left, size, right = np.linalg.svd(y, full_matrices=False)
    rest = 1 - size**2
    times = np.where(rest > FULL, size / np.sqrt(np.maximum(rest, FULL)), 0.0)
    return np.asarray((left * times) @ right)


def _satterthwaite(square: Floats, crossed: Floats, inner: Floats) -> float:
    between = -crossed @ inner @ crossed.T
    between[np.diag_indices_from(between)] += square
    total = float((between**2).sum())
    return float(np.trace(between) ** 2 / total) if total > 0 else float("nan")


def _sandwich(outer: Floats, meat: Floats) -> Floats:
    return np.asarray(outer @ meat @ outer)
