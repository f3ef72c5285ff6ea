"""Where records gather: how concentrated, on which places, and which areas stand out from chance.

Reads the incident store only, which names nobody. Callers have passed a door that asks for `EXPLORE`. A ranking
here is an algorithmic tool: docs/transparency/hotspot-ranking.md is its record, and `without_proactive` shows what
it says when records that police activity produces are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from wardwise.analysis.choices import FOUND_WITHOUT_LOOKING, Choice
from wardwise.analysis.hotspots.ground import Ground, weights_of
from wardwise.analysis.measured import Period
from wardwise.incidents import measures
from wardwise.incidents.measures import PointCounts, Selection
from wardwise.incidents.store import Store
from wardwise.methods.concentration import Concentration, concentration
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.local import LocalG, exact_steps, gi_star_exact, gi_star_permuted
from wardwise.methods.multiplicity import benjamini_hochberg
from wardwise.methods.rates import Rates, ShrunkRates, rates, shrunk_rates

FALSE_SHARE = 0.05
TOP = 10
MOST_STEPS = 1_000_000_000  # about a second
SEED = 20_221_122


@dataclass(frozen=True)
class Stability:
    """How far the order of places in the first half of the period holds in the second."""

    correlation: float
    top: int
    in_both: int


@dataclass(frozen=True)
class MapPoints:
    """Counts on the publisher's shared map points, most first, and how concentrated they are.

    `points_used` is the number of points in use in the area: what the concentration is a share of. `without_place`
    is how many the force recorded with no place at all, which may have happened here or elsewhere in its district.
    """

    counts: PointCounts
    points_used: int
    without_place: int
    concentration: Concentration
    stability: Stability | None


@dataclass(frozen=True)
class StandOut:
    """Gi* of every small area with its adjusted p-values; `classes` are "high", "low" or "" for not marked."""

    gi: LocalG
    q_high: Floats
    q_low: Floats
    classes: NDArray[np.str_]

    @property
    def high(self) -> int:
        return int((self.classes == "high").sum())


@dataclass(frozen=True)
class SmallAreas:
    """Counts of every small area of the place, rates where people are known, and which stand out.

    `unplaced` records carry no area code or one that is not of these areas. `without` is the same analysis without
    what police activity found; none where that leaves nothing or changes nothing (`proactive` says how many went).
    """

    ground: Ground
    counts: Integers
    unplaced: int
    proactive: int
    rates: Rates | None
    shrunk: ShrunkRates | None
    stability: Stability | None
    concentration: Concentration
    standing: StandOut
    without: StandOut | None


def map_points(store: Store, choice: Choice, *, whole: int, span: Period, is_broken: bool) -> MapPoints:
    """Counts by shared map point in the chosen area. `whole` is the `total` of the whole place.

    `span` is the time around the period in which the points did not move: a point on which anything at all was
    recorded then is in use, also if nothing of this kind was. `is_broken`: the points moved within the period.
    """
    found = measures.counts_by_point(store, choice.selection())
    everything = replace(choice, categories=(), leave_out_proactive=False)
    used = found if everything == choice and span == choice.period else _points(store, everything, span)
    counts = _on(used, found)
    return MapPoints(
        counts=found,
        points_used=len(used.counts),
        without_place=_without_place(store, choice, whole),
        concentration=concentration(counts),
        stability=None if is_broken or choice.period.months < 2 else _point_stability(store, choice, used, counts),
    )


def small_areas(store: Store, choice: Choice, ground: Ground, *, total: int) -> SmallAreas:
    """Every small area of the whole place: an area stands out from its surroundings, not from its ward."""
    whole = choice.selection(whole_place=True)
    monthly = measures.counts_by_area_and_month(store, whole, ground.scheme)
    by_month = _in_order(ground, monthly.codes, monthly.counts)
    counts = by_month.sum(axis=1)
    years = max(int((~monthly.is_missing).sum()), 1) / 12
    standing = stand_out(counts, ground)
    unprompted = _without_proactive(store, whole, ground)
    proactive = int(counts.sum() - unprompted.sum())
    return SmallAreas(
        ground=ground,
        counts=counts,
        unplaced=total - int(counts.sum()),
        proactive=proactive,
        rates=rates(counts, ground.residents, years=years) if ground.has_population else None,
        shrunk=shrunk_rates(counts, ground.residents, years=years) if ground.has_population else None,
        stability=_stability(*_halves(by_month)),
        concentration=concentration(counts),
        standing=standing,
        without=stand_out(unprompted, ground) if proactive and unprompted.sum() else None,
    )


def stand_out(counts: Integers, ground: Ground) -> StandOut:
    """Gi* with the share of false discoveries held at 5%, high and low each on its own.

    Exact, or by reshuffling with a seed of its own where counts are so large that the exact answer would keep people
    waiting: the same data give the same answer.
    """
    weights = weights_of(ground)
    if exact_steps(counts, weights) <= MOST_STEPS:
        gi = gi_star_exact(counts, weights)
    else:
        gi = gi_star_permuted(counts, weights, rng=np.random.default_rng(SEED), replications=9_999)
    q_high, q_low = benjamini_hochberg(gi.p_high), benjamini_hochberg(gi.p_low)
    classes = np.where(q_high <= FALSE_SHARE, "high", np.where(q_low <= FALSE_SHARE, "low", ""))
    return StandOut(gi, q_high, q_low, classes)


def changed(areas: SmallAreas) -> tuple[list[str], list[str]]:
    """Names of areas that no longer, and that newly, stand out when police-generated records are left out."""
    if areas.without is None:
        return [], []
    before, after = areas.standing.classes == "high", areas.without.classes == "high"
    named = np.array(areas.ground.names)
    return sorted(named[before & ~after].tolist()), sorted(named[after & ~before].tolist())


def _without_proactive(store: Store, whole: Selection, ground: Ground) -> Integers:
    allowed = whole.found_by or FOUND_WITHOUT_LOOKING
    left = replace(whole, found_by=tuple(code for code in allowed if code != "proactive"))
    found = measures.counts_by_area(store, left, ground.scheme)
    return _in_order(ground, found.codes, found.counts)


def _in_order(ground: Ground, codes: NDArray[np.str_], counts: Integers) -> Integers:
    """Rows in the order of the ground, noughts where the store has none; codes of elsewhere are left out."""
    place = {code: i for i, code in enumerate(codes.tolist())}
    rows = np.array([place.get(code, -1) for code in ground.codes], dtype=np.int64)
    padded = np.concatenate([counts, np.zeros((1, *counts.shape[1:]), dtype=np.int64)])
    return np.asarray(padded[rows], dtype=np.int64)


def _halves(by_month: Integers) -> tuple[Integers, Integers]:
    middle = by_month.shape[1] // 2
    return by_month[:, :middle].sum(axis=1), by_month[:, middle:].sum(axis=1)


def _stability(first: Integers, second: Integers) -> Stability | None:
    if first.size < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    top = min(TOP, first.size // 3)
    tops = [set(np.argsort(-half, kind="stable")[:top].tolist()) for half in (first, second)]
    return Stability(float(stats.spearmanr(first, second).statistic), top, len(tops[0] & tops[1]))


def _point_stability(store: Store, choice: Choice, used: PointCounts, counts: Integers) -> Stability | None:
    names = choice.period.names
    early = _on(used, _points(store, choice, Period(names[0], names[len(names) // 2 - 1])))
    return _stability(early, counts - early)


def _points(store: Store, choice: Choice, period: Period) -> PointCounts:
    return measures.counts_by_point(store, choice.selection(period))


def _on(used: PointCounts, found: PointCounts) -> Integers:
    """Counts in the order of the points in use, nought where none was found."""
    counts = dict(zip(_places(found), found.counts.tolist(), strict=True))
    return np.array([counts.get(place, 0) for place in _places(used)], dtype=np.int64)


def _places(points: PointCounts) -> list[tuple[float, float]]:
    return list(zip(points.easting.tolist(), points.northing.tolist(), strict=True))


def _without_place(store: Store, choice: Choice, whole: int) -> int:
    """Rows that no area holds; only known where the whole place is made of areas."""
    if choice.home is None:
        return 0
    return total(store, choice.selection(area=None)) - whole


def total(store: Store, selection: Selection) -> int:
    """How many records a selection holds, with a place or without."""
    return int(measures.counts_by_category(store, selection).counts.sum())
