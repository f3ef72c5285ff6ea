import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from wardwise.methods import local


def grid(rows, columns):
    """Queen neighbours on a grid, the cell itself included."""
    at = [(i, j) for i in range(rows) for j in range(columns)]
    near = [[n for n, b in enumerate(at) if abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) <= 1] for a in at]
    return local.weights_with_self(near)


def z_of_the_paper(x, w):
    """Equation 14 of Ord and Getis, term by term."""
    n, out = len(x), []
    mean, s = np.mean(x), np.sqrt(np.sum(np.square(x)) / len(x) - np.mean(x) ** 2)
    for i in range(n):
        row = w.toarray()[i]
        below = s * np.sqrt((n * (row**2).sum() - row.sum() ** 2) / (n - 1))
        out.append(((row * x).sum() - mean * row.sum()) / below)
    return np.array(out)


def p_by_all_arrangements(x, k, total):
    sums = [sum(chosen) for chosen in itertools.combinations(x, k)]
    return np.mean([s >= total for s in sums]), np.mean([s <= total for s in sums])


def test_z_is_the_papers_and_not_three_times_too_small():
    x = np.random.default_rng(1).poisson(3, 30)
    assert local.gi_star(x, grid(5, 6)).z == pytest.approx(z_of_the_paper(x, grid(5, 6)))


def test_row_standardised_weights_give_the_same_z():
    x, w = np.random.default_rng(2).poisson(3, 30), grid(5, 6)
    rows = sparse.csr_array(w / w.sum(axis=1)[:, None])
    assert local.gi_star(x, rows).z == pytest.approx(local.gi_star(x, w).z)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 6), min_size=9, max_size=9))
def test_exact_p_counts_all_arrangements(x):
    found = local.gi_star_exact(x, grid(3, 3))
    for i, k in ((0, 4), (1, 6), (4, 9)):
        high, low = p_by_all_arrangements(x, k, found.total[i])
        assert found.p_high[i] == pytest.approx(high)
        assert found.p_low[i] == pytest.approx(low)


def test_exact_p_of_ones_and_noughts_is_hypergeometric():
    x = np.array([1] * 30 + [0] * 170)
    nulls = local.totals_without_replacement(x, [25])[25]
    assert nulls == pytest.approx(stats.hypergeom(200, 30, 25).pmf(np.arange(26)), rel=1e-10)


def test_exact_p_survives_numbers_too_large_for_binomials():
    x = np.array([0] * 30_000 + [1] * 3_000 + [5] * 100)
    null = local.totals_without_replacement(x, [300])[300]
    assert null.sum() == pytest.approx(1, abs=1e-6)
    assert (null * np.arange(null.size)).sum() == pytest.approx(300 * x.mean(), rel=1e-6)


def test_shuffling_approaches_the_exact_answer():
    x = np.random.default_rng(5).negative_binomial(0.5, 0.1, 100)
    exact = local.gi_star_exact(x, grid(10, 10))
    shuffled = local.gi_star_permuted(x, grid(10, 10), rng=np.random.default_rng(6), replications=9_999)
    assert shuffled.p_high == pytest.approx(exact.p_high, abs=0.025)  # five standard errors at p = 1/2


def test_empty_place_is_never_called_busy():
    x = np.zeros(100, dtype=int)
    x[[3, 4, 5]] = 20
    found = local.gi_star_exact(x, grid(10, 10))
    assert found.p_high[99] == 1.0
    assert found.p_low[99] < 1


def test_p_is_uniform_when_nothing_is_there_to_find_even_with_many_noughts():
    rng, w, p = np.random.default_rng(8), grid(8, 8), []
    for _ in range(400):
        p.append(local.gi_star_exact(rng.negative_binomial(0.3, 0.2, 64), w).p_high)
    for level in (0.01, 0.05, 0.2):
        share = np.mean(np.array(p) <= level)
        assert share <= level * 1.1 + 0.002  # never liberal; 25,600 dependent tests
    assert np.mean(np.array(p) <= 0.2) > 0.17  # and not idle


@given(st.integers(0, 1000), st.integers(1, 9))
def test_multiplying_all_counts_changes_nothing(seed, times):
    x = np.random.default_rng(seed).poisson(2, 20)
    one, many = local.gi_star_exact(x, grid(4, 5)), local.gi_star_exact(times * x, grid(4, 5))
    assert one.p_high == pytest.approx(many.p_high)
    assert one.z == pytest.approx(many.z, abs=1e-9)


@given(st.integers(0, 1000))
def test_names_of_places_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    x, w, order = rng.poisson(2, 20), grid(4, 5), rng.permutation(20)
    moved = local.gi_star_exact(x[order], sparse.csr_array(w[order][:, order]))
    assert moved.p_high == pytest.approx(local.gi_star_exact(x, w).p_high[order])


@pytest.mark.parametrize("x", [[4] * 9, [0] * 9])
def test_where_all_places_are_alike_nothing_stands_out(x):
    for found in (local.gi_star(x, grid(3, 3)), local.gi_star_exact(x, grid(3, 3))):
        assert found.z.tolist() == [0] * 9
        assert found.p_high.tolist() == pytest.approx([1] * 9)


def test_callers_values_are_left_as_they_were():
    x = np.arange(9.0)
    local.gi_star_permuted(x, grid(3, 3), rng=np.random.default_rng(1), replications=99)
    assert x.tolist() == list(range(9))


def test_same_generator_same_answer_and_p_is_never_nought():
    x = [90] + [0] * 99
    one, two = (
        local.gi_star_permuted(x, grid(10, 10), rng=np.random.default_rng(3), replications=99) for _ in range(2)
    )
    assert one.p_high.tolist() == two.p_high.tolist()
    assert one.p_high.min() >= 0.01


def test_one_place_alone_and_none_at_all():
    assert local.gi_star_exact([5], local.weights_with_self([[]])).p_high.tolist() == [1.0]
    assert local.gi_star_exact([], local.weights_with_self([])).z.size == 0


def test_weights_without_the_place_itself_are_refused():
    with pytest.raises(ValueError, match="the star"):
        local.gi_star([1, 2], sparse.csr_array(np.array([[0.0, 1.0], [1.0, 0.0]])))


def test_exact_answer_refuses_weights_that_differ():
    with pytest.raises(ValueError, match="gi_star_permuted"):
        local.gi_star_exact([1, 2], sparse.csr_array(np.array([[1.0, 0.5], [0.5, 1.0]])))


def test_missing_values_are_refused_with_their_number():
    with pytest.raises(ValueError, match="missing or infinite in 1 of 9"):
        local.gi_star([np.nan] + [1] * 8, grid(3, 3))
