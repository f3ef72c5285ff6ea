import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from wardwise.methods.local import (
    grid_weights,
    local_moran,
    local_moran_exact,
    local_moran_permuted,
)


def grid(rows, columns):
    return grid_weights(np.ones((rows, columns), dtype=bool), with_self=False)


def by_distance(n, seed):
    rng = np.random.default_rng(seed)
    w = rng.uniform(0.1, 1, (n, n)) * (rng.uniform(size=(n, n)) < 0.5)
    np.fill_diagonal(w, 0)
    return sparse.csr_array(w)


def moments_of_the_paper(x, w, i):
    """Equations A7 and A8 of Sokal, Oden and Thomson, rows of w summing to 1."""
    n, d = len(x), x - np.mean(x)
    m2 = np.mean(d**2)
    row = w.toarray()[i] / w.toarray()[i].sum()
    mean = -(d[i] ** 2) / ((n - 1) * m2)
    variance = (d[i] / m2) ** 2 * n / (n - 2) * ((row**2).sum() - 1 / (n - 1)) * (m2 - d[i] ** 2 / (n - 1))
    return d[i] * (row @ d) / m2, mean, variance


def test_i_and_z_are_the_papers():
    x, w = np.random.default_rng(1).gamma(1, size=20), by_distance(20, 2)
    found = local_moran(x, w)
    for k in range(20):
        i, mean, variance = moments_of_the_paper(x, w, k)
        assert found.i[k] == pytest.approx(i)
        assert found.z[k] == pytest.approx((i - mean) / np.sqrt(variance))


@settings(max_examples=25)
@given(st.lists(st.integers(0, 5), min_size=9, max_size=9))
def test_exact_p_counts_all_draws_of_neighbours(x):
    found, w = local_moran_exact(x, grid(3, 3)), grid(3, 3).toarray()
    mean = np.mean(x)
    for i in (0, 1, 4):
        if abs(x[i] - mean) < 1e-9 or len(set(x)) == 1 or w[i].sum() == 8:
            assert found.p_alike[i] == found.p_unlike[i] == 1
            continue
        others = x[:i] + x[i + 1 :]
        sums = np.array([sum(drawn) for drawn in itertools.combinations(others, int(w[i].sum()))])
        high, low = np.mean(sums >= w[i] @ x), np.mean(sums <= w[i] @ x)
        expected = (high, low) if x[i] > mean else (low, high)
        assert (found.p_alike[i], found.p_unlike[i]) == pytest.approx(expected, abs=1e-12)


def test_drawing_approaches_the_exact_answer():
    x = np.random.default_rng(3).negative_binomial(0.5, 0.1, 100)
    exact = local_moran_exact(x, grid(10, 10))
    drawn = local_moran_permuted(x, grid(10, 10), rng=np.random.default_rng(4), replications=9_999)
    assert drawn.p_alike == pytest.approx(exact.p_alike, abs=0.025)  # five standard errors at p = 1/2
    assert drawn.p_unlike == pytest.approx(exact.p_unlike, abs=0.025)


def test_weights_that_differ_are_drawn_for_with_their_own_weights():
    x, w = np.random.default_rng(5).gamma(2, size=60), by_distance(60, 6)
    normal = local_moran(x, w)
    drawn = local_moran_permuted(x, w, rng=np.random.default_rng(7), replications=4_999)
    assert np.abs(drawn.p_alike - normal.p_alike).max() < 0.09  # thirty neighbours: nearly normal


def test_p_is_uniform_when_nothing_is_there_to_find_even_with_many_noughts():
    rng, p = np.random.default_rng(8), []
    for _ in range(150):
        found = local_moran_exact(rng.negative_binomial(0.3, 0.2, 64), grid(8, 8))
        p.append([found.p_alike, found.p_unlike])
    for level in (0.01, 0.05, 0.2):
        assert np.mean(np.array(p) <= level) <= level * 1.1 + 0.002
    # low counts among noughts are the commonest draw, so many p are large; the rest is not idle
    assert np.mean(np.array(p) <= 0.2) > 0.08


def test_empty_place_among_empty_places_is_not_called_remarkable():
    x = np.zeros((10, 10), dtype=int)
    x[0, :3] = 20
    found = local_moran_exact(x.ravel(), grid(10, 10))
    assert found.quadrant[99] == 3
    assert found.p_alike[99] > 0.7
    assert found.p_alike[1] < 0.02
    assert found.quadrant[1] == 1


def test_lone_high_place_is_high_among_low_and_its_neighbours_low_among_high():
    x = np.ones((5, 5), dtype=int)
    x[2, 2] = 30
    found = local_moran_exact(x.ravel(), grid(5, 5))
    assert found.quadrant.reshape(5, 5)[2].tolist() == [3, 2, 4, 2, 3]


@pytest.mark.parametrize("answer", [local_moran, local_moran_exact])
def test_nothing_stands_out_where_all_are_alike_or_nobody_has_neighbours(answer):
    for x, w in (([4] * 9, grid(3, 3)), ([1, 2, 9], sparse.csr_array((3, 3))), ([], sparse.csr_array((0, 0)))):
        found = answer(x, w)
        assert not found.i.any()
        assert not found.quadrant.any()
        assert (found.p_alike == 1).all()


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(1, 9), st.integers(0, 5))
def test_unit_shift_and_names_of_places_do_not_matter(seed, times, shift):
    rng = np.random.default_rng(seed)
    x, w, order = rng.poisson(2, 20), grid(4, 5), rng.permutation(20)
    plain = local_moran_exact(x, w)
    moved = local_moran_exact(times * x[order] + shift, sparse.csr_array(w[order][:, order]))
    assert moved.i == pytest.approx(plain.i[order], abs=1e-9)
    assert moved.p_alike == pytest.approx(plain.p_alike[order], abs=1e-9)


def test_same_generator_same_answer_and_the_callers_values_stay():
    x, w = np.arange(20.0), grid(4, 5)
    one, two = (local_moran_permuted(x, w, rng=np.random.default_rng(3), replications=99) for _ in range(2))
    assert one.p_alike.tolist() == two.p_alike.tolist()
    assert one.p_alike.min() >= 0.01
    assert x.tolist() == list(range(20))


@pytest.mark.parametrize(
    ("values", "weights", "message"),
    [
        ([np.nan, 1.0, 2.0], grid(1, 3), "missing or infinite in 1 of 3"),
        ([1.0, 2.0], grid(1, 3), "shape"),
        ([1.0, 2.0], sparse.csr_array(np.eye(2)), "on itself"),
        ([1.0, 2.0], sparse.csr_array(np.array([[0.0, -1.0], [1.0, 0.0]])), "0 or more"),
    ],
)
def test_impossible_arguments_are_refused(values, weights, message):
    with pytest.raises(ValueError, match=message):
        local_moran(values, weights)


def test_exact_answer_refuses_weights_that_differ():
    with pytest.raises(ValueError, match="local_moran_permuted"):
        local_moran_exact([1, 2, 3], by_distance(3, 0) + grid(1, 3))
