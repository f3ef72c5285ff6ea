from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardwise.methods.snapping import map_points, snap


def town(seed: int, *, points: int = 60, addresses: int = 500):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 40, (2, points)).astype(float), rng.integers(0, 40, (2, addresses)).astype(float)


def nearest_by_trying_all(points, places):
    away = (points[0][None, :] - places[0][:, None]) ** 2 + (points[1][None, :] - places[1][:, None]) ** 2
    return away.argmin(axis=1)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_every_point_that_is_left_holds_eight_addresses_or_none(seed):
    offered, addresses = town(seed)
    made = map_points(*offered, *addresses)
    held = np.bincount(nearest_by_trying_all((made.x, made.y), addresses), minlength=made.kept.size)
    assert (made.addresses == held).all()
    assert not ((held > 0) & (held < 8)).any()


def test_looking_once_can_leave_points_that_hold_too_few():
    offered, addresses = town(0, addresses=90)
    once, fully = (map_points(*offered, *addresses, until_all_hold=whole) for whole in (False, True))
    assert once.rounds == 1 < fully.rounds
    assert set(fully.kept) < set(once.kept)
    assert ((once.addresses > 0) & (once.addresses < 8)).any()


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_a_place_goes_to_the_nearest_point_the_first_of_equals(seed):
    points, places = town(seed)
    assert (snap(*places, *points) == nearest_by_trying_all(points, places)).all()


def test_moving_the_whole_town_moves_nothing_else():
    offered, addresses = town(3)
    there = map_points(*(offered + 500_000), *(addresses + 500_000))
    assert there.kept.tolist() == map_points(*offered, *addresses).kept.tolist()


def test_points_at_one_spot_count_once():
    assert map_points([5, 5, 5], [1, 1, 1], [], []).kept.tolist() == [0]


def test_no_points_stand_for_nothing():
    assert map_points([], [], [1.0], [1.0]).kept.size == 0
    assert snap([1.0], [1.0], [], []).tolist() == [-1]


def test_a_town_with_too_few_addresses_keeps_no_point():
    assert map_points([0.0, 9.0], [0.0, 0.0], [1, 2, 8], [0, 0, 0]).kept.tolist() == []


def test_a_missing_coordinate_is_refused_with_its_number():
    with pytest.raises(ValueError, match="address_x is missing or infinite in 1 of 2 rows"):
        map_points([0], [0], [np.nan, 1], [0, 0])


def test_twenty_kilometres_still_stand_and_a_metre_more_does_not():
    assert snap([20_000, 20_001], [0, 0], [0], [0]).tolist() == [0, -1]
