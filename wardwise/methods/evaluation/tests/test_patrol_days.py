from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.methods.evaluation import NoAnswer, day_blocks, draw_days, patrol_effect


def test_blocks_are_of_one_place_and_may_keep_weekdays_together():
    blocks = day_blocks(2, 28, block_days=28, by_weekday=True)
    assert len(np.unique(blocks)) == 14
    assert all(len(set(np.flatnonzero(blocks[0] == label) % 7)) == 1 for label in np.unique(blocks[0]))
    assert not set(blocks[0]) & set(blocks[1])
    with pytest.raises(ValueError, match="block_days"):
        day_blocks(2, 28, block_days=7, by_weekday=True)


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 40), st.integers(2, 15), st.floats(0.05, 0.95))
def test_every_block_gets_its_share_to_within_a_day(seed, places, days, block_days, share):
    blocks = day_blocks(places, days, block_days=block_days)
    drawn = draw_days(blocks, share=share, rng=np.random.default_rng(seed))
    for label in np.unique(blocks):
        inside = drawn[blocks == label]
        assert abs(inside.sum() - share * inside.size) < 1


def test_every_day_is_as_likely_as_any_other():
    rng = np.random.default_rng(1)
    blocks = day_blocks(1, 7, block_days=5)
    often = np.mean([draw_days(blocks, share=0.3, rng=rng)[0] for _ in range(3_000)], axis=0)
    assert often == pytest.approx(np.full(7, 0.3), abs=4 * np.sqrt(0.21 / 3_000))


def test_the_same_seed_draws_the_same_days():
    blocks = day_blocks(4, 30)
    first, second = (draw_days(blocks, rng=np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first, second)


def test_the_p_value_is_that_of_all_draws():
    counts = np.array([3, 0, 5, 1, 2, 7, 4, 0], dtype=float)
    drawn = np.array([1, 1, 0, 0, 0, 0, 1, 1], dtype=bool)
    blocks = np.repeat([0, 1], 4)
    every = []
    for one in combinations(range(4), 2):
        for other in combinations(range(4, 8), 2):
            picked = np.isin(np.arange(8), one + other)
            every.append((counts * (picked - 0.5)).sum())
    actual = (counts * (drawn - 0.5)).sum()
    exact = np.mean(np.abs(every) >= abs(actual) - 1e-9)
    found = patrol_effect(counts, drawn, blocks, replications=20_000, rng=np.random.default_rng(2))
    assert found.p_value == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))
    assert found.ratio == pytest.approx(counts[drawn].sum() / counts[~drawn].sum())


def test_the_ratio_is_of_like_with_like():
    """A busy place patrolled more often than a quiet one: the plain ratio of means would be far off."""
    counts = np.array([[10.0] * 8, [1.0] * 8])
    drawn = np.array([[1] * 6 + [0] * 2, [1] * 2 + [0] * 6], dtype=bool)
    found = patrol_effect(counts, drawn, day_blocks(2, 8, block_days=8), rng=np.random.default_rng(3))
    assert found.ratio == pytest.approx(1)
    assert found.patrol_mean / found.other_mean > 2


def test_size_and_coverage_with_jumpy_days_that_hang_together():
    rng = np.random.default_rng(4)
    blocks = day_blocks(6, 56)
    wolf = held = 0
    for _ in range(60):
        drawn = draw_days(blocks, rng=rng)
        weeks = np.repeat(rng.gamma(2, 0.5, (6, 8)), 7, axis=1)
        mean = weeks * (1 + 0.8 * (np.arange(56) % 7 >= 5))
        still = patrol_effect(rng.poisson(mean), drawn, blocks, replications=199, rng=rng)
        wolf += still.p_value <= 0.05
        found = patrol_effect(rng.poisson(mean * np.where(drawn, 0.6, 1)), drawn, blocks, replications=199, rng=rng)
        held += found.low <= 0.6 <= found.high
    assert wolf / 60 == pytest.approx(0.05, abs=0.113)  # four standard errors of a share from 60
    assert held / 60 == pytest.approx(0.95, abs=0.113)


def test_blocks_without_both_kinds_are_left_out():
    counts = np.array([1.0, 2, 3, 4, 5, 6])
    drawn = np.array([1, 0, 1, 0, 1, 1], dtype=bool)
    found = patrol_effect(counts, drawn, [0, 0, 1, 1, 2, 2], rng=np.random.default_rng(5))
    assert found.days_left_out == 2
    with pytest.raises(NoAnswer) as refusal:
        patrol_effect(counts, drawn, [0, 1, 2, 3, 4, 4], rng=np.random.default_rng(5))
    assert refusal.value.code == "nothing_drawn"


def test_days_without_events_bound_nothing():
    rng = np.random.default_rng(6)
    none_on_patrol = patrol_effect([0, 3, 0, 2], [1, 0, 1, 0], [0, 0, 1, 1], rng=rng)
    assert (none_on_patrol.ratio, none_on_patrol.low, none_on_patrol.high) == (0, 0, np.inf)
    with pytest.raises(NoAnswer) as refusal:
        patrol_effect([0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1], rng=rng)
    assert refusal.value.code == "zero_count"


def test_order_of_days_does_not_matter_and_chance_is_repeatable():
    rng = np.random.default_rng(7)
    blocks = day_blocks(3, 28)
    drawn, counts = draw_days(blocks, rng=rng), rng.poisson(3, (3, 28))
    one = patrol_effect(counts, drawn, blocks, rng=np.random.default_rng(8))
    assert one == patrol_effect(counts, drawn, blocks, rng=np.random.default_rng(8))
    turned = patrol_effect(counts[:, ::-1], drawn[:, ::-1], blocks[:, ::-1], rng=np.random.default_rng(8))
    assert turned.ratio == pytest.approx(one.ratio)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"counts": [1, np.nan, 1, 1]}, "counts has 1 missing"),
        ({"counts": [1, -1, 1, 1]}, "counts below 0"),
        ({"is_patrol": [1, 0]}, "is_patrol has shape"),
        ({"is_patrol": [1, 0, 2, 0]}, "true or false"),
        ({"blocks": [1, 0]}, "blocks has shape"),
        ({"replications": 0}, "replications"),
        ({"level": 1}, "level"),
    ],
)
def test_bad_input_is_named(arguments, words):
    usual = {"counts": [1, 2, 3, 4], "is_patrol": [1, 0, 1, 0], "blocks": [0, 0, 1, 1]}
    with pytest.raises(ValueError, match=words):
        patrol_effect(**{**usual, **arguments}, rng=np.random.default_rng(1))
