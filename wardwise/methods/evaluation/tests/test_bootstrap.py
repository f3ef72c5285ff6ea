from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.methods.evaluation import NoAnswer, best_block_length, block_bootstrap, block_indices


def mean(sample):
    return sample.mean(axis=-1)


def carried(rng, n, rho):
    x = rng.normal(size=n)
    for t in range(1, n):
        x[t] = rho * x[t - 1] + np.sqrt(1 - rho**2) * x[t]
    return x


@given(st.integers(0, 10_000), st.integers(2, 40), st.integers(1, 40), st.sampled_from(["circular", "stationary"]))
def test_rows_run_on_within_a_block_and_wrap_round(seed, size, length, kind):
    length = min(length, size)
    rows = block_indices(size, length, kind=kind, replications=20, rng=np.random.default_rng(seed))
    assert rows.shape == (20, size)
    assert (rows.min(), rows.max()) >= (0, 0)
    assert rows.max() < size
    goes_on = np.diff(rows, axis=1) % size == 1
    if kind == "circular":
        inside = np.arange(1, size) % length != 0
        assert goes_on[:, inside].all()


def test_every_row_is_drawn_equally_often_and_blocks_have_their_length():
    rng = np.random.default_rng(1)
    for kind, expected in (("circular", 3 / 19), ("stationary", 1 / 5)):
        rows = block_indices(20, 5, kind=kind, replications=4_000, rng=rng)
        often = np.bincount(rows.ravel(), minlength=20) / rows.size
        assert often == pytest.approx(np.full(20, 0.05), abs=0.006)
        breaks = (np.diff(rows, axis=1) % 20 != 1).mean()
        assert breaks == pytest.approx(
            expected * 19 / 20, abs=0.01
        )  # one new block in 20 starts where the last ended


def test_blocks_of_one_are_the_plain_bootstrap():
    x = np.random.default_rng(2).normal(size=80)
    found = block_bootstrap(x, mean, block_length=1, replications=8_000, rng=np.random.default_rng(3))
    assert found.standard_error == pytest.approx(x.std() / np.sqrt(80), rel=0.04)
    assert found.estimate == pytest.approx(x.mean())


def test_the_spread_of_the_mean_is_that_of_the_circular_blocks():
    """In closed form: the variance of a block's mean over all its places."""
    x = carried(np.random.default_rng(4), 60, 0.6)
    blocks = np.array([np.take(x, np.arange(s, s + 6), mode="wrap").mean() for s in range(60)])
    found = block_bootstrap(
        x, mean, block_length=6, kind="circular", replications=20_000, rng=np.random.default_rng(5)
    )
    assert found.standard_error == pytest.approx(blocks.std() / np.sqrt(10), rel=0.03)


def test_limits_hold_the_mean_of_a_series_with_a_memory_better_than_the_plain_ones():
    rng = np.random.default_rng(6)
    held = {"blocks": 0, "plain": 0}
    for _ in range(80):
        x = carried(rng, 120, 0.5)
        for name, length in (("blocks", None), ("plain", 1)):
            found = block_bootstrap(x, mean, block_length=length, replications=299, rng=rng)
            held[name] += found.low <= 0 <= found.high
    assert held["blocks"] / 80 > 0.72
    assert held["plain"] < held["blocks"]


def test_series_are_resampled_together():
    x = np.random.default_rng(7).normal(size=50)
    both = np.stack([x, x + 3])
    found = block_bootstrap(
        both, lambda s: s[:, 1].mean(axis=-1) - s[:, 0].mean(axis=-1), block_length=4, rng=np.random.default_rng(8)
    )
    assert found.samples == pytest.approx(np.full(1_999, 3.0))


def test_longer_memory_asks_for_longer_blocks():
    rng = np.random.default_rng(9)
    lengths = [best_block_length(carried(rng, 2_000, rho)) for rho in (0.0, 0.5, 0.9)]
    assert lengths[0] < lengths[1] < lengths[2]
    # Politis and White's rule for a first-order memory: (2 rho / (1 - rho^2))^(2/3) n^(1/3).
    assert lengths[1] == pytest.approx((1 / 0.75) ** (2 / 3) * 2_000 ** (1 / 3), rel=0.5)
    assert best_block_length(np.full(20, 3.0)) == 1
    assert best_block_length(carried(rng, 2_000, 0.5), kind="circular") % 1 == 0
    with pytest.raises(NoAnswer, match="too few"):
        best_block_length([1, 2, 3])


def test_it_is_repeatable_and_leaves_the_series_alone():
    x = np.random.default_rng(10).normal(size=30)
    kept = x.copy()
    one, other = (block_bootstrap(x, mean, block_length=3, rng=np.random.default_rng(1)) for _ in range(2))
    assert np.array_equal(one.samples, other.samples)
    assert np.array_equal(x, kept)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"series": [1, np.nan, 2]}, "series has 1 missing"),
        ({"series": np.ones((2, 2, 2))}, "series must be"),
        ({"block_length": 4}, "block_length"),
        ({"block_length": 1.5, "kind": "circular"}, "block_length"),
        ({"kind": "moving"}, "kind"),
        ({"replications": 1}, "replications"),
        ({"statistic": lambda sample: sample}, "one number for each"),
    ],
)
def test_bad_input_is_named(arguments, words):
    usual = {"series": [1.0, 2, 3], "statistic": mean, "block_length": 2}
    with pytest.raises(ValueError, match=words):
        block_bootstrap(**{**usual, **arguments}, rng=np.random.default_rng(1))
