from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardwise.methods.allocation import visit_route


def minutes_between(seed: int, stops: int):
    at = np.random.default_rng(seed).uniform(0, 40, (2, stops))
    return np.hypot(*(at[:, :, None] - at[:, None, :]))


def length(minutes, order):
    return minutes[order, np.roll(order, -1)].sum()


@pytest.mark.parametrize("seed", range(20))
def test_a_round_of_eight_is_the_shortest_there_is(seed):
    minutes = minutes_between(seed, 8)
    best = min(length(minutes, np.array([0, *rest])) for rest in permutations(range(1, 8)))
    found = visit_route(minutes)
    assert found.travel == pytest.approx(best)
    assert found.bound <= best + 1e-9


@given(st.integers(0, 10_000), st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_every_stop_is_visited_once_and_the_round_is_near_its_bound(seed, stops):
    minutes = minutes_between(seed, stops)
    found = visit_route(minutes, visit_minutes=10)
    assert sorted(found.order) == list(range(stops))
    assert found.order[0] == 0
    assert found.travel == pytest.approx(length(minutes, found.order))
    assert found.bound <= found.travel <= max(found.bound * 1.15, 1e-9)
    assert found.minutes == pytest.approx(found.travel + 10 * (stops - 1))


def test_arrivals_count_the_way_and_the_visits_before():
    line = np.abs(np.arange(3.0)[:, None] - np.arange(3.0))
    assert visit_route(line, visit_minutes=15).arrives.tolist() == [0.0, 1.0, 17.0]


def test_stops_all_in_one_place_take_only_the_visits():
    found = visit_route(np.zeros((6, 6)), visit_minutes=10)
    assert (found.travel, found.minutes, found.gap) == (0.0, 50.0, 0.0)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (np.zeros((0, 0)), "must be square"),
        (np.zeros((2, 3)), "must be square"),
        ([[0, np.nan], [np.nan, 0]], "missing, infinite or below 0 in 2 of 2 rows"),
        ([[0, 1], [2, 0]], "the same both ways"),
    ],
)
def test_what_is_no_way_is_refused(minutes, words):
    with pytest.raises(ValueError, match=words):
        visit_route(minutes)
