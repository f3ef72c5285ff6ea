"""Regression to the mean: how far places chosen for being high would have fallen anyway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from wardwise.methods.evaluation.checks import Flags, Floats, NoAnswer, above_zero, between, flags, values
from wardwise.methods.evaluation.regression import count_regression


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
    dispersion : float
        How much more the other places varied about their expectations than the model allows; 1 or more.
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
    dispersion: float
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
        "zero_count": the chosen places had no event before or after, or the others none after.
    ValueError
        Missing or negative counts, shapes that do not fit.

    Notes
    -----
    With pi the chosen places' shrunk counts moved by the factor at which the others' shrunk counts moved, and V its
    variance (that factor's included): ``ratio = (after / pi) / (1 + V / pi^2)``, with log-normal limits from
    ``(1 / after + V / pi^2) * dispersion``. The choice may depend on `before` in any way. Linear in places.

    References
    ----------
    Hauer (1997), Observational Before-After Studies in Road Safety, Pergamon, ISBN 978-0-08-043053-9, equations 6.1
    to 6.4 (ratio and its variance) and chapter 11 (empirical Bayes); Hauer et al. (2002), doi:10.3141/1784-16.

    Examples
    --------
    Two hundred places, and nothing done. The twenty that were highest fall by a sixth; a seventh was to be expected.

    >>> rng = np.random.default_rng(4)
    >>> level = rng.gamma(10, 2, 200)
    >>> before, after = rng.poisson(level), rng.poisson(level)
    >>> found = chosen_places(before, after, before >= np.sort(before)[-20])
    >>> round(found.after / found.before, 2), round(1 - found.fall_anyway, 2), found.low < 1 < found.high
    (0.83, 0.86, True)
    """
    first, second = values("before", before, axes=1, counts=True), values("after", after, axes=1, counts=True)
    if first.shape != second.shape:
        raise ValueError(f"before has {first.size} places and after {second.size}")
    chosen = flags("is_chosen", is_chosen, first.size)
    between("level", level)
    times = _times(lengths)
    if not (first[chosen].any() and second[chosen].any() and second[~chosen].any()):
        raise NoAnswer("zero_count", "The chosen places hold no event before or after, or the others none after.")
    shrunk = shrunk_counts(first, exposure=exposure)
    return _compared(first, second, chosen, shrunk, times, level)


def _times(lengths: tuple[float, float]) -> float:
    both = above_zero("lengths", lengths, (2,))
    return float(both[1] / both[0])


def _compared(
    first: Floats, second: Floats, chosen: Flags, shrunk: ShrunkCounts, times: float, level: float
) -> ChosenPlaces:
    basis = shrunk.expected * times
    spread = shrunk.variance * times**2
    moved = float(second[~chosen].sum() / basis[~chosen].sum())
    own_law = moved * basis[~chosen] + moved**2 * spread[~chosen]
    dispersion = max(1.0, float(((second[~chosen] - moved * basis[~chosen]) ** 2 / own_law).mean()))
    expected = moved * float(basis[chosen].sum())
    of_factor = 1 / float(second[~chosen].sum()) + float(spread[~chosen].sum()) / float(basis[~chosen].sum()) ** 2
    relative = float(spread[chosen].sum()) / float(basis[chosen].sum()) ** 2 + of_factor
    seen = float(second[chosen].sum())
    ratio = seen / expected / (1 + relative)
    error = float(np.sqrt((1 / seen + relative) * dispersion))
    half = float(ndtri(0.5 + level / 2)) * error
    was = float(first[chosen].sum())
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
        change_elsewhere=moved,
        dispersion=dispersion,
        level=level,
    )
