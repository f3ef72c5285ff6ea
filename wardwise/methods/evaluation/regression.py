"""Regression of counts, with standard errors that fit how the counts hang together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.evaluation import errors as error_kinds
from wardwise.methods.evaluation.checks import (
    Floats,
    Integers,
    NoAnswer,
    above_zero,
    codes,
    cut,
    two_sided,
    values,
    whole,
)
from wardwise.methods.evaluation.fitting import Fit, Problem, fit, log_likelihood, observed
from wardwise.methods.evaluation.serial import serial

ERRORS = ("model", "quasi", "robust", "CR1", "CR2", "newey-west", "serial")


@dataclass(frozen=True)
class CountRegression:
    """A fitted regression of counts with a log link; arrays have an entry for each column of the design.

    Attributes
    ----------
    coefficients : ndarray, shape (columns,)
        On the log scale: ``exp`` of one is the ratio of expected counts for one more of its column.
    covariance : ndarray, shape (columns, columns)
    degrees : ndarray, shape (columns,)
        Degrees of freedom of Student's t for each coefficient.
    mean : ndarray, shape (rows,)
        Expected counts.
    alpha : float
        NB2 dispersion: variance is ``mean + alpha * mean**2``; 0 for Poisson.
    pearson : float
        Pearson's statistic over its degrees of freedom: about 1 where the variance is as the model says.
    log_likelihood : float
    errors : str
        Which standard errors: one of `ERRORS`.
    clusters, lags : int
        Number of clusters, or lags taken in by Newey and West; 0 where not used.
    steps : int
        Steps of the last fit.
    """

    coefficients: Floats
    covariance: Floats
    degrees: Floats
    mean: Floats
    alpha: float
    pearson: float
    log_likelihood: float
    errors: str
    clusters: int
    lags: int
    steps: int

    @property
    def standard_errors(self) -> Floats:
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    @property
    def p_values(self) -> Floats:
        """Two-sided, by Student's t."""
        return two_sided(self.coefficients / self.standard_errors, self.degrees)

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Limits for the coefficients."""
        half = cut(level, self.degrees) * self.standard_errors
        return self.coefficients - half, self.coefficients + half


def count_regression(
    counts: ArrayLike,
    design: ArrayLike,
    *,
    exposure: ArrayLike = 1.0,
    absorb: ArrayLike | None = None,
    dispersion: float | str = 0.0,
    errors: str = "model",
    clusters: ArrayLike | None = None,
    lags: int | None = None,
) -> CountRegression:
    """How do expected counts change with these columns, all else in the model equal?

    Use it under `difference_in_differences` and `interrupted_series`, or for a design of your own. Poisson with
    clustered errors is right whenever the mean is, whatever the variance; negative binomial is sharper where counts
    of very different size jump about in proportion. Do **not** use the plain "model" errors of Poisson for recorded
    incidents (they are nearly always too small), "CR1" with fewer than about 40 clusters (use "CR2"), or any of
    them with two or three clusters: shuffle the places instead (`placebo_places`).

    Parameters
    ----------
    counts : array_like, shape (rows,)
        0 or more.
    design : array_like, shape (rows, columns)
        With its constant, unless `absorb` is given.
    exposure : array_like
        What the counts are in proportion to (days, people), above 0.
    absorb : array_like of labels, shape (rows,), optional
        Every label gets a level of its own, not returned. Labels without any event must be left out by the caller.
    dispersion : float or "moments" or "likelihood"
        NB2 dispersion alpha: 0 is Poisson; "moments" makes Pearson's statistic equal to its degrees of freedom (right
        with many absorbed levels), "likelihood" maximises.
    errors : str
        "model"; "quasi" (times Pearson's dispersion, at least 1); "robust" (White, n / (n - k)); "CR1" or "CR2" (by
        `clusters`); "newey-west" (rows in time order, `lags`); "serial" (rows in time order; averaged over ways in
        which they may hang together, for series of up to some hundred rows).
    clusters : array_like of labels, shape (rows,)
        For "CR1" and "CR2"; an absorbed label must lie within one cluster.
    lags : int
        For "newey-west"; ``floor(4 * (rows / 100) ** (2 / 9))`` if left out.

    Returns
    -------
    CountRegression

    Raises
    ------
    NoAnswer
        "no_fit": a coefficient runs away (a whole group without events); "dependent": columns depend on one another;
        "too_few": fewer rows than coefficients, or fewer than two clusters.
    ValueError
        Missing values, shapes that do not fit, or an unknown choice.

    Notes
    -----
    Iterated weighted least squares with weights ``mean / (1 + alpha mean)``. Robust covariances are sandwiches of
    the scores and the observed information ("CR2" and "serial": the expected one, their working law). Student's t
    has the clusters less one ("CR1"), Bell and McCaffrey's degrees ("CR2"), or the rows less coefficients; for
    "newey-west" at most ``1.5 rows / (lags + 1)``, which allows for the noise of the estimate itself. "serial" is
    the working law's covariance with a share of 0 to 1 of the variance carried over as ``rho ** months apart``, rho
    from 0 to 0.93, averaged with their restricted likelihoods. Cost: rows x columns squared for a step, about six.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, doi:10.1007/978-1-4899-3242-6, section 6.3.2 (ships);
    Liang and Zeger (1986), doi:10.1093/biomet/73.1.13; Pustejovsky and Tipton (2018),
    doi:10.1080/07350015.2016.1247004, equations 4 and 11; Newey and West (1987), doi:10.2307/1913610, equation 5;
    Lazarus, Lewis, Stock and Watson (2018), doi:10.1080/07350015.2018.1506926, section 3 (degrees); Patterson and
    Thompson (1971), doi:10.1093/biomet/58.3.545 (restricted likelihood).

    Examples
    --------
    Bliss and Fisher's European red mites on 150 apple leaves; they print k = 1.0246 = 1 / alpha.

    >>> mites = np.repeat([0, 1, 2, 3, 4, 5, 6, 7], [70, 38, 17, 10, 9, 3, 2, 1])
    >>> found = count_regression(mites, np.ones((150, 1)), dispersion="likelihood")
    >>> round(float(np.exp(found.coefficients[0])), 4), round(1 / found.alpha, 4)
    (1.1467, 1.0246)
    """
    problem = _checked(counts, design, exposure, absorb)
    if isinstance(dispersion, str):
        if dispersion not in ("moments", "likelihood"):
            raise ValueError(f'dispersion must be a number, "moments" or "likelihood", not {dispersion!r}')
    elif not 0 <= dispersion < np.inf:
        raise ValueError(f"dispersion must be 0 or more, not {dispersion!r}")
    if errors not in ERRORS:
        raise ValueError(f"errors must be one of {', '.join(ERRORS)}, not {errors!r}")
    groups = _groups(problem, clusters) if errors in ("CR1", "CR2") else None
    if lags is None:
        lags = int(4 * (problem.y.size / 100) ** (2 / 9))
    whole("lags", lags, 0)
    return _described(problem, fit(problem, dispersion), errors, groups, lags if errors == "newey-west" else 0)


def _checked(counts: ArrayLike, design: ArrayLike, exposure: ArrayLike, absorb: ArrayLike | None) -> Problem:
    y = values("counts", counts, axes=1, counts=True)
    x = values("design", design, axes=2)
    if len(x) != y.size:
        raise ValueError(f"design has {len(x):,} rows for {y.size:,} counts")
    offset = np.log(above_zero("exposure", exposure, y.shape))
    labels = None if absorb is None else codes("absorb", absorb, y.size)
    problem = Problem(y, x, offset, labels)
    if problem.spare < 1 or not x.shape[1]:
        raise NoAnswer("too_few", f"{y.size:,} rows are too few for so many coefficients.")
    if labels is not None and (empty := int((np.bincount(labels, y) == 0).sum())):
        raise NoAnswer("no_fit", f"{empty:,} absorbed labels hold no event at all: leave them out.")
    if not y.any():
        raise NoAnswer("no_fit", "There is no event at all.")
    return problem


def _groups(problem: Problem, clusters: ArrayLike | None) -> Integers:
    if clusters is None:
        raise ValueError("clusters must be given for clustered errors")
    groups = codes("clusters", clusters, problem.y.size)
    if groups.max() < 1:
        raise NoAnswer("too_few", "Clustered errors need two clusters or more.")
    if problem.absorb is not None:
        first = np.zeros(problem.effects, dtype=np.int64)
        first[problem.absorb] = groups
        if not np.array_equal(first[problem.absorb], groups):
            raise ValueError("an absorbed label must lie within one cluster")
    return groups


def _described(problem: Problem, found: Fit, errors: str, groups: Integers | None, lags: int) -> CountRegression:
    y, columns, spare = problem.y, problem.x.shape[1], problem.spare
    pearson = float(((y - found.mean) ** 2 / (found.mean * (1 + found.alpha * found.mean))).sum()) / spare
    degrees = np.full(columns, float(spare))
    seen = observed(problem, found)
    if groups is not None and errors == "CR1":
        covariance = error_kinds.clustered(y, seen, groups, columns)
        degrees[:] = groups.max()
    elif groups is not None:
        covariance, degrees = error_kinds.bias_reduced(y, found, groups)
    elif errors == "newey-west":
        covariance = error_kinds.newey_west(y, seen, lags, spare)
        degrees[:] = min(spare, 1.5 * y.size / (lags + 1))
    elif errors == "robust":
        covariance = error_kinds.robust(y, seen, spare)
    elif errors == "serial":
        covariance = serial(y, found, spare)
    else:
        covariance = error_kinds.bread(found) * (max(pearson, 1.0) if errors == "quasi" else 1.0)
    return CountRegression(
        coefficients=found.b,
        covariance=covariance,
        degrees=degrees,
        mean=found.mean,
        alpha=found.alpha,
        pearson=pearson,
        log_likelihood=log_likelihood(y, found.mean, found.alpha),
        errors=errors,
        clusters=0 if groups is None else int(groups.max()) + 1,
        lags=lags,
        steps=found.steps,
    )
