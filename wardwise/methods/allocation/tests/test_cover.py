from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from wardwise.methods.allocation import cover, within_reach


def town(seed: int, *, places: int = 60, sites: int = 12, radius_m: float = 400):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 3000, (2, places))
    weights = rng.poisson(5, places).astype(float)
    return weights, within_reach(x, y, *rng.uniform(0, 3000, (2, sites)), radius_m=radius_m)


def best_by_trying_all(weights, reach, sites):
    dense = reach.toarray()
    return max(weights[dense[list(some)].any(axis=0)].sum() for some in combinations(range(dense.shape[0]), sites))


@pytest.mark.parametrize("seed", range(30))
def test_the_choice_is_the_best_of_all(seed):
    weights, reach = town(seed, radius_m=800)
    found = cover(weights, reach, sites=4, gap=0)
    assert found.weight == best_by_trying_all(weights, reach, 4)
    assert found.gap == 0


@given(st.integers(0, 10_000), st.integers(1, 6), st.floats(0, 0.1))
@settings(max_examples=40, deadline=None)
def test_the_best_never_exceeds_the_bound_and_the_gap_is_kept(seed, sites, gap):
    weights, reach = town(seed, sites=9, radius_m=900)
    found = cover(weights, reach, sites=sites, gap=gap)
    best = best_by_trying_all(weights, reach, sites)
    assert found.weight <= best + 1e-9
    assert best <= found.bound + 1e-6
    assert found.gap <= gap + 1e-9
    assert found.weight == pytest.approx(weights[reach.toarray()[found.chosen].any(axis=0)].sum())


def test_where_the_bound_leaves_a_gap_the_search_closes_it():
    """Three sites, each reaching two of three places: half of each would cover all, one whole covers two."""
    reach = csr_array(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool))
    found = cover([1, 1, 1], reach, sites=1, gap=0)
    assert (found.weight, found.bound) == (2, 2)
    assert any(cover(*town(seed, sites=20, radius_m=900), sites=5, gap=0).searched for seed in range(20))


def test_as_many_sites_as_there_are_reach_what_can_be_reached():
    weights, reach = town(1)
    found = cover(weights, reach, sites=12, gap=0)
    assert found.weight == weights[reach.toarray().any(axis=0)].sum()


def test_the_order_of_places_and_the_unit_of_weight_do_not_matter():
    weights, reach = town(3, radius_m=700)
    order = np.random.default_rng(0).permutation(weights.size)
    first, second = cover(weights, reach, sites=4, gap=0), cover(7 * weights[order], reach[:, order], sites=4, gap=0)
    assert second.weight == pytest.approx(7 * first.weight)


def test_nothing_to_cover_is_covered_by_anything():
    reach = within_reach([0.0], [0.0], [0.0, 5.0], [0.0, 5.0], radius_m=1)
    found = cover([0.0], reach, sites=1)
    assert (found.weight, found.gap) == (0.0, 0.0)


def test_no_places_at_all_is_an_answer():
    assert cover([], within_reach([], [], [1.0], [1.0], radius_m=5), sites=1).covered.size == 0


@pytest.mark.parametrize(
    ("weights", "sites", "gap", "words"),
    [
        ([1, np.nan], 1, 0, "weights is missing or infinite in 1 of 2 rows"),
        ([1, -1], 1, 0, "weights must be 0 or more"),
        ([1], 1, 0, "reach has 2 columns for 1 weights"),
        ([1, 1], 3, 0, "sites must lie between 1 and the 2"),
        ([1, 1], 0, 0, "sites must lie between 1 and the 2"),
        ([1, 1], 1, 1, "gap must be a share"),
    ],
)
def test_what_does_not_fit_is_refused(weights, sites, gap, words):
    reach = within_reach([0, 9], [0, 9], [0, 9], [0, 9], radius_m=1)
    with pytest.raises(ValueError, match=words):
        cover(weights, reach, sites=sites, gap=gap)


def test_a_place_at_exactly_the_radius_is_reached_and_moving_the_town_changes_nothing():
    near = within_reach([3, 4], [4, 4], [0], [0], radius_m=5).toarray()
    far = within_reach([500_003, 500_004], [200_004, 200_004], [500_000], [200_000], radius_m=5).toarray()
    assert near.tolist() == far.tolist() == [[True, False]]
