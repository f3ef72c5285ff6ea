from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from wardwise.methods.displacement import permuted_displacement_difference

YEAR = np.tile(np.arange(12), 2)
AFTER = np.repeat([False, True], 12)


def welch(values: np.ndarray, after: np.ndarray) -> float:
    one, other = values[after], values[~after]
    return (one.mean() - other.mean()) / np.sqrt(one.var(ddof=1) / one.size + other.var(ddof=1) / other.size)


def test_the_p_value_is_that_of_all_arrangements():
    rng = np.random.default_rng(3)
    treated, control = rng.poisson(9, 8), rng.poisson(30, 8)
    after = np.repeat([False, True], 4)
    net = (treated - control / 2.0) - (treated - control / 2.0).mean()
    every = [np.isin(np.arange(8), chosen) for chosen in combinations(range(8), 4)]
    exact = np.mean([abs(welch(net, one)) >= abs(welch(net, after)) - 1e-9 for one in every])
    found = permuted_displacement_difference(
        treated, control, is_after=after, area_weights=(1, 2, 1, 1), replications=40_000, rng=rng
    )
    assert found.arrangements == len(every) == 70
    assert found.p_value == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 40_000))


def test_it_keeps_its_size_for_jumpy_counts_with_a_season_where_the_plain_interval_does_not():
    rng = np.random.default_rng(8)
    season = 1 + 0.6 * np.sin(2 * np.pi * YEAR / 12)
    hits, runs = 0, 250
    for _ in range(runs):
        jumps = rng.gamma(5, 1 / 5, (2, 24))
        treated, control = rng.poisson(np.array([[20.0], [60.0]]) * season * jumps)
        found = permuted_displacement_difference(
            treated, control, is_after=AFTER, blocks=YEAR, area_weights=(1, 3, 1, 1), replications=199, rng=rng
        )
        hits += found.p_value <= 0.05
    assert hits / runs == pytest.approx(0.05, abs=0.056)  # four standard errors of a share from 250


def test_a_real_fall_is_found_and_a_shared_season_is_not_taken_for_one():
    rng = np.random.default_rng(9)
    control = rng.poisson(40, 24)
    treated = rng.poisson(np.where(AFTER, 20, 40))
    assert permuted_displacement_difference(treated, control, is_after=AFTER, rng=rng).p_value < 0.01
    same = permuted_displacement_difference(control, control, is_after=AFTER, rng=rng)
    assert (same.difference, same.t, same.p_value) == (0, 0, 1)


def test_it_is_the_same_for_the_same_chance_and_leaves_its_arguments_alone():
    treated = np.array([5.0, 6, 7, 3, 2, 4])
    runs = [
        permuted_displacement_difference(treated, is_after=[0, 0, 0, 1, 1, 1], rng=np.random.default_rng(4))
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert treated.tolist() == [5, 6, 7, 3, 2, 4]
    assert runs[0].difference == -3


def test_months_without_any_difference_say_nothing():
    found = permuted_displacement_difference([0] * 6, is_after=[0] * 3 + [1] * 3, rng=np.random.default_rng(1))
    assert (found.difference, found.t, found.p_value) == (0, 0, 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"treated": [1, np.nan, 3, 4]}, "treated has 1 missing"),
        ({"treated": [[1, 2], [3, 4]]}, "one row of months"),
        ({"control": [1, 2]}, "all of one length"),
        ({"buffer_control": [1, 2, 3, 4]}, "without a buffer"),
        ({"is_after": [0, 1]}, "is_after has 2 entries for 4 months"),
        ({"is_after": [0, 0, 0, 1]}, "two months or more"),
        ({"blocks": [0, 0, 1, 1]}, "nothing to re-arrange"),
        ({"replications": 0}, "replications"),
    ],
)
def test_bad_input_is_named(arguments, words):
    usual = {"treated": [1, 2, 3, 4], "is_after": [0, 0, 1, 1], "rng": np.random.default_rng(1)}
    with pytest.raises(ValueError, match=words):
        permuted_displacement_difference(**{**usual, **arguments})
