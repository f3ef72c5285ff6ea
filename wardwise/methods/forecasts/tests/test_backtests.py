from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.forecasts import DecayedCount, KernelDensity, LongRun, Task, backtest, paired_difference
from wardwise.methods.forecasts.tests.made import events, rates, town


def scored():
    rng = np.random.default_rng(1)
    cells = town(12)
    known = events(cells, rates(cells, rng), rng)
    windows = [Task(day, 30.0) for day in (390.0, 420.0, 450.0, 480.0, 510.0)]
    found = backtest([LongRun(), KernelDensity(width=400.0)], known, cells, windows, coverage=0.02, rng=rng)
    return known, found


def test_windows_are_scored_by_what_came_in_them():
    known, found = scored()
    for k, day in enumerate(found.origins):
        assert found.events[k] == (known.target & (known.day >= day) & (known.day < day + 30)).sum()
    assert found.auc5.shape == (2, 5)
    assert (found.auc5[0] > found.auc5[1]).all()  # counts know the places, a wide kernel does not
    assert np.isnan(found.kept[:, 0]).all()
    assert (found.kept[:, 1:] > 0.5).all()


def test_a_window_without_events_is_left_out():
    known, _ = scored()
    rng = np.random.default_rng(2)
    found = backtest(
        [DecayedCount()], known, town(12), [Task(510.0, 30.0), Task(900.0, 30.0)], coverage=0.02, rng=rng
    )
    assert found.origins.tolist() == [510.0]
    none = backtest([DecayedCount()], known, town(12), [], coverage=0.02, rng=rng)
    assert none.auc5.shape == (1, 0)


def test_intervals_of_differences_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        first = rng.normal(0.3, 1.0, 12)
        found = paired_difference(first, np.zeros(12), rng=rng, replications=299)
        held += found.low <= 0.3 <= found.high
    assert 0.91 < held / 400 < 0.985  # three standard errors of 95% over 400 trials


def test_what_both_share_cancels():
    rng = np.random.default_rng(4)
    luck, gain = rng.normal(0, 10, 20), rng.normal(1, 0.1, 20)
    found = paired_difference(luck + gain, luck, rng=rng)
    assert 0.9 < found.low < found.mean < found.high < 1.1


def test_one_window_or_equal_differences_have_no_width_and_none_no_mean():
    rng = np.random.default_rng(5)
    assert paired_difference([2.0], [1.0], rng=rng) == paired_difference([3.0, 4.0], [2.0, 3.0], rng=rng)
    assert np.isnan(paired_difference([], [], rng=rng).mean)
    with pytest.raises(ValueError, match="ours is missing"):
        paired_difference([np.nan], [1.0], rng=rng)
