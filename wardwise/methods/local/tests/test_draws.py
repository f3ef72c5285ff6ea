"""Neighbours drawn for all places at once, against drawing them place by place."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from wardwise.methods.local.draws import beyond, numbers_drawn


def one_by_one(x, w, total, drawn, holds_own):
    """Each place takes the first numbers of each draw, and the spare one instead of itself."""
    slack = 1e-9 * max((w @ np.abs(x)).max(), 0)
    high, low = np.zeros((2, x.size), dtype=int)
    for i in range(x.size):
        share = w.data[w.indptr[i] : w.indptr[i + 1]]
        for numbers in drawn:
            mine = numbers[: share.size].copy()
            if holds_own:
                mine[mine == i] = numbers[share.size]
            chance = share @ x[mine]
            high[i] += chance >= total[i] - slack
            low[i] += chance <= total[i] + slack
    return high, low


def random_weights(rng, places, kind, *, with_self):
    near = rng.random((places, places)) < 0.25
    np.fill_diagonal(near, with_self)
    near[0] = False  # a place on its own
    w = sparse.csr_array(near.astype(float))
    if kind == "rows alike":
        w = sparse.csr_array(w.multiply(1 / np.maximum(w.sum(axis=1), 1)[:, None]))
    if kind == "each its own":
        w.data = rng.random(w.data.size)
    if kind == "mixed":
        w.data = np.where(rng.random(w.data.size) < 0.1, 0.5, 1.0)
    if kind == "nothing":
        w.data[:] = 0
    return w


@pytest.mark.parametrize("kind", ["ones", "rows alike", "each its own", "mixed", "nothing"])
@pytest.mark.parametrize("holds_own", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_at_once_is_the_same_as_one_by_one(kind, holds_own, seed):
    rng = np.random.default_rng(seed)
    w = random_weights(rng, 24, kind, with_self=not holds_own)
    x = rng.poisson(0.6, 24).astype(float) if seed < 3 else rng.normal(0, 1e-6, 24)
    total = np.asarray(w @ x)
    most = int(np.diff(w.indptr).max()) + holds_own
    drawn = numbers_drawn(24, most, 60, np.random.default_rng(9))
    found = beyond(x, w, total, holds_own=holds_own, replications=60, rng=np.random.default_rng(9))
    expected = one_by_one(x, w, total, drawn, holds_own)
    assert [list(one) for one in found] == [list(one) for one in expected]


@pytest.mark.parametrize(("population", "size"), [(7, 3), (7, 7), (100, 3)])
def test_draws_hold_different_numbers_and_prefer_none(population, size):
    drawn = numbers_drawn(population, size, 20_000, np.random.default_rng(4))
    assert drawn.shape == (20_000, size)
    assert (np.sort(drawn, axis=1)[:, 1:] > np.sort(drawn, axis=1)[:, :-1]).all()
    for column in drawn.T:  # in each position each number is as likely: 5 standard errors
        share = np.bincount(column, minlength=population) / 20_000
        assert np.abs(share - 1 / population).max() < 5 * np.sqrt(1 / population / 20_000)


def test_more_is_asked_than_there_is():
    assert numbers_drawn(3, 5, 4, np.random.default_rng(1)).shape == (4, 3)
