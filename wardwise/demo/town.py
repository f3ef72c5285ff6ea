"""The fictitious town of Sallowby: what happens there, what the police publish of it, and the truth behind both.

Pure: `make_town(seed, as_of=...)` reads no clock and no file, and the same arguments give the same town.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.stats import norm

from wardwise.demo import process, rates
from wardwise.demo.land import CENTRE_EASTING, CENTRE_NORTHING, RADIUS_M, Floats, Ints, Land, Size, make_land
from wardwise.demo.process import Events
from wardwise.demo.rates import CATEGORIES

MONTHS = 48
BURN_IN_DAYS = 90  # so that the first month already has repeats of what came before
HOT_CLUSTER = 7  # LSOAs in each planted cluster
CAMPAIGN_MONTHS = 6
CAMPAIGN_ENDS_BEFORE_END = 4  # months of data after the campaign
EFFECT = 0.75  # what the campaign leaves of street-level harm in the treated wards: a quarter less
DIFFUSION = 0.95  # and in the LSOAs around them
TREATED_CATEGORIES = ("anti-social-behaviour", "criminal-damage-arson", "public-order", "violent-crime", "robbery")
MISSING_MONTHS_BEFORE_END = 13  # outside every window that the campaign's evaluation compares
MOVED_MONTHS_BEFORE_END = 29


@dataclass(frozen=True)
class Truth:
    """What a method ought to find: it is known here because it was put there.

    Indices are of `Land.lsoas`, `Land.wards`, `rates.CATEGORIES`, `Land.points` and `Town.months`.
    """

    hot_lsoas: tuple[int, ...]  # two planted clusters, the town centre first
    treated_wards: tuple[int, ...]
    control_wards: tuple[int, ...]
    buffer_lsoas: tuple[int, ...]  # around the treated wards
    control_buffer_lsoas: tuple[int, ...]
    campaign: tuple[int, int]  # first and last month, as indices
    effect: float
    diffusion: float
    intensity: Floats  # recorded events expected in a month of 30.4 days, by point and category, with no campaign
    reporting: Floats  # share of what happens that is reported, by LSOA and category
    patrols: Floats  # patrol hours by LSOA and month; what officers find follows them
    repeats: Floats  # by category
    missing_month: int  # the force published no file
    moved_month: int  # the map points were others in this month alone

    def expected(self, town: Town, lsoas: tuple[int, ...], months: tuple[int, ...], category: str) -> float:
        """Records expected in these LSOAs and months, with the campaign as it was."""
        column = rates.SLUGS.index(category)
        rows = np.isin(town.land.points.lsoa, lsoas)
        factor = monthly_factors(town.land, self, town.months)[column]
        by_lsoa = np.bincount(
            town.land.points.lsoa[rows], self.intensity[rows, column], minlength=len(town.land.lsoas.codes)
        )
        return float((by_lsoa[:, None] * factor)[:, list(months)].sum())


@dataclass(frozen=True)
class Town:
    """The land, the events as they happened, which of them were recorded, where and when they were published."""

    seed: int
    land: Land
    months: NDArray[np.datetime64]
    happened: Events
    recorded: NDArray[np.int64]  # indices of events that came to the police and were published
    point: Ints  # the map point of each recorded event
    month: Ints  # its month, as an index
    truth: Truth

    def counts(self, category: str | None = None) -> NDArray[np.int64]:
        """Published records by LSOA and month (the missing month is zero here, and a gap for every reader)."""
        keep = np.ones(len(self.recorded), dtype=bool)
        if category is not None:
            keep = self.happened.category[self.recorded] == rates.SLUGS.index(category)
        table = np.zeros((len(self.land.lsoas.codes), len(self.months)), dtype=np.int64)
        np.add.at(table, (self.land.points.lsoa[self.point[keep]], self.month[keep]), 1)
        return table


def make_town(seed: int, *, as_of: str, months: int = MONTHS, size: Size | None = None) -> Town:
    """Make the town whose published records end with the month `as_of` (`YYYY-MM`)."""
    rng = np.random.default_rng(seed)
    last = np.datetime64(as_of, "M")
    calendar = np.arange(last - (months - 1), last + 1)
    land = make_land(size or Size(), rng)
    truth = plant(land, calendar, rng)
    happened = live(land, truth, calendar, rng)
    recorded, point, month = publish(land, truth, calendar, happened, rng)
    return Town(seed, land, calendar, happened, recorded, point, month, truth)


def plant(land: Land, calendar: NDArray[np.datetime64], rng: np.random.Generator) -> Truth:
    """Decide where harm gathers, who reports, where officers walk and where the campaign goes."""
    neighbours = adjacency(land)
    centre, estate = hot_clusters(land, neighbours)
    intensity = intensities(land, lsoa_levels(land, (centre, estate), rng), rng)
    level: Floats = np.bincount(land.points.lsoa, intensity[:, rates.ASB]).astype(np.float64)
    treated, control = choose_wards(land, neighbours, level, estate)
    inside = {
        name: np.flatnonzero(np.isin(land.lsoa_ward, wards)) for name, wards in (("t", treated), ("c", control))
    }
    buffer = around(neighbours, inside["t"], without=inside["c"])
    around_control = around(neighbours, inside["c"], without=np.union1d(inside["t"], buffer))
    control_buffer = alike_in_level(around_control, level, float(level[buffer].sum()))
    last = len(calendar) - 1 - CAMPAIGN_ENDS_BEFORE_END
    campaign = (last - CAMPAIGN_MONTHS + 1, last)
    return Truth(
        hot_lsoas=(*centre, *estate),
        treated_wards=treated,
        control_wards=control,
        buffer_lsoas=tuple(buffer.tolist()),
        control_buffer_lsoas=tuple(control_buffer.tolist()),
        campaign=campaign,
        effect=EFFECT,
        diffusion=DIFFUSION,
        intensity=intensity,
        reporting=reporting_habits(len(land.lsoas.codes), rng),
        patrols=patrol_hours(land, intensity, inside["t"], campaign, len(calendar), rng),
        repeats=np.array([category.repeats for category in CATEGORIES]),
        missing_month=len(calendar) - 1 - MISSING_MONTHS_BEFORE_END,
        moved_month=len(calendar) - 1 - MOVED_MONTHS_BEFORE_END,
    )


def adjacency(land: Land) -> NDArray[np.bool_]:
    """Which LSOAs share a border."""
    shapes = land.lsoas.boundaries
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    touching = np.zeros((len(shapes), len(shapes)), dtype=bool)
    touching[one, other] = True
    np.fill_diagonal(touching, False)
    return touching


def middles(land: Land) -> Floats:
    return np.array([[shape.centroid.x, shape.centroid.y] for shape in land.lsoas.boundaries])


def hot_clusters(land: Land, neighbours: NDArray[np.bool_]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Two clusters of neighbouring LSOAs: the town centre, and an estate in the largest ward some way out."""
    where = middles(land)
    away = np.hypot(where[:, 0] - CENTRE_EASTING, where[:, 1] - CENTRE_NORTHING)
    centre = grow(int(np.argmin(away)), neighbours, away, np.zeros(len(where), dtype=bool))
    size = np.bincount(land.lsoa_ward)
    taken = np.asarray(neighbours[list(centre)].any(axis=0))
    taken[list(centre)] = True
    middle = np.array([away[land.lsoa_ward == ward].mean() for ward in range(len(size))])
    clear = np.array([not taken[land.lsoa_ward == ward].any() for ward in range(len(size))])
    ward = int(np.argmax(np.where(clear & (middle > 0.35 * RADIUS_M) & (middle < 0.85 * RADIUS_M), size, size - 100)))
    members = np.flatnonzero(land.lsoa_ward == ward)
    heart = where[members].mean(axis=0)
    away_from_heart = np.hypot(*(where - heart).T)
    start = int(members[np.argmin(away_from_heart[members])])
    return centre, grow(start, neighbours, away_from_heart, taken | (land.lsoa_ward != ward))


