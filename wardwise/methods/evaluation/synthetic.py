"""Synthetic control: a mixture of other places that went like the treated one before, and where it went after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import nnls

from wardwise.methods.evaluation.checks import Floats, NoAnswer, values
from wardwise.methods.evaluation.differences import start_within
from wardwise.methods.resampling import pseudo_p

TIE = 1e-9


@dataclass(frozen=True)
class SyntheticControl:
    """A treated series beside its synthetic one.

    Attributes
    ----------
    weights : ndarray, shape (donors,)
        0 or more, together 1.
    synthetic, gap : ndarray, shape (months,)
        The mixture, and the treated series less it.
    miss_before, miss_after : float
        Root mean square gap in each period.
    ratio : float
        Treated total after the start over the synthetic one's; NaN where that is not above 0.
    total_gap : float
        Sum of the gaps after the start: negative is fewer.
    placebo_gaps : ndarray, shape (donors, months)
        Gaps of each donor, treated in its stead by a mixture of the other donors.
    placebo_ratios : ndarray, shape (donors,)
        Of each donor, `miss_after / miss_before`.
    p_value : float
        Share of places whose `miss_after / miss_before` is as large, the treated one counted: ``(r + 1) / (n + 1)``.
    """

    weights: Floats
    synthetic: Floats
    gap: Floats
    miss_before: float
    miss_after: float
    ratio: float
    total_gap: float
    placebo_gaps: Floats
    placebo_ratios: Floats
    p_value: float


def synthetic_control(
    treated: ArrayLike, donors: ArrayLike, start: int, *, own_level: bool = False
) -> SyntheticControl:
    """Did the one treated place part from a mixture of others that had gone along with it?

    Use it for one town against twenty or more others, with two years or more before the start, on rates (or counts
    of places of like size). Do **not** use it when the mixture does not follow the treated place before the start
    (look at `miss_before`), with donors that were touched by the same operation or by its displacement, with small
    jumpy counts (the mixture then follows the noise), or with n donors to claim a p below ``1 / (n + 1)``.

    Parameters
    ----------
    treated : array_like, shape (months,)
    donors : array_like, shape (donors, months)
        Two or more; 19 for a p-value of 0.05.
    start : int
        Index of the first month after the start; at least two months before it.
    own_level : bool
        Let the mixture stand at another level and compare movements only: for a place higher or lower than all
        donors.

    Returns
    -------
    SyntheticControl

    Raises
    ------
    ValueError
        Missing values, shapes that do not fit, a start outside the months.
    NoAnswer
        "too_few": fewer than two donors.

    Notes
    -----
    The weights are the exact least squares over the simplex of the months before: with the gaps of the donors from
    the treated place as columns A, non-negative least squares of ``[A; 1] v = [0; 1]`` is, over its sum, the point of
    the hull nearest to 0. Where the treated place lies inside the donors' hull they are not unique. No outcome after
    the start is used for them. Cost: one such fit for each donor, each some months x donors x active donors.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), doi:10.1198/jasa.2009.ap08746, equation 1 and section 2.4 (placebos);
    Abadie (2021), doi:10.1257/jel.20191450, section 3.5 (the ratio of misses); Ferman and Pinto (2021),
    doi:10.3982/QE1596 (own level).

    Examples
    --------
    >>> donors = [[10, 12, 14, 16, 18, 20], [20, 22, 21, 23, 22, 24], [5, 9, 4, 8, 5, 9]]
    >>> treated = np.add(np.multiply(0.75, donors[0]), np.multiply(0.25, donors[1])) - [0, 0, 0, 0, 5, 5]
    >>> found = synthetic_control(treated, donors, 4)
    >>> found.weights.round(6).tolist(), round(found.total_gap, 6), found.p_value
    ([0.75, 0.25, 0.0], -10.0, 0.25)
    """
    own, others = values("treated", treated, axes=1), values("donors", donors, axes=2)
    if others.shape[1] != own.size:
        raise ValueError(f"donors has {others.shape[1]} months for {own.size} of treated")
    if len(others) < 2:
        raise NoAnswer("too_few", "A mixture needs two donors or more.")
    first = start_within(start, own.size)
    if first < 2:
        raise ValueError("start must leave two months or more before it")
    weights, gap = _fit(own, others, first, own_level)
    placebo = np.array(
        [_fit(others[i], np.delete(others, i, axis=0), first, own_level)[1] for i in range(len(others))]
    )
    scale = float(np.abs(others).max()) or 1.0
    misses = np.array([_misses(row, first, scale) for row in [gap, *placebo]])
    ratios = misses[:, 1] / misses[:, 0]
    extreme = np.count_nonzero(ratios[1:] >= ratios[0] * (1 - TIE))
    synthetic = own - gap
    total = float(synthetic[first:].sum())
    return SyntheticControl(
        weights=weights,
        synthetic=synthetic,
        gap=gap,
        miss_before=float(np.sqrt((gap[:first] ** 2).mean())),
        miss_after=float(np.sqrt((gap[first:] ** 2).mean())),
        ratio=float(own[first:].sum()) / total if total > 0 else float("nan"),
        total_gap=float(gap[first:].sum()),
        placebo_gaps=placebo,
        placebo_ratios=ratios[1:],
        p_value=float(pseudo_p(np.asarray(extreme), len(others))),
    )


def _fit(own: Floats, others: Floats, start: int, own_level: bool) -> tuple[Floats, Floats]:
    """Weights of the others and the gap to their mixture in every month."""
    before, mixed = own[:start], others[:, :start]
    if own_level:
        before, mixed = before - before.mean(), mixed - mixed.mean(axis=1, keepdims=True)
    weights = simplex_weights(before, mixed)
    gap = own - weights @ others
    return weights, gap - gap[:start].mean() if own_level else gap


def simplex_weights(target: Floats, rows: Floats) -> Floats:
    """The mixture of the rows nearest to the target: weights 0 or more, together 1."""
    apart = rows - target
    size = float(np.sqrt((apart**2).sum(axis=1)).min())
    if size == 0:  # one of them is the target
        return np.asarray((np.arange(len(rows)) == int(np.argmin((apart**2).sum(axis=1)))).astype(np.float64))
    columns = np.vstack([apart.T / size, np.ones(len(rows))])
    wanted = np.zeros(len(columns))
    wanted[-1] = 1.0
    found = nnls(columns, wanted, maxiter=max(100, 30 * len(rows)))[0]
    return np.asarray(found / found.sum())


def _misses(gap: Floats, start: int, scale: float) -> tuple[float, float]:
    """Root mean square before and after; a perfect fit counts as off by rounding, so that a ratio exists."""
    floor = TIE * scale
    return max(float(np.sqrt((gap[:start] ** 2).mean())), floor), max(
        float(np.sqrt((gap[start:] ** 2).mean())), floor
    )
