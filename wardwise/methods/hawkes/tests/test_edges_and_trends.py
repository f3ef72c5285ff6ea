from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods import hawkes
from wardwise.methods.hawkes.tests.made import PERIOD, SIDE, TOWN, town
from wardwise.methods.hawkes.trend import FLAT


def strips():
    """Land in strips of 300 m with 300 m of water between: nearly everything stands near an edge."""
    inside = np.zeros((100, 100))
    inside[(np.arange(100) // 3) % 2 == 0] = 1
    return hawkes.masked(0, 0, 100, inside)


def test_children_that_fall_outside_the_area_are_allowed_for():
    rng = np.random.default_rng(4)
    area = strips()
    x, y = rng.uniform(0, SIDE, (2, 6_000))
    land = area.contains(x, y)
    made = hawkes.branch(
        x[land], y[land], rng.uniform(0, 1000, land.sum()), theta=0.5, omega_per_day=0.2, sigma_m=100, rng=rng,
        end_day=1000, area=area,
    )  # fmt: skip
    kept = (made.generation > 0).sum() / made.x.size
    found = hawkes.fit(made.x, made.y, made.days, area, **PERIOD, reach_m=600)
    assert kept < 0.42
    assert found.theta == pytest.approx(0.5, rel=0.1)
    assert found.sigma_m == pytest.approx(100, rel=0.1)


def test_a_weekly_and_a_yearly_rhythm_are_found():
    rng = np.random.default_rng(6)
    days = rng.uniform(0, 1461, 12_000)
    weekend = np.isin((np.floor(days) + 3) % 7, [5, 6])
    summer = np.abs(days % 365.25 - 182) < 91
    kept = rng.random(days.size) < np.where(weekend, 1.0, 0.5) * np.where(summer, 1.0, 0.7)
    x, y = rng.uniform(0, SIDE, (2, kept.sum()))
    found = hawkes.fit(x, y, days[kept], TOWN, start_day=0, end_day=1461, weekly=True, seasonal=True)
    np.testing.assert_allclose(found.trend.weekly[5:].mean() / found.trend.weekly[:5].mean(), 2, rtol=0.1)
    np.testing.assert_allclose(
        found.trend.seasonal[4:8].mean() / found.trend.seasonal[[0, 1, 10, 11]].mean(), 1.43, rtol=0.1
    )
    assert found.trend.integral(0, 1461) == pytest.approx(1461)
    assert found.theta < 0.02


def test_a_rhythm_raises_the_likelihood_and_carries_into_the_forecast():
    x, y, days = town(2_000, np.random.default_rng(3), clustered=False)
    days = np.where((np.floor(days) % 7 == 2) & (np.arange(days.size) % 3 > 0), np.minimum(days + 1, 1000), days)
    plain, weekly = hawkes.fit(x, y, days, TOWN, **PERIOD), hawkes.fit(x, y, days, TOWN, **PERIOD, weekly=True)
    assert weekly.log_likelihood > plain.log_likelihood + 10
    whole = [[0.0, 0.0, SIDE, SIDE]]
    each = [hawkes.expected_counts(weekly, whole, start_day=1000 + d, horizon_days=1).background[0] for d in range(7)]
    assert max(each) > 2 * min(each)


def test_no_trend_is_one_everywhere():
    assert FLAT.factor(np.array([0.5, 400.2])).tolist() == [1, 1]
    assert FLAT.integral(0.25, 10.75) == pytest.approx(10.5)


def test_the_days_of_the_week_are_those_of_the_calendar():
    monday = hawkes.Trend(np.array([2.0, 1, 1, 1, 1, 1, 1]), np.ones(12))
    days = (np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[D]") - np.datetime64("1970-01-01")).astype(float)
    assert monday.factor(days + 0.5).tolist() == [2, 1]
