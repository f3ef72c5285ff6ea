from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods import hawkes

START = np.zeros(2_000)


def made(rng, start=START, **change):
    how = {"theta": 0.6, "omega_per_day": 0.5, "sigma_m": 40.0, **change}
    return hawkes.branch(start, start, start, rng=rng, **how)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"theta": -0.1}, "theta must be 0 or more"),
        ({"theta": 1.0}, "would never end"),
        ({"omega_per_day": 0.0}, "omega_per_day must be above 0"),
        ({"sigma_m": np.nan}, "sigma_m must be above 0"),
    ],
)
def test_numbers_out_of_range_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        made(np.random.default_rng(0), **change)


def test_a_missing_place_is_refused_with_its_rows():
    with pytest.raises(ValueError, match=r"x is missing or infinite in 1 of 2"):
        hawkes.branch([0, np.nan], [0, 0], [0, 0], theta=0, omega_per_day=1, sigma_m=1, rng=np.random.default_rng(0))


def test_nothing_brings_nothing():
    assert made(np.random.default_rng(0), start=np.zeros(0)).x.size == 0


def test_without_triggering_only_the_background_is_left():
    alone = made(np.random.default_rng(0), theta=0.0)
    assert alone.x.size == START.size
    assert (alone.parent == -1).all()


def test_the_same_chance_makes_the_same_events():
    one, two = made(np.random.default_rng(4)), made(np.random.default_rng(4))
    np.testing.assert_array_equal(one.days, two.days)


def test_as_many_events_follow_as_theory_says():
    """The total of one family has mean 1 / (1 - theta) and variance theta / (1 - theta)^3."""
    rng = np.random.default_rng(8)
    totals = np.array([made(rng).x.size for _ in range(200)]) / START.size
    mean, variance = 1 / 0.4, 0.6 / 0.4**3
    assert totals.mean() == pytest.approx(mean, abs=4 * np.sqrt(variance / START.size / 200))
    assert totals.var(ddof=1) * START.size == pytest.approx(variance, rel=0.4)  # 200 draws: 10% is one error


def test_each_generation_is_theta_times_the_last():
    sizes = np.bincount(made(np.random.default_rng(3), start=np.zeros(200_000)).generation)[:4]
    np.testing.assert_allclose(sizes, 200_000 * 0.6 ** np.arange(4), rtol=0.02)


def test_delays_and_distances_are_as_asked_for_and_parents_come_first():
    found = made(np.random.default_rng(6), start=np.zeros(20_000))
    child = np.flatnonzero(found.parent >= 0)
    delay = found.days[child] - found.days[found.parent[child]]
    assert (delay >= 0).all()
    assert (found.generation[child] == found.generation[found.parent[child]] + 1).all()
    assert delay.mean() == pytest.approx(2.0, rel=0.03)
    assert (found.x[child] - found.x[found.parent[child]]).std() == pytest.approx(40.0, rel=0.02)
    assert (np.diff(found.days) >= 0).all()


def test_nothing_is_kept_after_the_end_or_outside_the_area():
    half = hawkes.box(0, -500, 500, 500)
    found = made(np.random.default_rng(2), theta=1.2, end_day=5.0, area=half)
    assert found.days.max() <= 5
    assert found.x.min() >= 0
    assert found.parent.max() < found.x.size
