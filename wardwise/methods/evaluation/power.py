"""How large must an effect be before a comparison of places could show it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from wardwise.methods.evaluation.checks import Flags, Floats, NoAnswer, above_zero, between, cut, flags, values, whole
from wardwise.methods.evaluation.two_periods import ratio_of_ratios


@dataclass(frozen=True)
class Detectable:
    """What a comparison of places could show.

    Attributes
    ----------
    ratio, fall : float
        The effect found with the wanted chance, and 1 less it (0.3 is a fall by 30%); NaN where not even a fall to
        nothing would be.
    standard_error, degrees : float
        Of the log ratio at that effect.
    dispersion : ndarray, shape (2,)
        Variance of monthly counts over their mean, place and month taken out: treated places, others.
    """

    ratio: float
    fall: float
    standard_error: float
    degrees: float
    dispersion: Floats


def detectable_fall(
    before: ArrayLike,
    is_treated: ArrayLike,
    months_after: int,
    *,
    own_way: float = 0.1,
    power: float = 0.8,
    level: float = 0.95,
) -> Detectable:
    """How large must the treated places' fall be for a difference-in-differences to find it?

    Use it before an operation starts, to decide on more places, a longer look, or no evaluation. Do **not** compute
    it afterwards from the effect that came, and do not set `own_way` to 0 because the result looks better.

    Parameters
    ----------
    before : array_like, shape (places, months)
        Counts of the months before, two or more.
    is_treated : array_like of bool, shape (places,)
        Two or more of both.
    months_after : int
        How long it will be looked at.
    own_way : float
        Standard deviation of the places' own steps between the periods on the log scale, 0 or more: 0.1 means that a
        place by itself commonly ends a tenth up or down. Past years of the same places tell.
    power, level : float
        Chance of finding it, and of not crying wolf.

    Returns
    -------
    Detectable

    Raises
    ------
    NoAnswer
        "too_few": fewer than two places of a kind hold any event; "zero_count": those of one kind hold none.
    ValueError
        Missing or negative counts, shapes that do not fit.

    Notes
    -----
    ``-log(ratio) = (t + z) * SE`` with ``SE^2`` the sum over both kinds of ``dispersion * (1/T0 + 1/T1)`` and
    ``own_way^2`` times the places' squared shares; t of the degrees of freedom of `ratio_of_ratios`. One pass.

    References
    ----------
    Bloom (1995), doi:10.1177/0193841X9501900504, equation 1 (minimum detectable effects).

    Examples
    --------
    Ten places of ten a month against twenty, a year before and a year after:

    >>> counts = np.random.default_rng(1).poisson(10, (30, 12))
    >>> found = detectable_fall(counts, np.arange(30) < 10, 12)
    >>> 0.12 < found.fall < 0.18
    True
    """
    y, treated = _checked(before, is_treated)
    between("power", power)
    times = whole("months_after", months_after, 1) / y.shape[1]
    if not 0 <= own_way < np.inf:
        raise ValueError(f"own_way must be 0 or more, not {own_way!r}")
    spread = np.array([_dispersion(y[treated]), _dispersion(y[~treated])])
    totals = y.sum(axis=1)
    degrees = float(ratio_of_ratios(totals, totals * times, treated).degrees)
    steps = sum(own_way**2 * float(((part / part.sum()) ** 2).sum()) for part in (totals[treated], totals[~treated]))
    t0, c0 = float(totals[treated].sum()), float(totals[~treated].sum())

    def error(ratio: Floats) -> Floats:
        own = spread[0] * (1 / t0 + 1 / (t0 * times * ratio))
        return np.asarray(np.sqrt(own + spread[1] * (1 / c0 + 1 / (c0 * times)) + steps))

    ratios = np.exp(-np.linspace(0.0, 7.0, 70_001))
    enough = -np.log(ratios) >= (float(cut(level, degrees)) + float(ndtri(power))) * error(ratios)
    if not enough.any():
        return Detectable(float("nan"), float("nan"), float("nan"), degrees, spread)
    ratio = float(ratios[np.argmax(enough)])
    return Detectable(ratio, 1 - ratio, float(error(np.array(ratio))), degrees, spread)


def simulated_power(
    before: ArrayLike,
    is_treated: ArrayLike,
    months_after: int,
    ratios: ArrayLike,
    *,
    own_way: float = 0.1,
    level: float = 0.95,
    simulations: int = 2_000,
    rng: np.random.Generator,
) -> Floats:
    """In how many made-up repeats would an effect of this size be found?

    Use it to check `detectable_fall` for few, small or very unequal places. Do **not** read more digits than the
    number of simulations allows.

    Parameters
    ----------
    before, is_treated, months_after, own_way, level
        As in `detectable_fall`.
    ratios : array_like, shape (n,)
        Effects to try, above 0; at 1 the answer is the false alarms.
    simulations : int
        For each effect.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (n,)
        Share of simulations in which the interval of `ratio_of_ratios` leaves out 1 on the side of the effect (on
        either side at a ratio of 1).

    Raises
    ------
    NoAnswer, ValueError
        As `detectable_fall`.

    Notes
    -----
    Places keep their mean of before, step up or down by a log-normal factor of their own, and are drawn from a
    negative binomial law with the dispersion of before. Cost: simulations x places for each effect.

    References
    ----------
    Arnold, Hogan, Colford and Hubbard (2011), doi:10.1186/1471-2288-11-94 (power by simulation).

    Examples
    --------
    >>> counts = np.random.default_rng(1).poisson(10, (30, 12))
    >>> found = simulated_power(counts, np.arange(30) < 10, 12, [1.0, 0.7], rng=np.random.default_rng(2))
    >>> found[0] < 0.07, found[1] > 0.95
    (np.True_, np.True_)
    """
    y, treated = _checked(before, is_treated)
    times = whole("months_after", months_after, 1) / y.shape[1]
    whole("simulations", simulations, 1)
    tried = values("ratios", ratios, axes=1)
    above_zero("ratios", tried, tried.shape)
    spread = np.where(treated, _dispersion(y[treated]), _dispersion(y[~treated]))
    mean = y.sum(axis=1)
    found = []
    for ratio in tried.tolist():
        step = np.exp(rng.normal(0, own_way, (simulations, mean.size)) - own_way**2 / 2)
        first = _drawn(np.broadcast_to(mean, step.shape), spread, rng)
        second = _drawn(mean * times * step * np.where(treated, ratio, 1.0), spread, rng)
        with np.errstate(invalid="ignore"):
            answer = ratio_of_ratios(first, second, treated, level=level)
            down, up = answer.high < 1, answer.low > 1
        found.append(float((down if ratio < 1 else up if ratio > 1 else down | up).mean()))
    return np.array(found)


def _checked(before: ArrayLike, is_treated: ArrayLike) -> tuple[Floats, Flags]:
    y = values("before", before, axes=2, counts=True)
    if y.shape[1] < 2:
        raise ValueError("before must hold two months or more")
    treated = flags("is_treated", is_treated, len(y))
    for part in (y[treated], y[~treated]):
        if not part.any():
            raise NoAnswer("zero_count", "The places of one kind hold no event at all.")
    return y, treated


def _dispersion(y: Floats) -> float:
    """Variance over mean of the counts, place and month taken out; 1 or more."""
    y = y[y.sum(axis=1) > 0][:, y.sum(axis=0) > 0]
    places, months = y.shape
    if places < 2 or months < 2:
        return 1.0
    mean = y.sum(axis=1, keepdims=True) * y.sum(axis=0, keepdims=True) / y.sum()
    scattered = float(((y - mean) ** 2).sum() / mean.sum())
    return max(1.0, scattered * float(places * months) / float((places - 1) * (months - 1)))


def _drawn(mean: Floats, spread: Floats, rng: np.random.Generator) -> Floats:
    """Counts with variance `spread` times their mean."""
    more = np.maximum(spread - 1, 1e-12)
    rate = np.where(spread > 1, rng.gamma(np.maximum(mean, 1e-12) / more, more), mean)
    return np.asarray(rng.poisson(rate).astype(np.float64))
