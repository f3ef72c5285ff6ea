"""How much harm, where, and how much of it is one offence?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from wardwise.methods import doors, resampling
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.harm.weights import WeightSet


@dataclass(frozen=True)
class Severity:
    """Harm of n areas by one set of weights; arrays have shape (n,) and the set's unit.

    Attributes
    ----------
    counts : ndarray of int64
        Offences. Show them beside every severity.
    total : ndarray
        Sum of weights.
    rate_per_1000, low, high : ndarray
        Total per 1,000 people and year, with its interval at `level`.
    gravest : tuple of (str or None)
        Code of the gravest offence recorded, None where there is none.
    without_gravest, rate_without_gravest : ndarray
        Total and rate without **one** offence of that kind.
    largest : tuple of (str or None)
        Code of the kind that adds most to the total.
    largest_share : ndarray
        What share of the total that kind is; NaN where the total is 0.
    without_largest : ndarray
        Total without any offence of that kind.
    """

    counts: Integers
    total: Floats
    rate_per_1000: Floats
    low: Floats
    high: Floats
    level: float
    gravest: tuple[str | None, ...]
    without_gravest: Floats
    rate_without_gravest: Floats
    largest: tuple[str | None, ...]
    largest_share: Floats
    without_largest: Floats


def severity(
    counts: ArrayLike,
    codes: Sequence[str],
    weights: WeightSet,
    population: ArrayLike,
    *,
    years: float = 1.0,
    level: float = 0.95,
) -> Severity:
    """How much harm was recorded in each area, how sure is that, and how much of it is one offence?

    Use it beside counts, to see whether the places with most crime are those with most harm. Do **not** rank small
    areas by it: one homicide weighs as much as hundreds of burglaries, so look at the interval and at the figures
    without the gravest offence. Do not compare figures made with different versions of the weights, nor offences
    that police find by looking (drugs, weapons) across places that were searched unequally.

    Parameters
    ----------
    counts : array_like of int, shape (n, k)
        Recorded offences of n areas by k codes, 0 or more.
    codes : sequence of str, length k
        All in the set, each once.
    weights : WeightSet
        From `weight_set`.
    population : array_like of float, shape (n,)
        People at risk, above 0.
    years : float
        Length of the period, above 0.
    level : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    Severity
        In the order of the areas.

    Raises
    ------
    ValueError
        If a count is negative, missing or no whole number, a code is not in the set, or a shape does not fit.

    Notes
    -----
    Total = sum of counts times weights. The interval is Fay and Feuer's for weighted sums of Poisson counts: gamma
    quantiles with the total's mean and variance, the upper one with one more offence of the greatest weight that
    could have happened (the greatest among `codes`). It is wide where grave offences are rare, as it should be.
    Linear in n k.

    References
    ----------
    Fay and Feuer (1997), doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#, equations 2 and 3.
    Sherman, Neyroud and Neyroud (2016), doi:10.1093/police/paw003, for the use.

    Examples
    --------
    >>> from wardwise.methods.harm import weight_set
    >>> made = weight_set(name="made", version="1", source="none", scheme="letters", unit="days", codes="ab",
    ...                   weights=[1000, 2])
    >>> found = severity([[1, 50], [0, 80]], ["a", "b"], made, [10_000, 10_000])
    >>> found.total.tolist(), found.without_gravest.tolist(), found.gravest
    ([1100.0, 160.0], [100.0, 158.0], ('a', 'b'))
    """
    table = _table(counts, len(codes))
    each = weights.of(codes)
    if len(set(codes)) < len(codes):
        raise ValueError("codes must name each kind once.")
    people = doors.numbers("population", population)
    doors.same_length(counts=table, population=people)
    if (people.size and people.min() <= 0) or not (np.isfinite(years) and years > 0):
        raise ValueError("population and years must be above 0.")
    harm = table * each
    total, exposure = harm.sum(axis=1), people * years / 1000
    low, high = _interval(total, (table * each**2).sum(axis=1), each.max(initial=0.0), doors.share("level", level))
    gravest = np.where(table > 0, each, -1.0).argmax(axis=1) if table.size else np.zeros(len(table), dtype=np.int64)
    largest = harm.argmax(axis=1) if table.size else gravest
    any_at_all = table.sum(axis=1) > 0
    rows = np.arange(len(table))
    one = np.where(any_at_all, each[gravest], 0.0) if table.size else total
    most = harm[rows, largest] if table.size else total
    return Severity(
        counts=table.sum(axis=1),
        total=total,
        rate_per_1000=total / exposure,
        low=low / exposure,
        high=high / exposure,
        level=level,
        gravest=_named(gravest, codes, any_at_all),
        without_gravest=total - one,
        rate_without_gravest=(total - one) / exposure,
        largest=_named(largest, codes, any_at_all),
        largest_share=np.divide(most, total, out=np.full(total.size, np.nan), where=total > 0),
        without_largest=total - most,
    )


def _table(counts: ArrayLike, codes: int) -> Integers:
    array = np.asarray(counts, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != codes:
        raise ValueError(f"counts must be areas by {codes} codes, not of shape {array.shape}.")
    return doors.counts("counts", array.ravel()).reshape(array.shape)


def _interval(total: Floats, variance: Floats, greatest: float, level: float) -> tuple[Floats, Floats]:
    tail = (1 - level) / 2
    some = total > 0
    size = np.divide(total**2, variance, out=np.ones(total.size), where=some)
    unit = np.divide(variance, total, out=np.zeros(total.size), where=some)
    low = np.where(some, unit * special.gammaincinv(size, tail), 0.0)
    more, wider = total + greatest, variance + greatest**2
    if greatest == 0:
        return low, np.zeros(total.size)
    return low, wider / more * special.gammaincinv(more**2 / wider, 1 - tail)


def _named(which: Integers, codes: Sequence[str], there: NDArray[np.bool_]) -> tuple[str | None, ...]:
    return tuple(str(codes[row]) if any_ else None for row, any_ in zip(which.tolist(), there.tolist(), strict=True))


@dataclass(frozen=True)
class HarmConcentration:
    """On how few places harm falls, beside offences.

    `places_for_harm` and `places_for_count` are the smallest numbers of places that hold `share` of each,
    `share_of_places_harm` and `share_of_places_count` those numbers as shares of all places, `on_both` how many
    places are among both. `by_chance` is the mean share of places for harm had the same offences been dealt out
    over the places by chance, in proportion to their number of offences; `p_value` how often chance concentrates
    harm as much.
    """

    share: float
    places: int
    places_for_harm: int
    places_for_count: int
    share_of_places_harm: float
    share_of_places_count: float
    on_both: int
    by_chance: float
    p_value: float


def harm_concentration(
    place: ArrayLike,
    weight: ArrayLike,
    places: int,
    *,
    share: float = 0.5,
    replications: int = 999,
    rng: np.random.Generator,
) -> HarmConcentration:
    """Does harm fall on fewer places than crime, beyond what a few grave offences must do by themselves?

    Use it before work is aimed at "harm spots". Harm is *always* more concentrated than crime, since few offences
    carry most of it; only `by_chance` says whether that is more than arithmetic. Do not expect the same places next
    year unless `p_value` is small.

    Parameters
    ----------
    place : array_like of int, shape (n,)
        Number of each offence's place, from 0.
    weight : array_like of float, shape (n,)
        Weight of each offence, 0 or more, such as `WeightSet.of` gives.
    places : int
        How many places there are, with those that had none.
    share : float
        The share asked about, between 0 and 1.
    replications : int
        How often chance deals, 1 or more.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    HarmConcentration
        NaN for shares where there is no harm at all.

    Raises
    ------
    ValueError
        If a place is no number below `places`, a weight is missing or negative, or lengths differ.

    Notes
    -----
    Each replication shuffles the weights over the offences, so every place keeps its number of offences;
    p = (r + 1) / (replications + 1). O(replications n log n).

    References
    ----------
    Weinborn, Ariel, Sherman and O'Dwyer (2017), doi:10.1016/j.apgeog.2017.06.002, for harm spots beside hot spots.
    Phipson and Smyth (2010), doi:10.2202/1544-6115.1585, for p.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> found = harm_concentration([0, 0, 1, 2, 3, 3], [1, 1, 100, 1, 1, 1], 10, rng=rng)
    >>> found.places_for_harm, found.places_for_count, found.on_both
    (1, 2, 0)
    """
    at, harm = doors.counts("place", place), doors.numbers("weight", weight, at_least=0)
    doors.same_length(place=at, weight=harm)
    if at.size and at.max() >= places:
        raise ValueError(f"place must be below {places}; the greatest is {at.max()}.")
    if replications < 1:
        raise ValueError("replications must be 1 or more.")
    doors.share("share", share)
    if harm.sum() == 0:
        nan = float("nan")
        return HarmConcentration(share, places, 0, 0, nan, nan, 0, nan, nan)
    harm_top, count_top = _top(at, harm, places, share), _top(at, np.ones(at.size), places, share)
    dealt = np.concatenate(
        [
            [_top(at, column, places, share).size for column in block.T]
            for block in resampling.shuffles(harm, replications, rng)
        ]
    )
    fewer = np.array((dealt <= harm_top.size).sum())
    return HarmConcentration(
        share=share,
        places=places,
        places_for_harm=harm_top.size,
        places_for_count=count_top.size,
        share_of_places_harm=harm_top.size / places,
        share_of_places_count=count_top.size / places,
        on_both=np.intersect1d(harm_top, count_top).size,
        by_chance=float(dealt.mean() / places),
        p_value=float(resampling.pseudo_p(fewer, replications)),
    )


def _top(place: Integers, weight: Floats, places: int, share: float) -> Integers:
    """The fewest places that hold a share of all; of equal ones, those with the lowest numbers."""
    held = np.bincount(place, weight, minlength=places)
    order = np.argsort(-held, kind="stable")
    heaped = np.cumsum(held[order])
    return order[: int(np.searchsorted(heaped, share * heaped[-1] * (1 - 1e-12)) + 1)]
