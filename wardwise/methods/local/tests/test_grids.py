import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardwise.methods.local import gi_star_exact, gi_star_on_grid, grid_weights


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(1, 3), st.integers(1, 7), st.integers(1, 7))
def test_grid_gives_what_the_weight_matrix_gives(seed, reach, rows, columns):
    rng = np.random.default_rng(seed)
    counts, inside = rng.negative_binomial(0.5, 0.2, (rows, columns)), rng.uniform(size=(rows, columns)) < 0.8
    fast = gi_star_on_grid(counts, reach=reach, inside=inside)
    slow = gi_star_exact(counts[inside], grid_weights(inside, reach=reach))
    for name in ("total", "expected", "z", "p_high", "p_low"):
        assert getattr(fast, name)[inside] == pytest.approx(getattr(slow, name), abs=1e-9)
        assert np.isnan(getattr(fast, name)[~inside]).all()


def test_peak_of_a_sparse_grid_has_the_z_of_the_formula_and_not_a_third_of_it():
    """esda's default transform gives 6.0 here: it divides by the wrong sum (see benchmarks/local.py)."""
    counts = np.zeros((216, 144), dtype=int)
    counts[100:103, 70:73] = [[3, 9, 2], [8, 30, 7], [1, 6, 4]]
    counts[::9, ::8] += 1
    x, k = counts.ravel(), 9
    mean, s, n = x.mean(), x.std(), x.size
    by_hand = (counts[100:103, 70:73].sum() - k * mean) / (s * np.sqrt((n * k - k * k) / (n - 1)))
    assert gi_star_on_grid(counts, p_values="none").z[101, 71] == pytest.approx(by_hand)


def test_at_most_a_twentieth_of_empty_cells_is_called_busy():
    """esda 2.9 calls most empty cells significant at 5%, by folding the two sides into one."""
    counts = np.random.default_rng(2).negative_binomial(0.02, 0.02, (60, 60))
    found = gi_star_on_grid(counts)
    empty = found.total == 0
    assert empty.mean() > 0.3
    assert found.p_high[empty].min() == pytest.approx(1)


def test_p_values_are_doubles_and_reach_below_what_permutations_can():
    counts = np.zeros((50, 50), dtype=int)
    counts[20:23, 20:23] = 1
    p = gi_star_on_grid(counts).p_high
    assert p.dtype == np.float64
    assert p.min() == pytest.approx(1.0 / 9.26e24, rel=0.01)  # one of the 2,500 choose 9 ways


def test_one_cell_no_cells_and_read_only_input():
    assert gi_star_on_grid([[5]]).p_high.tolist() == [[1.0]]
    assert gi_star_on_grid(np.zeros((0, 3))).z.shape == (0, 3)
    counts = np.ones((3, 3))
    counts.setflags(write=False)
    assert gi_star_on_grid(counts).z.tolist() == np.zeros((3, 3)).tolist()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"counts": [[1.0, np.nan]]}, "missing or infinite in 1 of 2"),
        ({"counts": [[1.5]]}, "whole numbers"),
        ({"counts": [1, 2]}, "rows and columns"),
        ({"counts": [[1]], "reach": 0}, "reach"),
        ({"counts": [[1]], "inside": [[1]]}, "must be bool"),
    ],
)
def test_impossible_grids_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        gi_star_on_grid(**arguments)


def test_weights_of_a_grid_refuse_what_is_no_area():
    with pytest.raises(ValueError, match="bool"):
        grid_weights(np.ones((2, 2)))
    with pytest.raises(ValueError, match="reach"):
        grid_weights(np.ones((2, 2), dtype=bool), reach=0)
