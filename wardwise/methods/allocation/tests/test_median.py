from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardwise.methods.allocation import median


def town(seed: int, *, places: int = 40, sites: int = 12):
    rng = np.random.default_rng(seed)
    here, there = rng.uniform(0, 3000, (2, places)), rng.uniform(0, 3000, (2, sites))
    return rng.poisson(5, places).astype(float), np.hypot(*(there[:, :, None] - here[:, None, :]))


def best_by_trying_all(weights, travel, sites):
    costs = travel * weights
    return min(costs[list(some)].min(axis=0).sum() for some in combinations(range(len(costs)), sites))


@pytest.mark.parametrize("seed", range(30))
def test_the_choice_is_the_best_of_all(seed):
    weights, travel = town(seed)
    found = median(weights, travel, sites=4, gap=0)
    assert found.total == pytest.approx(best_by_trying_all(weights, travel, 4))
    assert found.gap <= 1e-6


@given(st.integers(0, 10_000), st.integers(1, 6), st.floats(0, 0.1))
@settings(max_examples=40, deadline=None)
def test_the_best_is_never_below_the_bound_and_the_gap_is_kept(seed, sites, gap):
    weights, travel = town(seed, sites=9)
    found = median(weights, travel, sites=sites, gap=gap)
    best = best_by_trying_all(weights, travel, sites)
    assert found.bound - 1e-6 <= best <= found.total + 1e-6
    assert found.gap <= gap + 1e-6


def test_where_the_bound_leaves_a_gap_the_search_closes_it():
    rng = np.random.default_rng(5)
    uneven = [(np.ones(14), rng.integers(1, 9, (14, 14)).astype(float)) for _ in range(20)]
    found = [median(*one, sites=3, gap=0) for one in uneven]
    assert any(one.searched for one in found)
    assert all(one.total == best_by_trying_all(*of, 3) for one, of in zip(found, uneven, strict=True))


def test_each_place_is_served_by_the_nearest_chosen():
    weights, travel = town(2)
    found = median(weights, travel, sites=3)
    assert (travel[found.nearest, np.arange(weights.size)] == travel[found.chosen].min(axis=0)).all()
    assert found.mean == pytest.approx(found.total / weights.sum())


def test_one_place_and_one_site():
    found = median([2.0], [[3.0]], sites=1)
    assert (found.total, found.bound, found.gap, found.chosen.tolist()) == (6.0, 6.0, 0.0, [0])


def test_all_in_one_place_takes_no_travel():
    found = median(np.ones(5), np.zeros((3, 5)), sites=2)
    assert (found.total, found.gap) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("weights", "travel", "sites", "words"),
    [
        ([1, np.nan], [[1, 1]], 1, "weights is missing or infinite in 1 of 2 rows"),
        ([1, 1], [[1, np.nan], [1, 1]], 1, "travel is missing, infinite or below 0 in 1 of 2 rows"),
        ([1, 1], [[1, -1]], 1, "travel is missing, infinite or below 0 in 1 of 1 rows"),
        ([1, 1], [[1, 1, 1]], 1, "a column for each of the 2 weights"),
        ([1, 1], [[1, 1]], 2, "sites must lie between 1 and the 1"),
    ],
)
def test_what_does_not_fit_is_refused(weights, travel, sites, words):
    with pytest.raises(ValueError, match=words):
        median(weights, travel, sites=sites)


def test_the_callers_matrix_is_left_as_it_was():
    weights, travel = town(4)
    before = travel.copy()
    median(weights, travel, sites=3)
    assert (travel == before).all()


def test_large_town_is_proved_by_its_bound_without_a_search():
    weights, travel = town(15, places=700, sites=700)  # where the first swaps end 2% above the best
    found = median(weights, travel, sites=15)
    assert not found.searched
    assert found.gap <= 0.005
    assert found.total == pytest.approx((travel[found.chosen] * weights).min(axis=0).sum())
