"""Fitting a regression of counts: iterated weighted least squares with a log link, one set of effects absorbed.

With `absorb` every label has a level of its own that is never written out as a column: least squares on what is left
after each label's weighted mean is taken out gives the same other coefficients (Frisch and Waugh).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.special import digamma, gammaln, polygamma

from wardwise.methods.evaluation.checks import Floats, Integers, NoAnswer

STEPS = 100
CLOSE = 1e-11  # change of a coefficient, on its column's own scale
DEPENDENT = 1e-10  # least eigenvalue of the columns' correlations that still counts as independent


@dataclass(frozen=True)
class Problem:
    """What is to be fitted: counts y, columns x, logarithm of the exposure, and labels to absorb (or none)."""

    y: Floats
    x: Floats
    offset: Floats
    absorb: Integers | None

    @property
    def effects(self) -> int:
        return 0 if self.absorb is None else len(np.unique(self.absorb))

    @property
    def spare(self) -> int:
        """Rows beyond the number of coefficients, absorbed ones counted."""
        return int(self.y.size) - int(self.x.shape[1]) - self.effects


@dataclass(frozen=True)
class Fit:
    """Coefficients b and fitted means; `x` are the columns less their absorbed part, `gram` = x'Wx."""

    b: Floats
    mean: Floats
    alpha: float
    weight: Floats
    x: Floats
    gram: Floats
    steps: int


class Demeaner:
    """Takes the weighted mean of each label out of columns."""

    def __init__(self, labels: Integers | None) -> None:
        self.labels = labels
        if labels is not None:
            rows = np.arange(labels.size)
            self.sums = sparse.csr_array(
                (np.ones(labels.size), (labels, rows)), shape=(labels.max() + 1, labels.size)
            )

    def of(self, columns: Floats, weight: Floats) -> Floats:
        if self.labels is None:
            return columns
        means = (self.sums @ (columns * weight[:, None])) / (self.sums @ weight)[:, None]
        return np.asarray(columns - means[self.labels])


def fit_mean(problem: Problem, alpha: float, start: Floats | None = None) -> Fit:
    """Coefficients for a given NB2 dispersion (0 is Poisson)."""
    y, demeaner = problem.y, Demeaner(problem.absorb)
    mean = (y + y.mean()) / 2 if start is None else start
    eta, old = np.log(mean), np.full(problem.x.shape[1], np.inf)
    scale = np.sqrt((problem.x**2).mean(axis=0))
    for step in range(1, STEPS + 1):
        weight = mean / (1 + alpha * mean)
        working = eta - problem.offset + (y - mean) / mean
        x = demeaner.of(problem.x, weight)
        z = demeaner.of(working[:, None], weight)[:, 0]
        gram = (x * weight[:, None]).T @ x
        b = solve(gram, x.T @ (weight * z))
        eta = problem.offset + working - (z - x @ b)
        mean = np.exp(np.clip(eta, -300, 300))
        if np.all(np.abs(b - old) * scale <= CLOSE * (1 + np.abs(b) * scale)) and step > 2:
            weight = mean / (1 + alpha * mean)
            x = demeaner.of(problem.x, weight)
            return Fit(b, mean, alpha, weight, x, (x * weight[:, None]).T @ x, step)
        old = b
    raise NoAnswer(
        "no_fit", f"No fit after {STEPS} steps: a coefficient runs away, as when a whole group holds no event."
    )


def observed(problem: Problem, found: Fit) -> Fit:
    """The same fit with the observed information in place of the expected; they differ for alpha above 0."""
    if found.alpha == 0:
        return found
    weight = found.mean * (1 + found.alpha * problem.y) / (1 + found.alpha * found.mean) ** 2
    x = Demeaner(problem.absorb).of(problem.x, weight)
    return replace(found, weight=weight, x=x, gram=(x * weight[:, None]).T @ x)


