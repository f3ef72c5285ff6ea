"""Is the town what it says it is, and do the methods find what was planted in it?"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely

from wardwise.demo import rates
from wardwise.demo.land import Size
from wardwise.demo.process import clustered_counts
from wardwise.demo.town import EFFECT, Town, adjacency, make_town
from wardwise.methods.local import gi_star_exact, weights_with_self
from wardwise.methods.multiplicity import benjamini_hochberg

AS_OF = "2026-08"


@cache
def town(seed: int = 3) -> Town:
    return make_town(seed, as_of=AS_OF)


def share_of_top(counts: np.ndarray, count: int) -> float:
    return float(np.sort(counts)[::-1][:count].sum() / counts.sum())


def test_the_same_seed_gives_the_same_town():
    one, again = make_town(11, as_of=AS_OF), make_town(11, as_of=AS_OF)
    assert np.array_equal(one.happened.day, again.happened.day)
    assert np.array_equal(one.point, again.point)
    assert one.land.points.names == again.land.points.names
    assert one.truth.hot_lsoas == again.truth.hot_lsoas


def test_another_seed_gives_another_town():
    assert not np.array_equal(town(3).land.points.easting, town(4).land.points.easting)


def test_the_records_end_with_the_month_that_was_asked_for():
    assert str(town().months[-1]) == AS_OF
    assert len(town().months) == 48
    assert town().month.max() == 47


def test_a_month_that_is_no_month_is_refused():
    with pytest.raises(ValueError):
        make_town(1, as_of="last summer")


@pytest.mark.parametrize("seed", range(4))
def test_lsoas_divide_the_town_and_wards_divide_the_lsoas(seed):
    land = town(seed).land
    lsoas, wards = np.array(land.lsoas.boundaries), np.array(land.wards.boundaries)
    assert shapely.is_valid(lsoas).all()
    assert {shape.geom_type for shape in (*lsoas, *wards)} == {"Polygon"}
    assert shapely.area(lsoas).sum() == pytest.approx(land.boundary.area, rel=1e-9)  # rounding of the unions only
    assert shapely.area(wards).sum() == pytest.approx(land.boundary.area, rel=1e-9)
    homes = wards[land.lsoa_ward]
    assert (shapely.area(shapely.intersection(homes, lsoas)) / shapely.area(lsoas)).min() > 0.999999


def test_every_map_point_lies_in_its_own_lsoa():
    points = town().land.points
    home = np.array(town().land.lsoas.boundaries)[points.lsoa]
    assert shapely.contains_xy(home, points.easting, points.northing).all()


def test_no_code_can_be_taken_for_a_real_one():
    codes = (*town().land.lsoas.codes, *town().land.wards.codes)
    assert all(code.startswith(("Z01", "Z05")) for code in codes)
    assert len(set(codes)) == len(codes)
    assert len(set(town().land.wards.names)) == len(town().land.wards.names)


def test_lsoas_are_of_the_size_that_lsoas_are():
    residents = town().land.residents
    assert 185_000 < residents.sum() < 215_000
    assert residents.min() > 700
    assert residents.max() < 3_200


@pytest.mark.parametrize("seed", range(4))
def test_places_are_as_unequal_as_real_ones(seed):
    counts = np.bincount(town(seed).point, minlength=len(town(seed).land.points.names))
    # Measured on 3,099 real map points; ours are 2,350, so that large numbers of them hold rather more.
    for top, real in ((10, 0.062), (50, 0.183), (100, 0.258)):
        assert share_of_top(counts, top) == pytest.approx(real, abs=0.045)
    by_lsoa = town(seed).counts().sum(axis=1)
    for top, real in ((5, 0.196), (9, 0.294), (18, 0.43), (36, 0.624)):  # the same shares of 112 LSOAs as of 125
        assert share_of_top(by_lsoa, top) == pytest.approx(real, abs=0.03)


@pytest.mark.parametrize("seed", range(4))
def test_rate_and_mix_are_those_of_real_records(seed):
    made = town(seed)
    yearly = len(made.recorded) / made.land.residents.sum() * 1_000 / 47 * 12
    assert yearly == pytest.approx(rates.RECORDS_PER_1000_A_YEAR, rel=0.04)
    mix = np.bincount(made.happened.category[made.recorded], minlength=14) / len(made.recorded) * 100
    assert np.abs(mix - [category.share for category in rates.CATEGORIES]).max() < 1.0


def test_summer_has_more_anti_social_behaviour_than_winter():
    counts, months = town().counts("anti-social-behaviour").sum(axis=0), town().months.astype(int) % 12
    assert counts[months == 6].max() > 1.4 * counts[months == 1].mean()


def test_one_month_was_never_published():
    assert town().counts()[:, town().truth.missing_month].sum() == 0
    assert (np.delete(town().counts().sum(axis=0), town().truth.missing_month) > 1_000).all()


def test_repeats_follow_their_parents_in_time_and_near_them():
    events = town().happened
    child = np.flatnonzero(events.parent >= 0)
    parent = events.parent[child]
    assert (events.day[child] > events.day[parent]).all()
    assert (events.category[child] == events.category[parent]).all()
    away = np.hypot(events.easting[child] - events.easting[parent], events.northing[child] - events.northing[parent])
    assert (away == 0).mean() == pytest.approx(0.4, abs=0.03)
    assert np.quantile(away, 0.99) < 250


def test_burglaries_repeat_as_often_as_was_planted():
    events, burglary = town().happened, rates.SLUGS.index("burglary")
    of_kind = events.category == burglary
    assert (events.parent[of_kind] >= 0).mean() == pytest.approx(town().truth.repeats[burglary], abs=0.04)


def test_what_officers_find_follows_where_they_walk():
    truth = town().truth
    drugs = town().counts("drugs")
    busy = truth.patrols > np.median(truth.patrols, axis=1, keepdims=True)
    published = np.ones(drugs.shape[1], dtype=bool)
    published[truth.missing_month] = False
    assert drugs[:, published][busy[:, published]].mean() > 1.1 * drugs[:, published][~busy[:, published]].mean()


@pytest.mark.parametrize("seed", range(4))
def test_gi_star_finds_the_planted_hot_places_and_nothing_far_from_them(seed):
    made = town(seed)
    near = adjacency(made.land)
    found = benjamini_hochberg(
        gi_star_exact(made.counts().sum(axis=1), weights_with_self([np.flatnonzero(row) for row in near])).p_high
    )
    hot = np.array(made.truth.hot_lsoas)
    assert len(hot) == 14
    centre, estate = hot[:7], hot[7:]
    for cluster in (centre, estate):  # the heart of each comes first; the rim borders on ordinary places
        assert (found[cluster[:4]] < 0.05).sum() >= 2
    beside = near[hot].any(axis=0)
    beside[hot] = True
    assert not (found[~beside] < 0.05).any()


@pytest.mark.parametrize("seed", range(4))
def test_treated_and_control_wards_do_not_touch_and_are_of_one_level(seed):
    made = town(seed)
    truth, ward = made.truth, made.land.lsoa_ward
    treated, control = np.isin(ward, truth.treated_wards), np.isin(ward, truth.control_wards)
    assert not adjacency(made.land)[np.ix_(treated, control)].any()
    assert not set(truth.buffer_lsoas) & set(truth.control_buffer_lsoas)
    before = made.counts("anti-social-behaviour")[:, truth.campaign[0] - 12 : truth.campaign[1] - 11]
    assert 0.6 < before[treated].sum() / before[control].sum() < 1.7


def test_the_campaign_did_what_the_truth_says():
    """Over many towns the treated wards fall by a quarter beyond what season and trend would do."""
    ratios = []
    for seed in range(6):
        made = town(seed)
        truth, treated = made.truth, np.isin(made.land.lsoa_ward, made.truth.treated_wards)
        during, before = (
            slice(truth.campaign[0], truth.campaign[1] + 1),
            slice(truth.campaign[0] - 12, truth.campaign[1] - 11),
        )
        counts = made.counts("violent-crime")
        ratios.append(counts[treated, during].sum() / counts[treated, before].sum())
    assert np.mean(ratios) == pytest.approx(EFFECT, abs=0.05)  # six towns of 500 to 900 records: se about 0.02


def test_expected_counts_agree_with_what_is_recorded():
    made = town()
    lsoas = tuple(range(len(made.land.lsoas.codes)))
    months = tuple(m for m in range(48) if m != made.truth.missing_month)
    expected = made.truth.expected(made, lsoas, months, "vehicle-crime")
    # Clustered: the standard deviation is some 1.3 times the root of 6,000, or 2%.
    assert made.counts("vehicle-crime").sum() == pytest.approx(expected, rel=0.06)


def test_clustered_counts_have_the_spread_that_theory_gives():
    drawn = clustered_counts(np.array([400.0]), 0.17, np.random.default_rng(0), 20_000)[:, 0]
    assert drawn.mean() == pytest.approx(400, rel=0.005)
    assert drawn.var() / drawn.mean() == pytest.approx(1 / (1 - 0.17) ** 2, rel=0.04)


def test_a_small_town_can_be_made():
    small = make_town(1, as_of=AS_OF, months=26 + 10, size=Size(points=260, lsoas=14, wards=4))
    assert len(small.land.wards.codes) <= 4
    assert len(small.recorded) > 4_000
