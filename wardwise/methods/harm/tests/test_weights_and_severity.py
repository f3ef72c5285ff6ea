from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from wardwise.methods import harm

MADE = {"name": "made", "version": "1", "source": "none", "scheme": "letters", "unit": "days"}
SET = harm.weight_set(**MADE, codes=["c", "a", "b"], weights=[1, 1000, 20])
ALL = ["a", "b", "c"]


def test_the_two_published_weights_come_back_as_given():
    css = harm.weight_set(
        name="ONS Crime Severity Score", version="2016", source="ONS", scheme="title", unit="days",
        codes=["homicide", "possession of cannabis"], weights=[7979, 3],
    )  # fmt: skip
    assert css.of(["possession of cannabis", "homicide", "homicide"]).tolist() == [3, 7979, 7979]


@pytest.mark.parametrize("label", sorted(MADE))
def test_a_set_that_does_not_say_what_it_is_is_refused(label):
    with pytest.raises(ValueError, match=f"{label} must be said"):
        harm.weight_set(**{**MADE, label: " "}, codes=["a"], weights=[1])


@pytest.mark.parametrize(
    ("codes", "weights", "words"),
    [
        (["a", "a"], [1, 2], "1 given more than once: a"),
        (["a", " "], [1, 2], "empty in 1 of 2"),
        (["a", "b"], [1, np.nan], "missing or infinite in 1 of 2"),
        (["a", "b"], [1, -1], "0 or more"),
        (["a", "b"], [1], "1 rows for 2 codes"),
    ],
)
def test_tables_with_holes_are_refused(codes, weights, words):
    with pytest.raises(ValueError, match=words):
        harm.weight_set(**MADE, codes=codes, weights=weights)


def test_an_offence_without_a_weight_is_refused_and_never_counted_as_nothing():
    with pytest.raises(ValueError, match="2 of 3 codes are not in made 1: x, y"):
        SET.of(["a", "y", "x"])
    with pytest.raises(ValueError, match="1 of 2 codes are not in made 1: anti-social behaviour"):
        harm.severity([[1, 2]], ["a", "anti-social behaviour"], SET, [100])


def test_totals_rates_and_what_is_left_without_the_gravest():
    found = harm.severity([[1, 3, 40], [0, 60, 0], [0, 0, 0]], ALL, SET, [10_000, 5_000, 100], years=0.5)
    assert found.counts.tolist() == [44, 60, 0]
    assert found.total.tolist() == [1100, 1200, 0]
    assert found.rate_per_1000.tolist() == [220, 480, 0]
    assert found.without_gravest.tolist() == [100, 1180, 0]
    assert found.rate_without_gravest.tolist() == [20, 472, 0]
    assert found.gravest == ("a", "b", None)
    assert found.largest == ("a", "b", None)
    assert found.without_largest.tolist() == [100, 0, 0]
    np.testing.assert_allclose(found.largest_share, [1000 / 1100, 1, np.nan])


@pytest.mark.parametrize(
    ("counts", "change", "words"),
    [
        ([[1, 2]], {}, "areas by 3 codes"),
        ([[1, 2, 0.5]], {}, "whole numbers"),
        ([[1, 2, np.nan]], {}, "missing or infinite in 1 of 3"),
        ([[1, 2, 3]], {"population": [0]}, "must be above 0"),
        ([[1, 2, 3]], {"population": [1, 2]}, "same number of rows"),
        ([[1, 2, 3]], {"years": 0}, "must be above 0"),
        ([[1, 2, 3]], {"codes": ["a", "b", "b"]}, "each kind once"),
    ],
)
def test_tables_that_do_not_fit_are_refused(counts, change, words):
    with pytest.raises(ValueError, match=words):
        harm.severity(counts, **{"codes": ALL, "weights": SET, "population": [100], **change})


def test_no_areas_are_no_severities():
    assert harm.severity(np.empty((0, 3)), ALL, SET, []).total.size == 0


@given(st.integers(0, 500))
def test_with_one_weight_the_interval_is_the_exact_one_of_a_count(count):
    one = harm.weight_set(**MADE, codes=["a"], weights=[1])
    found = harm.severity([[count]], ["a"], one, [1000])
    assert found.low[0] == pytest.approx(chi2.ppf(0.025, 2 * count) / 2 if count else 0)
    assert found.high[0] == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2)


def test_the_interval_covers_the_truth_at_least_as_often_as_it_says():
    rng = np.random.default_rng(1)
    means = np.array([0.3, 8.0, 100.0])
    found = harm.severity(rng.poisson(means, (4_000, 3)), ALL, SET, np.full(4_000, 1000.0))
    truth = means @ [1000, 20, 1]
    assert ((found.low <= truth) & (truth <= found.high)).mean() >= 0.95


def test_twice_the_weights_are_twice_the_harm():
    double = harm.weight_set(**MADE, codes=ALL, weights=[2000, 40, 2])
    one, two = (harm.severity([[2, 9, 50]], ALL, each, [1000]) for each in (SET, double))
    np.testing.assert_allclose([two.total, two.low, two.high], 2 * np.array([one.total, one.low, one.high]))


def test_average_weights_are_weighted_by_how_often_each_happens():
    found = harm.average_weights(SET, ALL, ["violence", "violence", "theft"], [1, 49, 0])
    assert found == {"violence": (1000 + 49 * 20) / 50}


def test_harm_on_one_place_by_one_offence_is_no_more_than_chance():
    rng = np.random.default_rng(2)
    place, weight = np.arange(50), np.append(1000.0, np.ones(49))
    found = harm.harm_concentration(place, weight, 100, rng=rng)
    assert (found.places_for_harm, found.places_for_count) == (1, 25)
    assert (found.p_value, found.by_chance) == (1.0, 0.01)


def test_harm_that_gathers_where_it_need_not_is_seen():
    place = np.repeat(np.arange(20), 10)
    weight = np.where(place < 2, 50.0, 1.0)
    found = harm.harm_concentration(place, weight, 20, rng=np.random.default_rng(3))
    assert found.p_value == 0.001
    assert found.share_of_places_harm == 0.1 < found.by_chance


@pytest.mark.parametrize(
    ("place", "weight", "words"),
    [([5], [1], "below 5; the greatest is 5"), ([0], [-1], "0 or more"), ([0, 1], [1], "same number of rows")],
)
def test_offences_in_no_place_are_refused(place, weight, words):
    with pytest.raises(ValueError, match=words):
        harm.harm_concentration(place, weight, 5, rng=np.random.default_rng(0))


def test_no_harm_is_on_no_place():
    found = harm.harm_concentration([], [], 5, rng=np.random.default_rng(0))
    assert found.places_for_harm == 0
    assert np.isnan(found.by_chance)
