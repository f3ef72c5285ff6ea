from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardwise.methods.allocation import visit_schedule


def plan(hot_spots=20, **changes):
    wanted = {"days": 28, "slots": 12, "visits_a_day": 3, "at_once": 6, "apart": 2, "rng": np.random.default_rng(7)}
    return visit_schedule(hot_spots, **{**wanted, **changes})


@given(st.integers(1, 25), st.integers(1, 4), st.integers(1, 3), st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_every_place_gets_its_visits_apart_and_no_slot_too_many(hot_spots, visits, apart, seed):
    at_once = hot_spots * visits // 10 + 1
    made = plan(hot_spots, visits_a_day=visits, apart=apart, at_once=at_once, rng=np.random.default_rng(seed), days=3)
    assert (made.visits.sum(axis=2) == visits).all()
    assert made.load.max() <= at_once
    for row in made.visits.reshape(-1, 12):
        assert (np.diff(np.flatnonzero(row)) >= apart).all()


def test_all_times_are_used_alike_and_yesterday_tells_nothing():
    made = plan(days=600, apart=1)
    shares = made.visits.mean(axis=(0, 1)) / (3 / 12)
    assert np.abs(shares - 1).max() < 0.05
    assert made.repeated_share == pytest.approx(
        made.repeated_by_chance, abs=0.01
    )  # 36,000 visits: 0.002 is one sigma


def test_the_same_seed_makes_the_same_plan():
    first, second = (plan(rng=np.random.default_rng(3)) for _ in range(2))
    assert (first.visits == second.visits).all()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"visits_a_day": 7}, "do not fit into a day of 12 slots"),
        ({"at_once": 4}, "60 visits a day are more than the 48"),
        ({"days": 0}, "days must be a whole number, 1 or more"),
        ({"apart": 1.5}, "apart must be a whole number"),
    ],
)
def test_what_cannot_be_planned_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        plan(**changes)


def test_a_day_that_only_fits_one_way_is_refused_rather_than_overfull():
    """Two visits three slots apart in four slots: all eight places want the first slot and the last."""
    with pytest.raises(ValueError, match="Allow more at once"):
        plan(8, slots=4, visits_a_day=2, at_once=4, apart=3, days=1)
