"""Do two sets of events lie in the same places?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from wardwise.methods import doors, resampling
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.multiplicity import benjamini_hochberg

TAIL = 0.025  # of the resamples, left out at either end
TAILS = 7.0  # standard deviations, beyond which nothing is summed


@dataclass(frozen=True)
class PatternComparison:
    """How alike two sets of events lie over n areas; arrays have shape (n,).

    `s` is Andresen's index: the share of areas in which the base's percentage lies within the range of the resampled
    test set; `s_used` the same over areas with any event at all (empty areas agree for nothing). `s_expected` is the
    mean of `s_used` when the same events are dealt to the two sets at random, and `p_of_s` asks how often it comes
    out so low then. `p_value` asks the same of Pearson's chi-squared, which sees more: S only counts areas.
    `difference` is the base's share of events in each area less the test's, in percentage points;
    `p_area` two-sided and exact given both areas' sum (hypergeometric), `p_area_adjusted` for looking at all.
    """

    s: float
    s_used: float
    s_expected: float
    p_of_s: float
    p_value: float
    difference: Floats
    p_area: Floats
    p_area_adjusted: Floats


def compare_patterns(
    base: ArrayLike,
    test: ArrayLike,
    *,
    rng: np.random.Generator,
    sampled: float = 0.85,
    replications: int = 199,
) -> PatternComparison:
    """Do two sets of events (two years, two kinds of crime, two sources) lie in the same places?

    Use it before mapping them together, and to see whether a change of recording moved the pattern. Do not use it to
    say that numbers rose or fell (shares are compared, not counts), nor read S alone: it is high where there are few
    events, because nothing can be told apart then. Compare it with `s_expected`.

    Parameters
    ----------
    base, test : array_like of int, shape (n,)
        Events of either set in each area.
    rng : numpy.random.Generator
        Chance. The same generator gives the same answer.
    sampled : float
        Share of the test set in each resample, between 0 and 1.
    replications : int
        How often events are dealt to the two sets at random.

    Returns
    -------
    PatternComparison
        The index, its test, and the areas.

    Raises
    ------
    ValueError
        If lengths differ, a count is negative, or a set is empty.

    Notes
    -----
    Andresen's procedure: draw 85% of the test events without replacement, 200 times; leave out the lowest and the
    highest 2.5% of each area's percentages; the area agrees if the base's percentage lies in between. Here the
    range is that of endless resamples: an area's count in a resample is hypergeometric, so its limits hang on the
    area's count alone and are summed once for each count that occurs. Drawing without replacement makes the range
    narrower than sampling error, so S is well below 1 for sets that differ by chance only: that is what `s_expected`
    and the p-values are for. They deal all events anew to two sets of the same sizes. Cost: replications x n, and for
    each distinct count a dozen of its standard deviations.

    References
    ----------
    Andresen (2009), doi:10.1016/j.apgeog.2008.12.004, section 3 (the index S); Wheeler, Steenbeek and Andresen
    (2018), doi:10.1111/tgis.12341 (tests of the areas' differences, adjusted for their number).

    Examples
    --------
    >>> same = compare_patterns([50, 30, 20, 0], [52, 31, 17, 0], rng=np.random.default_rng(1))
    >>> moved = compare_patterns([50, 30, 20, 0], [20, 30, 50, 0], rng=np.random.default_rng(1))
    >>> same.p_value > 0.3, moved.p_value, moved.p_area_adjusted.round(4).tolist()
    (True, 0.005, [0.0, 1.0, 0.0, 1.0])
    """
    first, second = _checked(base, test, replications)
    doors.share("sampled", sampled)
    both, used = first + second, (first + second) > 0
    agree = _agree(first, second, sampled)
    s_used = float(agree[used].mean())
    dealt = rng.multivariate_hypergeometric(both, int(first.sum()), size=replications, method="marginals")
    by_chance = _agree(dealt, both - dealt, sampled)[:, used].mean(axis=1)
    apart = _chi_squared(dealt, both, int(first.sum()))
    as_far = (apart >= _chi_squared(first[None], both, int(first.sum()))[0] - 1e-9).sum()
    p_of_s, p_value = resampling.pseudo_p(np.array([(by_chance <= s_used + 1e-12).sum(), as_far]), replications)
    p_area = _exact_p(first, both, int(first.sum()))
    difference = 100 * (first / first.sum() - second / second.sum())
    return PatternComparison(
        s=float(agree.mean()),
        s_used=s_used,
        s_expected=float(by_chance.mean()),
        p_of_s=float(p_of_s),
        p_value=float(p_value),
        difference=difference,
        p_area=p_area,
        p_area_adjusted=benjamini_hochberg(p_area),
    )


def _agree(base: Integers, test: Integers, sampled: float) -> Floats:
    """1 where the base's percentage lies in the middle 95% of the resampled test's; areas are the last axis."""
    total = int(test.sum(axis=-1).max())  # the same in each row
    size = max(1, round(sampled * total))
    counts, which = np.unique(test, return_inverse=True)
    low, high = (limit[which.reshape(test.shape)] / size for limit in _limits(counts, size, total))
    share = base / base.sum(axis=-1, keepdims=True)
    return np.asarray((share >= low - 1e-12) & (share <= high + 1e-12), dtype=np.float64)


def _limits(counts: Integers, size: int, total: int) -> tuple[Integers, Integers]:
    """What is left of each area's count in a resample without the lowest and the highest 2.5%: least and most."""
    low, high = np.empty_like(counts), np.empty_like(counts)
    mean = counts * (size / total)
    spread = np.sqrt(mean * (1 - counts / total) * (total - size) / max(total - 1, 1))
    for some in np.array_split(np.arange(counts.size), 1 + counts.size // 256):  # alike in size, as they are sorted
        reach = int(TAILS * spread[some].max()) + 2
        drawn = np.floor(mean[some]).astype(np.int64)[:, None] + np.arange(-reach, reach + 1)
        below = _chances(drawn, counts[some, None], size, total).cumsum(axis=1)
        below /= below[:, -1:]
        at = np.arange(some.size)
        low[some] = drawn[at, (below > TAIL).argmax(axis=1)]
        high[some] = drawn[at, (below >= 1 - TAIL).argmax(axis=1)]
    return low, high


def _chances(drawn: Integers, count: Integers, size: int, total: int) -> Floats:
    """How likely it is to draw so many of an area's events, up to a factor; none where it cannot be."""
    left, others = count - drawn, total - count - size + drawn
    possible = (drawn >= 0) & (left >= 0) & (drawn <= size) & (others >= 0)
    terms = np.where(possible, (drawn, left, size - drawn, others), 0)
    logs = -special.gammaln(terms + 1.0).sum(axis=0)
    logs[~possible] = -np.inf
    return np.asarray(np.exp(logs - logs.max(axis=1, keepdims=True)))


def _chi_squared(first: Integers, both: Integers, of_first: int) -> Floats:
    """Pearson's, up to a constant, of tables with these sums; rows are first sets."""
    used = both > 0
    mean = both[used] * (of_first / both.sum())
    return np.asarray((np.square(first[:, used] - mean) / both[used]).sum(axis=1))


def _exact_p(first: Integers, both: Integers, of_first: int) -> Floats:
    """Twice the smaller tail of the hypergeometric distribution, the count seen included, at most 1."""
    null = stats.hypergeom(int(both.sum()), both, of_first)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(null.cdf(first), null.sf(first - 1))))


def _checked(base: ArrayLike, test: ArrayLike, replications: int) -> tuple[Integers, Integers]:
    first, second = doors.counts("base", base), doors.counts("test", test)
    doors.same_length(base=first, test=second)
    for name, counts in (("base", first), ("test", second)):
        if not counts.sum():
            raise ValueError(f"{name} holds no events.")
    if replications < 1:
        raise ValueError("replications must be 1 or more.")
    return first, second
