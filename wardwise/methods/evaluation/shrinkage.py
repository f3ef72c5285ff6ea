"""Regression to the mean: how far places chosen for being high would have fallen anyway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from wardwise.methods.evaluation.checks import Flags, Floats, NoAnswer, above_zero, between, flags, values
from wardwise.methods.evaluation.fitting import alpha_by_moments
from wardwise.methods.evaluation.regression import count_regression

FEWEST_OTHERS = 10


@dataclass(frozen=True)
class ShrunkCounts:
    """What each place should be expected to have in another period of the same length.

    Attributes
    ----------
    expected, variance : ndarray, shape (places,)
    weight : ndarray, shape (places,)
        How much of the expectation comes from places like it, the rest from its own count.
    size : float or ndarray
        Of the gamma law of expectations among like places; infinite where they are all alike.
    """

    expected: Floats
    variance: Floats
    weight: Floats
    size: Floats


@dataclass(frozen=True)
class ChosenPlaces:
    """Chosen places before and after, against what they would have had anyway.

    Attributes
    ----------
    before, after : float
        Events in the chosen places.
    expected : float
        In them after, with nothing done: shrunk, and moved as the other places moved.
    fall_anyway : float
        Share of `before` (scaled to the length after) by which they would have fallen: 0.3 is by 30%.
    ratio, low, high, p_value : float
        Of `after` to `expected`, limits at `level`.
    prevented : float
        ``expected - after``.
    change_elsewhere : float
        Factor by which the other places moved, their own return to the mean taken out.
    alpha : float
        How much the other places varied about their expectations: variance is ``mean + alpha * mean**2``.
    level : float
    """

    before: float
    after: float
    expected: float
    fall_anyway: float
    ratio: float
    low: float
    high: float
    p_value: float
    prevented: float
    change_elsewhere: float
    alpha: float
    level: float


def shrunk_counts(
    counts: ArrayLike,
    *,
    exposure: ArrayLike = 1.0,
    reference: ArrayLike | None = None,
    size: ArrayLike | None = None,
) -> ShrunkCounts:
    """How many events would each place have in another such period, its luck set aside?

    Use it before calling a fall at a hot spot a success: hot spots are chosen on counts that were partly bad luck.
    Do **not** use it for places that are not of one kind (a town centre among suburbs): give their own `reference`.

    Parameters
    ----------
    counts : array_like, shape (places,)
        0 or more, of **all** places among which some were chosen, not the chosen alone.
    exposure : array_like
        What counts are in proportion to (area, people, days), above 0. Used only without a reference.
    reference : array_like, shape (places,), optional
        Count expected of a place like each, from a model of your own; needs `size`.
    size : array_like, optional
        The negative binomial's size with that model: variance is ``mean + mean**2 / size``.

    Returns
    -------
    ShrunkCounts

    Raises
    ------
    ValueError
        Missing or negative counts, a reference without a size.
    NoAnswer
        "no_fit": no event at all; "too_few": a single place without a reference.

    Notes
    -----
    ``weight = 1 / (1 + reference / size)``, ``expected = weight * reference + (1 - weight) * count``, variance
    ``(1 - weight) * expected``. Without a reference the mean and the size are those of greatest likelihood over all
    places. Linear in places.

    References
    ----------
    Hauer, Harwood, Council and Griffith (2002). Estimating Safety by the Empirical Bayes Method: A Tutorial.
    Transportation Research Record 1784, doi:10.3141/1784-16, equations 1 to 3.

    Examples
    --------
    The tutorial's road: 4.34 accidents expected a year, size 2.05 a mile on 1.8 miles, 12 seen in one year, and in
    another version 27 in three. It prints 8.48 (standard deviation 2.14), and 7.97 (1.44) a year.

    >>> one = shrunk_counts([12], reference=[4.34], size=2.05 * 1.8)
    >>> round(float(one.expected[0]), 2), round(float(one.variance[0] ** 0.5), 2)
    (8.48, 2.14)
    >>> three = shrunk_counts([27], reference=[3 * 4.34], size=2.05 * 1.8)
    >>> round(float(three.expected[0]) / 3, 2), round(float(three.variance[0] ** 0.5) / 3, 2)
    (7.97, 1.44)
    """
    y = values("counts", counts, axes=1, counts=True)
    if (reference is None) != (size is None):
        raise ValueError("reference and size go together")
    if reference is not None and size is not None:
        usual, spread = above_zero("reference", reference, y.shape), above_zero("size", size, y.shape)
    else:
        fitted = count_regression(y, np.ones((y.size, 1)), exposure=exposure, dispersion="likelihood")
        usual, spread = fitted.mean, np.full(y.size, 1 / fitted.alpha if fitted.alpha > 0 else np.inf)
    weight = 1 / (1 + usual / spread)
    expected = weight * usual + (1 - weight) * y
    return ShrunkCounts(expected, (1 - weight) * expected, weight, spread)


def chosen_places(
    before: ArrayLike,
    after: ArrayLike,
    is_chosen: ArrayLike,
    *,
    exposure: ArrayLike = 1.0,
    lengths: tuple[float, float] = (1.0, 1.0),
    level: float = 0.95,
) -> ChosenPlaces:
    """Did places chosen for their high count fall further than such places fall anyway?

    Use it when hot spots were chosen by the very counts that are the "before". Do **not** use it when they were
    chosen by something else that foretells change (a rise, a new licence), or when treated places made up much of
    all places. A later baseline and `difference_in_differences` need fewer assumptions, where there is time.

    Parameters
    ----------
    before, after : array_like, shape (places,)
        Counts of **all** places among which some were chosen.
    is_chosen : array_like of bool, shape (places,)
    exposure : array_like
        As in `shrunk_counts`.
    lengths : (float, float)
        Of the two periods, in any one unit.
    level : float

    Returns
    -------
    ChosenPlaces

    Raises
    ------
    NoAnswer
        "zero_count": the chosen places had no event before or after, or the others none after; "too_few": fewer
        than ten other places.
    ValueError
        Missing or negative counts, shapes that do not fit.

    Notes
    -----
    Each place's expectation is ``factor * (w * usual + (1 - w) * before)``, ``w = 1 / (1 + usual / size)`` as in
    `shrunk_counts`, but factor and size are those that best foretell the **other** places' counts after (weighted
    least squares). One period cannot tell lasting differences from luck that is larger than Poisson's; two can. With
    pi the sum over the chosen and V its variance, ``ratio = (after / pi) / (1 + V / pi^2)``, with log-normal limits
    from ``1 / after + V / pi^2`` and the other places' own spread about their expectations. The choice may depend on
    `before` in any way. Cost: some hundred passes.

    References
    ----------
    Hauer (1997), Observational Before-After Studies in Road Safety, Pergamon, ISBN 978-0-08-043053-9, equations 6.1
    to 6.4 (ratio and its variance) and chapter 11 (empirical Bayes); Hauer et al. (2002), doi:10.3141/1784-16.

    Examples
    --------
    Two hundred places, and nothing done. The twenty that were highest fall by a sixth; a ninth was to be expected.

    >>> rng = np.random.default_rng(4)
    >>> level = rng.gamma(10, 2, 200)
    >>> before, after = rng.poisson(level), rng.poisson(level)
    >>> found = chosen_places(before, after, before >= np.sort(before)[-20])
    >>> round(found.after / found.before, 2), round(1 - found.fall_anyway, 2), found.low < 1 < found.high
    (0.83, 0.89, True)
    """
    first, second = values("before", before, axes=1, counts=True), values("after", after, axes=1, counts=True)
    if first.shape != second.shape:
        raise ValueError(f"before has {first.size} places and after {second.size}")
    chosen = flags("is_chosen", is_chosen, first.size)
    between("level", level)
    times = _times(lengths)
    if not (first[chosen].any() and second[chosen].any() and second[~chosen].any()):
        raise NoAnswer("zero_count", "The chosen places hold no event before or after, or the others none after.")
    if np.count_nonzero(~chosen & (first + second > 0)) < FEWEST_OTHERS:
        raise NoAnswer("too_few", f"Fewer than {FEWEST_OTHERS} other places hold an event to learn from.")
    size = above_zero("exposure", exposure, first.shape)
    return _compared(first, second, chosen, size * first.sum() / size.sum(), times, level)


def _times(lengths: tuple[float, float]) -> float:
    both = above_zero("lengths", lengths, (2,))
    return float(both[1] / both[0])


def _shrunk(first: Floats, usual: Floats, log_size: float) -> Floats:
    weight = 1 / (1 + usual * np.exp(-log_size))
    return np.asarray(weight * usual + (1 - weight) * first)


def _best_size(first: Floats, second: Floats, usual: Floats) -> float:
    """Logarithm of the size that best foretells the second counts: a coarse look, then thirds."""

    def miss(log_size: float) -> float:
        basis = _shrunk(first, usual, log_size)
        mean = basis * second.sum() / basis.sum()
        return float(((second - mean) ** 2 / mean).sum())

    centre = float(np.log(usual.mean()))
    coarse = centre + np.linspace(-7, 7, 57)
    middle = int(np.argmin([miss(x) for x in coarse.tolist()]))
    low, high = float(coarse[max(middle - 1, 0)]), float(coarse[min(middle + 1, 56)])
    while high - low > 1e-6:
        third = (high - low) / 3
        low, high = (low, high - third) if miss(low + third) < miss(high - third) else (low + third, high)
    return (low + high) / 2


def _compared(
    first: Floats, second: Floats, chosen: Flags, usual: Floats, times: float, level: float
) -> ChosenPlaces:
    others = ~chosen
    log_size = _best_size(first[others], second[others], usual[others])
    basis = _shrunk(first, usual, log_size) * times
    factor = float(second[others].sum() / basis[others].sum())
    mean = factor * basis
    alpha = alpha_by_moments(second[others], mean[others], max(int(others.sum()) - 2, 1))
    tilt = factor * times * (_shrunk(first, usual, log_size + 1e-4) - _shrunk(first, usual, log_size - 1e-4)) / 2e-4
    slopes = np.column_stack([mean, tilt])
    inner = (slopes[others] / (mean * (1 + alpha * mean))[others, None]).T @ slopes[others]
    reach = slopes[chosen].sum(axis=0)
    expected, seen, was = float(mean[chosen].sum()), float(second[chosen].sum()), float(first[chosen].sum())
    of_law = float(reach @ np.linalg.pinv(inner) @ reach) / expected**2
    ratio = seen / expected / (1 + of_law)
    error = float(np.sqrt(1 / seen + alpha * float((mean[chosen] ** 2).sum()) / expected**2 + of_law))
    half = float(ndtri(0.5 + level / 2)) * error
    return ChosenPlaces(
        before=was,
        after=seen,
        expected=expected,
        fall_anyway=1 - float(basis[chosen].sum()) / (was * times),
        ratio=ratio,
        low=ratio * float(np.exp(-half)),
        high=ratio * float(np.exp(half)),
        p_value=float(2 * ndtr(-abs(np.log(ratio)) / error)),
        prevented=expected - seen,
        change_elsewhere=factor,
        alpha=alpha,
        level=level,
    )