def grow(start: int, neighbours: NDArray[np.bool_], away: Floats, barred: NDArray[np.bool_]) -> tuple[int, ...]:
    """A connected cluster from one LSOA, the nearest neighbour first."""
    members = [start]
    while len(members) < min(HOT_CLUSTER, 1 + len(away) // 16):
        edge = np.asarray(neighbours[members].any(axis=0) & ~barred)
        edge[members] = False
        if not edge.any():
            break
        members.append(int(np.argmin(np.where(edge, away, np.inf))))
    return tuple(members)


def lsoa_levels(land: Land, clusters: tuple[tuple[int, ...], ...], rng: np.random.Generator) -> Floats:
    """How much is recorded in each LSOA: the hot ones at the top, the rest higher towards the centre, lognormal."""
    where = middles(land)
    away = np.hypot(where[:, 0] - CENTRE_EASTING, where[:, 1] - CENTRE_NORTHING) / RADIUS_M
    alike = np.exp(-((np.hypot(*(where[:, None] - where[None]).transpose(2, 0, 1)) / 600.0) ** 2))
    score = (
        -away
        + alike @ rng.normal(0, 0.5, len(where)) / np.sqrt((alike**2).sum(axis=1))
        + rng.normal(0, 0.2, len(where))
    )
    for cluster in clusters:  # hotter than all others, and hottest in its heart
        score[list(cluster)] = 100 - np.arange(len(cluster)) + rng.uniform(0, 0.5, len(cluster))
    return ranked_lognormal(score, rates.SPREAD_OF_LSOAS)


def ranked_lognormal(score: Floats, spread: float) -> Floats:
    """Lognormal values, the highest to the highest score, with mean one."""
    rank = np.argsort(np.argsort(score))
    value = np.exp(spread * norm.ppf((rank + 0.5) / len(score)))
    return np.asarray(value / value.mean())


def intensities(land: Land, level: Floats, rng: np.random.Generator) -> Floats:
    """Records expected in a month at each point, by category: unequal as real places are, in the measured mix."""
    kinds = np.array(land.points.kinds)
    away = np.hypot(land.points.easting - CENTRE_EASTING, land.points.northing - CENTRE_NORTHING) / RADIUS_M
    pull = np.exp(-((away / 0.18) ** 2))
    table = np.empty((len(kinds), len(CATEGORIES)))
    for column, category in enumerate(CATEGORIES):
        liking = np.array([category.affinity.get(kind, 1.0) for kind in kinds])
        table[:, column] = liking * (1 + (category.centre - 1) * pull) * rng.lognormal(0, 0.35, len(kinds))
    share = np.array([category.share for category in CATEGORIES]) / 100
    habit = np.log(table / table.mean(axis=0) @ share) + rng.normal(0, 0.55, len(kinds))
    within = ranked_lognormal(habit, rates.SPREAD_WITHIN_LSOAS)
    places = level[land.points.lsoa] * within / np.bincount(land.points.lsoa, within)[land.points.lsoa]
    places /= places.sum()
    records = rates.RECORDS_PER_1000_A_YEAR * land.residents.sum() / 1000 / 12
    for _ in range(8):  # both margins hold: so much at each place, so much of each category
        table *= (places / table.sum(axis=1))[:, None]
        table *= share / table.sum(axis=0)
    return np.asarray(table * records)


def choose_wards(
    land: Land, neighbours: NDArray[np.bool_], level: Floats, estate: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Treated: the estate's ward and an ordinary one beside it. Control: wards apart from them, of the same level."""
    wards = len(land.wards.codes)
    ward_level = np.bincount(land.lsoa_ward, level, minlength=wards)
    touching = np.zeros((wards, wards), dtype=bool)
    one, other = np.nonzero(neighbours)
    touching[land.lsoa_ward[one], land.lsoa_ward[other]] = True
    first = int(land.lsoa_ward[estate[0]])
    beside = [int(ward) for ward in np.flatnonzero(touching[first]) if ward != first]
    second = min(beside, key=lambda ward: abs(ward_level[ward] - np.median(ward_level)))
    treated = (first, second)
    apart = [w for w in range(wards) if w not in treated and not touching[list(treated), w].any()]
    wanted = ward_level[list(treated)].sum()
    sets = [several for many in (2, 3) for several in combinations(apart, many)]
    if not sets:  # a very small town: whatever is left over
        return treated, tuple(w for w in range(wards) if w not in treated)[:2]
    return treated, min(sets, key=lambda several: abs(ward_level[list(several)].sum() - wanted))


def around(neighbours: NDArray[np.bool_], inside: Ints, *, without: Ints) -> Ints:
    """The LSOAs that border on these, those left out."""
    edge = np.asarray(neighbours[inside].any(axis=0))
    edge[inside] = False
    edge[without] = False
    return np.flatnonzero(edge)


def alike_in_level(candidates: Ints, level: Floats, wanted: float) -> Ints:
    """As many of these LSOAs as together come closest to a level, taken from the middle of their order outwards."""
    if not len(candidates):
        return candidates
    middle = np.median(level[candidates])
    order = candidates[np.argsort(np.abs(level[candidates] - middle), kind="stable")]
    return np.sort(order[: int(np.argmin(np.abs(np.cumsum(level[order]) - wanted))) + 1])


def reporting_habits(lsoas: int, rng: np.random.Generator) -> Floats:
    """Some places report nearly all that happens, some half of it: it differs most for anti-social behaviour."""
    trust = rng.beta(6, 3, lsoas)
    lowest = np.array([0.5 if slug == "anti-social-behaviour" else 0.75 for slug in rates.SLUGS])
    return np.asarray(lowest + (0.98 - lowest) * trust[:, None])


def patrol_hours(
    land: Land, intensity: Floats, treated: Ints, campaign: tuple[int, int], months: int, rng: np.random.Generator
) -> Floats:
    """Officers go where much was recorded before, in waves, and to the treated wards during the campaign."""
    level = np.bincount(land.points.lsoa, intensity.sum(axis=1))
    hours = 12 * (level / level.mean())[:, None] ** 0.6 * rng.lognormal(0, 0.25, (len(level), months))
    hours[treated, campaign[0] : campaign[1] + 1] *= 2.2
    return np.asarray(hours)


def monthly_factors(land: Land, truth: Truth, calendar: NDArray[np.datetime64]) -> Floats:
    """By how much each month differs from the average one, by category, LSOA and month."""
    count = len(calendar)
    of_year = calendar.astype(np.int64) % 12
    days = ((calendar + 1).astype("datetime64[D]") - calendar.astype("datetime64[D]")).astype(np.float64) / (
        365.25 / 12
    )
    years = (np.arange(count) - (count - 1) / 2) / 12
    factor = np.empty((len(CATEGORIES), len(land.lsoas.codes), count))
    for row, category in enumerate(CATEGORIES):
        season = np.array(category.season)[of_year] / np.mean(category.season)
        factor[row] = season * days * category.yearly**years
        if category.follows_patrols:
            factor[row] *= (truth.patrols / truth.patrols.mean(axis=1, keepdims=True)) ** 0.8
        if category.slug in TREATED_CATEGORIES:
            factor[row] *= campaign_factor(land, truth, count)
    return factor


def campaign_factor(land: Land, truth: Truth, months: int) -> Floats:
    """What the campaign leaves, by LSOA and month."""
    factor = np.ones((len(land.lsoas.codes), months))
    during = slice(truth.campaign[0], truth.campaign[1] + 1)
    factor[list(truth.buffer_lsoas), during] = truth.diffusion
    factor[np.isin(land.lsoa_ward, truth.treated_wards), during] = truth.effect
    return factor


def live(land: Land, truth: Truth, calendar: NDArray[np.datetime64], rng: np.random.Generator) -> Events:
    """Everything that happens from before the first month to the end of the last, reported or not."""
    first = calendar[0].astype("datetime64[D]")
    starts = (np.append(calendar, calendar[-1] + 1).astype("datetime64[D]") - first).astype(np.float64)
    factor = monthly_factors(land, truth, calendar)
    starts = np.append(-float(BURN_IN_DAYS), starts)
    factor = np.concatenate([factor[:, :, :1] * BURN_IN_DAYS / (365.25 / 12), factor], axis=2)
    points = land.points
    parts = []
    for column in range(len(CATEGORIES)):
        true_rate = truth.intensity[:, column] / truth.reporting[points.lsoa, column] * (1 - truth.repeats[column])
        expected = true_rate[:, None] * factor[column][points.lsoa]
        parts.append(process.background(expected, points.easting, points.northing, starts, column, rng))
    return process.excite(process.join(parts), truth.repeats, float(starts[-1]), rng)


def publish(
    land: Land, truth: Truth, calendar: NDArray[np.datetime64], happened: Events, rng: np.random.Generator
) -> tuple[NDArray[np.int64], Ints, Ints]:
    """What comes to notice and is published: the event, the nearest map point to it, its month."""
    points = land.points
    _, nearest = cKDTree(np.column_stack([points.easting, points.northing])).query(
        np.column_stack([happened.easting, happened.northing])
    )
    starts = (calendar.astype("datetime64[D]") - calendar[0].astype("datetime64[D]")).astype(np.float64)
    month = np.searchsorted(starts, happened.day, side="right") - 1
    reported = rng.random(len(happened)) < truth.reporting[points.lsoa[nearest], happened.category]
    recorded = np.flatnonzero(reported & (month >= 0) & (month != truth.missing_month))
    recorded = recorded[np.argsort(month[recorded], kind="stable")]
    return recorded, nearest[recorded].astype(np.int64), month[recorded].astype(np.int64)
