from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.forecasts import past, places, point_use
from wardwise.methods.forecasts.breaks import REACH_M, near
from wardwise.methods.forecasts.maps import History


def monthly(rng, months=18, moved_at=None, by=20.0, points=200):
    """Sixty events a month on fixed points that, from one month on, lie elsewhere."""
    x, y = rng.uniform(0, 5_000, (2, points))
    month = np.repeat(np.arange(months), 60)
    at = rng.integers(0, points, month.size)
    moved = month >= (moved_at if moved_at is not None else months)
    return x[at] + by * moved, y[at], np.floor(month * 30.44) + 10, month


def test_a_month_on_new_points_is_found_whichever_it_is():
    for moved_at in (5, 9, 17):
        x, y, day, _ = monthly(np.random.default_rng(moved_at), moved_at=moved_at)
        assert point_use(x, y, day).breaks.astype(int).tolist() == [moved_at]


def test_points_that_stay_do_not_break():
    for seed in range(10):
        x, y, day, _ = monthly(np.random.default_rng(seed))
        assert point_use(x, y, day).breaks.size == 0


def test_true_places_have_no_set_of_points_that_could_move():
    rng = np.random.default_rng(3)
    assert point_use(*rng.uniform(0, 5_000, (2, 900)), np.sort(rng.uniform(0, 540, 900))).breaks.size == 0


def test_two_breaks_are_two():
    x, y, day, month = monthly(np.random.default_rng(4), moved_at=6)
    assert point_use(np.where(month >= 13, x + 50, x), y, day).breaks.astype(int).tolist() == [6, 13]


def test_few_events_are_no_evidence():
    x, y, day, month = monthly(np.random.default_rng(5), moved_at=17)
    some = (month < 17) | (np.cumsum(month == 17) <= 29)
    assert point_use(x[some], y[some], day[some]).breaks.size == 0


def test_order_of_rows_and_emptiness_do_not_matter():
    x, y, day, _ = monthly(np.random.default_rng(6), moved_at=9)
    order = np.random.default_rng(7).permutation(x.size)
    assert point_use(x[order], y[order], day[order]).known[1:] == pytest.approx(point_use(x, y, day).known[1:])
    assert point_use([], [], []).breaks.size == 0
    with pytest.raises(ValueError, match="day is missing or infinite in 1 of 2"):
        point_use([1, 2], [1, 2], [1, np.nan])


def test_near_points_are_those_found_by_looking_at_every_pair():
    rng = np.random.default_rng(8)
    old, new = rng.uniform(-500, 500, (2, 60)), rng.uniform(-500, 500, (2, 80))
    found = near(*old, *new)
    far = np.hypot(old[0][:, None] - new[0], old[1][:, None] - new[1])
    assert sorted(zip(found.old, found.new, strict=True)) == sorted(zip(*np.nonzero(far <= REACH_M), strict=True))
    assert found.weight == pytest.approx(np.exp(-0.5 * (far[found.old, found.new] / 30) ** 2))


def test_earlier_events_count_in_the_cell_that_their_point_moved_to():
    """Points at cell centres move 60 m east, into the next cell; what is known at the end must lie there."""
    rng = np.random.default_rng(9)
    cell = rng.choice(np.arange(0, 40, 2), 1_200)
    month = np.repeat(np.arange(12), 100)
    x = 100.0 * cell + 50 + 60 * (month >= 8)
    cells = places(100.0 * np.arange(42), np.zeros(42), np.full(42, 1e4), size=100.0)
    known = past(x, np.full(1_200, 50.0), np.floor(month * 30.44) + 10, np.zeros(1_200), np.ones(1_200, bool))
    history = History(known, cells, daily=False)
    counted = history.slots("target", np.inf, 400.0).ravel()
    assert counted[1::2].sum() == pytest.approx(1_200)
    assert counted[:40].reshape(-1, 2)[:, 1] == pytest.approx(np.bincount(cell, minlength=40)[::2])
