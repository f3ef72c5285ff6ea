import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.methods.concentration import concentration, share_by_chance

COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=60).filter(any)


def gini_by_pairs(counts):
    """Mean difference between all pairs over twice the mean."""
    x = np.array(counts, dtype=float)
    return np.abs(x[:, None] - x).sum() / (2 * x.size**2 * x.mean())


@given(COUNTS)
def test_gini_is_half_the_relative_mean_difference(counts):
    assert concentration(counts).gini == pytest.approx(gini_by_pairs(counts), abs=1e-12)


@given(COUNTS, st.floats(0.05, 0.95))
def test_so_many_places_and_not_one_fewer_hold_the_share(counts, share):
    found = concentration(counts, share=share)
    busiest = sorted(counts, reverse=True)
    assert sum(busiest[: found.places_for_share]) >= share * sum(counts) - 1e-6
    assert sum(busiest[: found.places_for_share - 1]) < share * sum(counts) + 1e-6


@given(COUNTS)
def test_corrected_gini_lies_between_nought_and_one_and_is_plain_with_many_events(counts):
    found = concentration(counts)
    assert -1e-12 <= found.gini_corrected <= 1 + 1e-12
    if found.events >= found.places:
        assert found.gini_corrected == pytest.approx(found.gini)


@given(COUNTS)
def test_repeating_the_town_changes_nothing(counts):
    assert concentration(counts * 3).gini == pytest.approx(concentration(counts).gini)


def test_few_events_dealt_one_to_a_place_are_not_concentrated():
    found = concentration([1] * 20 + [0] * 980)
    assert found.gini == pytest.approx(0.98)
    assert found.gini_corrected == pytest.approx(0)
    assert found.share_of_places == 0.01


def test_all_in_one_place_is_as_concentrated_as_can_be():
    found = concentration([30] + [0] * 9)
    assert found.places_for_share == 1
    assert found.gini == pytest.approx(0.9)


@pytest.mark.parametrize("mean", [0.05, 0.7, 1.0, 6.0])
def test_yardstick_of_chance_agrees_with_dealing_events_out(mean):
    rng, places = np.random.default_rng(4), 20_000
    dealt = np.bincount(rng.integers(0, places, int(mean * places)), minlength=places)
    found = concentration(dealt)
    assert found.share_of_places_by_chance == pytest.approx(found.share_of_places, abs=0.006)


@given(st.floats(1e-4, 1e4), st.floats(0.01, 0.99))
def test_chance_never_needs_more_places_than_the_share(mean, share):
    assert 0 < share_by_chance(mean, share=share) <= share + 1e-9


@pytest.mark.parametrize("counts", [[], [0, 0, 0]])
def test_nothing_recorded_is_no_concentration(counts):
    found = concentration(counts)
    assert found.events == 0
    assert np.isnan(found.gini)