def solve(gram: Floats, right: Floats) -> Floats:
    """Of a positive definite matrix, scaled so that units of the columns do not matter."""
    size = np.sqrt(np.diag(gram))
    if not np.all(size > 0):
        raise NoAnswer("dependent", "A column of the design says nothing that the others do not.")
    correlation = gram / np.outer(size, size)
    if right.size and np.linalg.eigvalsh(correlation)[0] < DEPENDENT:
        raise NoAnswer("dependent", "Columns of the design depend on one another.")
    over = (right.T / size).T
    return np.asarray((np.linalg.solve(correlation, over).T / size).T)


def fit(problem: Problem, dispersion: float | str) -> Fit:
    """Coefficients and, with "moments" or "likelihood", the NB2 dispersion, each given the other until both rest."""
    if not isinstance(dispersion, str):
        return fit_mean(problem, float(dispersion))
    find = {"moments": alpha_by_moments, "likelihood": alpha_by_likelihood}[dispersion]
    found = fit_mean(problem, 0.0)
    alpha = 0.0
    for _ in range(STEPS):
        new = find(problem.y, found.mean, problem.spare)
        if abs(new - alpha) <= 1e-11 + 1e-10 * alpha:
            return found
        alpha = new
        found = fit_mean(problem, alpha, found.mean)
    raise NoAnswer("no_fit", "The dispersion does not settle.")


def alpha_by_moments(y: Floats, mean: Floats, spare: int) -> float:
    """The dispersion that makes Pearson's statistic equal to its degrees of freedom; 0 if it is already below."""

    def excess(alpha: float) -> tuple[float, float]:
        variance = mean * (1 + alpha * mean)
        square = (y - mean) ** 2
        return float((square / variance).sum()) - spare, -float((square * mean**2 / variance**2).sum())

    alpha = 0.0
    if excess(0.0)[0] <= 0:
        return 0.0
    for _ in range(STEPS):  # convex and falling: Newton from 0 climbs to the root without passing it
        height, slope = excess(alpha)
        step = -height / slope
        alpha += step
        if abs(step) <= 1e-13 * alpha:
            break
    return alpha


def alpha_by_likelihood(y: Floats, mean: Floats, spare: int) -> float:
    """The dispersion of greatest likelihood; 0 if the likelihood falls from there."""
    if ((y - mean) ** 2 - y).sum() <= 0:
        return 0.0
    log_alpha = np.log(max(alpha_by_moments(y, mean, spare), 1e-4))
    distinct = np.unique(y, return_counts=True)
    for _ in range(STEPS):
        slope, curve = _slope_and_curve(y, mean, distinct, float(np.exp(log_alpha)))
        step = -slope / curve if curve < 0 else np.sign(slope)
        log_alpha += float(np.clip(step, -2, 2))
        if abs(step) <= 1e-12 or log_alpha < -25:
            break
    return float(np.exp(log_alpha)) if log_alpha > -25 else 0.0


def _slope_and_curve(y: Floats, mean: Floats, distinct: tuple[Floats, Integers], alpha: float) -> tuple[float, float]:
    """First and second derivative of the log-likelihood by log(alpha), through the size k = 1 / alpha.

    The gamma functions depend on the count alone, so they are taken once for each distinct count.
    """
    k = 1 / alpha
    value, times = distinct
    rest = (k + y) / (k + mean)
    slope = float(times @ (digamma(value + k) - digamma(k)) + (np.log(k / (k + mean)) + 1 - rest).sum())
    bend = float(times @ (polygamma(1, value + k) - polygamma(1, k)) + (1 / k - (2 - rest) / (k + mean)).sum())
    return -k * slope, k * slope + k**2 * bend


def log_likelihood(y: Floats, mean: Floats, alpha: float) -> float:
    if alpha == 0:
        return float((y * np.log(mean) - mean - gammaln(y + 1)).sum())
    k = 1 / alpha
    parts = gammaln(y + k) - gammaln(k) - gammaln(y + 1) - k * np.log1p(mean / k) + y * np.log(mean / (k + mean))
    return float(parts.sum())
