from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.forecasts.mixture import best_power, best_weights
from wardwise.methods.forecasts.trees import Settings, boost


def grown(columns, events, first, settings=None, seed=1):
    rng = np.random.default_rng(seed)
    return boost(columns, events, first, np.ones(events.size), rng=rng, settings=settings)


def test_first_split_is_the_best_of_all_cuts():
    """One tree of one split, against every cut of every column by hand."""
    rng = np.random.default_rng(1)
    columns = rng.integers(0, 8, (3, 400)).astype(float)
    first = rng.uniform(0.5, 2, 400)
    events = rng.poisson(first * np.where(columns[1] > 4, 1.7, 0.8)).astype(float)
    model = grown(columns, events, first, Settings(trees=1, depth=1, rate=1.0, least=5, ridge=2, part=1.0))
    best = max((*gain(columns[k] > cut, events, first), k, cut) for k in range(3) for cut in range(7))
    right = columns[best[2]] > best[3]
    assert model.log_factor(columns)[right] == pytest.approx(leaf(right, events, first))
    assert model.log_factor(columns)[~right] == pytest.approx(leaf(~right, events, first))


def leaf(rows, events, first):
    return (events - first)[rows].sum() / (first[rows].sum() + 2)


def gain(right, events, first):
    if min(first[right].sum(), first[~right].sum()) < 5:
        return (-1.0, 0)
    return (sum((events - first)[rows].sum() ** 2 / (first[rows].sum() + 2) for rows in (right, ~right)), 0)


def test_what_two_columns_say_together_is_learnt():
    rng = np.random.default_rng(2)
    columns = rng.random((2, 6_000))
    both = (columns > 0.5).all(axis=0)
    first = np.full(6_000, 1.0)
    events = rng.poisson(np.where(both, 4.0, 1.0)).astype(float)
    model = grown(columns, events, first, Settings(trees=80, depth=2, part=1.0))
    factor = np.exp(model.log_factor(np.array([[0.9, 0.9, 0.1, 0.1], [0.9, 0.1, 0.9, 0.1]])))
    assert factor == pytest.approx([4, 1, 1, 1], rel=0.1)  # standard error of a leaf: 2 to 3%


def test_noise_is_left_alone():
    rng = np.random.default_rng(3)
    first = rng.gamma(0.5, 1.0, 4_000) + 0.01
    model = grown(rng.random((5, 4_000)), rng.poisson(first).astype(float), first)
    assert np.abs(model.log_factor(rng.random((5, 1_000)))).mean() < 0.1


def test_only_the_order_of_a_column_matters():
    rng = np.random.default_rng(4)
    columns, first = rng.random((3, 1_000)), np.ones(1_000)
    events = rng.poisson(1 + columns[0]).astype(float)
    bent = np.exp(3 * columns)
    assert grown(columns, events, first).log_factor(columns) == pytest.approx(
        grown(bent, events, first).log_factor(bent)
    )


def test_rows_that_stand_for_more_count_as_often():
    rng = np.random.default_rng(5)
    columns, first = rng.integers(0, 5, (2, 600)).astype(float), np.ones(600)
    events = rng.poisson(1 + columns[0]).astype(float)
    twice = boost(columns, events, first, np.full(600, 2.0), rng=np.random.default_rng(1))
    double = grown(np.tile(columns, 2), np.tile(events, 2), np.tile(first, 2))
    assert twice.log_factor(columns) == pytest.approx(double.log_factor(columns))


def test_columns_without_any_difference_are_of_no_use():
    model = grown(np.zeros((2, 50)), np.ones(50), np.ones(50))
    assert model.log_factor(np.zeros((2, 3))).tolist() == [0, 0, 0]


def test_weights_of_a_mixture_are_where_the_likelihood_is_highest():
    rng = np.random.default_rng(6)
    shares = rng.dirichlet(np.ones(50), 3).T
    events = rng.poisson(400 * shares @ [0.2, 0.5, 0.3]).astype(float)
    found = best_weights(shares, events, rounds=3_000)

    def likelihood(weights):
        return float((events * np.log(shares @ weights)).sum())

    for other in rng.dirichlet(np.ones(3), 300):
        assert likelihood(found) >= likelihood(0.9 * found + 0.1 * other) - 1e-9
    assert found.sum() == pytest.approx(1)
    assert best_weights(shares, np.zeros(50), prior=1.0) == pytest.approx(np.full(3, 1 / 3))


def test_power_brings_flat_and_sharp_forecasts_back():
    rng = np.random.default_rng(7)
    truth = rng.dirichlet(np.full(300, 0.5)) + 1e-6
    truth /= truth.sum()
    for power in (0.6, 1.0, 1.8):
        told = truth ** (1 / power) / (truth ** (1 / power)).sum()
        windows = [rng.multinomial(4_000, truth).astype(float) for _ in range(3)]
        assert best_power([told] * 3, windows, spread=5) == pytest.approx(power, rel=0.03)
    assert best_power([truth], [np.zeros(300)]) == 1
