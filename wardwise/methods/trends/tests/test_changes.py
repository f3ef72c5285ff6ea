import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wardwise.methods.trends import change_points


def rng(seed=1):
    return np.random.default_rng(seed)


def test_change_is_found_where_it_was_made():
    x = np.concatenate([rng(2).poisson(40, 30), rng(3).poisson(60, 30)])
    [found] = change_points(x, rng=rng())
    assert abs(found.at - 30) <= 1
    assert found.ratio == pytest.approx(1.5, rel=0.15)
    assert found.p_value == 0.001


def test_two_changes_and_the_stretches_they_were_found_in():
    x = np.repeat([20, 50, 20], 20)
    found = change_points(x, rng=rng())
    assert [change.at for change in found] == [20, 40]
    assert all(change.start < change.at < change.end for change in found)


def test_best_cut_is_the_one_of_greatest_likelihood():
    x = rng(5).poisson(10, 25) + np.where(np.arange(25) > 12, 12, 0)
    [found] = change_points(x, rng=rng(), shortest=3)[:1]
    gains = {k: sum(stats.poisson.logpmf(part, part.mean()).sum() for part in (x[:k], x[k:])) for k in range(3, 23)}
    assert found.at == max(gains, key=gains.get)


def test_season_is_no_change_when_it_is_expected():
    season = 50 + 30 * np.sin(np.arange(48) * np.pi / 6)
    x = rng(6).poisson(season)
    assert change_points(x, expected=season, rng=rng()) == []


@pytest.mark.parametrize("dispersion", [1.0, 4.0])
def test_false_alarms_keep_their_level_however_much_months_vary(dispersion):
    chance, alarms = rng(7), 0
    for _ in range(120):
        x = (
            chance.poisson(30, 24)
            if dispersion == 1
            else chance.negative_binomial(30 / (dispersion - 1), 1 / dispersion, 24)
        )
        alarms += bool(change_points(x, rng=chance, replications=99))
    assert alarms <= 14  # 6 expected, standard error 2.4


@settings(max_examples=10)
@given(st.integers(0, 1000), st.integers(2, 9))
def test_unit_of_expectation_does_not_matter_and_turning_time_round_turns_the_ratio(seed, times):
    x = np.concatenate([rng(seed).poisson(10, 12), rng(seed + 1).poisson(40, 12)])
    plain = change_points(x, expected=np.ones(24), rng=rng(), replications=49)
    scaled = change_points(x, expected=np.full(24, float(times)), rng=rng(), replications=49)
    back = change_points(x[::-1], rng=rng(), replications=49)
    assert [c.at for c in plain] == [c.at for c in scaled]
    assert max(c.ratio for c in plain) == pytest.approx(1 / min(c.ratio for c in back))


@pytest.mark.parametrize("x", [[], [5], [7] * 30, [0] * 30])
def test_nothing_changes_where_nothing_does(x):
    assert change_points(x, rng=rng()) == []


def test_from_nothing_to_something_has_no_end():
    [found] = change_points([0] * 10 + [9] * 10, rng=rng())
    assert (found.at, found.ratio) == (10, float("inf"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"counts": [1.5]}, "whole numbers"),
        ({"expected": [1.0, 0.0]}, "not in 1 of 2"),
        ({"replications": 0}, "1 or more"),
        ({"level": 1.0}, "level"),
    ],
)
def test_impossible_arguments_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        change_points(**{"counts": [1, 2], "rng": rng(), **change})


def test_same_generator_same_answer_and_the_callers_counts_stay():
    x = np.concatenate([rng(8).poisson(10, 12), rng(9).poisson(30, 12)])
    kept = x.copy()
    assert change_points(x, rng=rng(3)) == change_points(x, rng=rng(3))
    assert (x == kept).all()
