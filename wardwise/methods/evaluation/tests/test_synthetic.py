from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from wardwise.methods.evaluation import NoAnswer, synthetic_control
from wardwise.methods.evaluation.synthetic import simplex_weights


def made(rng, donors=20, months=36):
    """Donors that share three movements, and a treated place that is a mixture of them but for noise."""
    factors = rng.normal(size=(3, months)).cumsum(axis=1)
    rows = 50 + rng.normal(size=(donors, 3)) @ factors + rng.normal(size=(donors, months))
    return rng.dirichlet(np.ones(donors) * 0.3) @ rows + rng.normal(0, 1, months), rows


def test_the_weights_are_the_best_that_a_general_optimiser_finds():
    rng = np.random.default_rng(1)
    for _ in range(5):
        target, rows = made(rng, donors=6, months=20)
        weights = simplex_weights(target, rows)
        found = minimize(
            lambda w, target=target, rows=rows: ((target - w @ rows) ** 2).sum(),
            np.full(6, 1 / 6),
            bounds=[(0, 1)] * 6,
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
            options={"ftol": 1e-12, "maxiter": 500},
        )
        assert ((target - weights @ rows) ** 2).sum() <= found.fun * (1 + 1e-9)
        assert weights == pytest.approx(found.x, abs=1e-4)  # the optimiser stops at about the root of its tolerance


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 12), st.integers(2, 15))
def test_no_small_move_between_two_donors_fits_better(seed, donors, months):
    rng = np.random.default_rng(seed)
    target, rows = rng.normal(size=months), rng.normal(size=(donors, months))
    weights = simplex_weights(target, rows)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    slope = rows @ (weights @ rows - target)
    # Karush, Kuhn and Tucker: what is used has the least slope; what is not used has no less.
    assert slope.min() >= slope @ weights - 1e-8 * (1 + np.abs(slope).max())


def test_a_known_mixture_and_a_planted_fall_are_found():
    rng = np.random.default_rng(2)
    _, rows = made(rng)
    treated = 0.6 * rows[3] + 0.4 * rows[7]
    treated[24:] -= 8
    found = synthetic_control(treated, rows, 24)
    assert found.weights[[3, 7]] == pytest.approx([0.6, 0.4], abs=1e-6)
    assert found.total_gap == pytest.approx(-8 * 12, abs=1e-4)
    assert found.p_value == 1 / 21
    assert found.ratio < 1


def test_a_place_of_its_own_level_can_be_compared_by_its_movements():
    rng = np.random.default_rng(3)
    _, rows = made(rng)
    treated = rows[2] + 500
    assert synthetic_control(treated, rows, 24).miss_before > 400
    found = synthetic_control(treated, rows, 24, own_level=True)
    assert found.miss_before == pytest.approx(0, abs=1e-6)
    assert found.weights[2] == pytest.approx(1, abs=1e-6)


def test_placebos_leave_out_the_treated_place_and_themselves():
    rng = np.random.default_rng(4)
    treated, rows = made(rng, donors=5)
    found = synthetic_control(treated, rows, 24)
    for i in range(5):
        alone = synthetic_control(rows[i], np.delete(rows, i, axis=0), 24)
        assert found.placebo_gaps[i] == pytest.approx(alone.gap, abs=1e-8)
        assert found.placebo_ratios[i] == pytest.approx(alone.miss_after / alone.miss_before, rel=1e-6)


def test_where_nothing_happened_the_rank_is_any():
    rng = np.random.default_rng(5)
    p = []
    for _ in range(60):
        rows = made(rng, donors=11, months=24)[1]
        p.append(synthetic_control(rows[0], rows[1:], 16).p_value)
    assert np.mean(p) == pytest.approx(0.5 + 0.5 / 11, abs=0.16)  # four standard errors of a mean of 60 ranks


def test_order_shift_and_scale_do_not_matter():
    rng = np.random.default_rng(6)
    treated, rows = made(rng, donors=8)
    order = rng.permutation(8)
    plain = synthetic_control(treated, rows, 24)
    other = synthetic_control(treated * 3 + 7, rows[order] * 3 + 7, 24)
    assert other.weights == pytest.approx(plain.weights[order], abs=1e-7)
    assert other.gap == pytest.approx(plain.gap * 3, abs=1e-6)
    assert other.p_value == plain.p_value


def test_donors_that_are_the_treated_place_or_nothing_at_all():
    same = synthetic_control([1, 2, 3, 4], [[1, 2, 3, 4], [5, 5, 5, 5]], 2)
    assert same.gap.tolist() == [0, 0, 0, 0]
    nothing = synthetic_control([0, 0, 0], [[0, 0, 0], [0, 0, 0]], 2)
    assert np.isnan(nothing.ratio)
    assert nothing.p_value == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"treated": [1, np.nan, 3]}, "treated has 1 missing"),
        ({"treated": [1, 2]}, "donors has 3 months for 2"),
        ({"donors": [1, 2, 3]}, "donors must have 2 axes"),
        ({"start": 3}, "start must"),
        ({"start": 1}, "two months"),
    ],
)
def test_bad_input_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        synthetic_control(**{"treated": [1, 2, 3], "donors": np.ones((3, 3)), "start": 2, **arguments})
    with pytest.raises(NoAnswer, match="two donors"):
        synthetic_control([1, 2, 3], np.ones((1, 3)), 2)
