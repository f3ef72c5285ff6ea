import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wardwise.methods.trends import emerging_hot_spots, mann_kendall
from wardwise.methods.trends.emerging import CLASSES


@settings(max_examples=30)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=25))
def test_s_counts_pairs_and_variance_pays_for_ties(x):
    found, n = mann_kendall(x), len(x)
    s = sum(np.sign(x[j] - x[i]) for i in range(n) for j in range(i + 1, n))
    ties = sum(g * (g - 1) * (2 * g + 5) for g in np.unique(x, return_counts=True)[1])
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    assert found.s == s
    assert found.z == pytest.approx((s - np.sign(s)) / np.sqrt(variance) if variance else 0.0)


def test_p_agrees_with_kendalls_tau_but_for_continuity():
    x = np.random.default_rng(1).integers(0, 9, 40)
    tau = stats.kendalltau(np.arange(40), x, method="asymptotic")
    assert mann_kendall(x).p_value == pytest.approx(tau.pvalue, abs=0.02)


def test_trends_keep_their_level_under_the_null_with_many_ties():
    x = np.random.default_rng(2).poisson(0.5, (24, 4000))
    assert np.mean(mann_kendall(x).p_value <= 0.05) < 0.06


def kind(hot, z=None):
    hot = np.array([[letter == "h"] for letter in hot])
    z = np.zeros(hot.shape) if z is None else np.asarray(z, dtype=float).reshape(hot.shape)
    return CLASSES[emerging_hot_spots(z, hot).kind[0]]


@pytest.mark.parametrize(
    ("hot", "z", "expected"),
    [
        ("..........", None, "none"),
        (".........h", None, "new"),
        (".......hhh", None, "consecutive"),
        ("h.h..h...h", None, "sporadic"),
        ("h.h..h...h", [0, -3, 0, 0, 0, 0, 0, 0, 0, 3], "oscillating"),
        ("hhhhhhhhhh", None, "persistent"),
        ("h.hhhhhhhh", range(10), "intensifying"),
        ("hhhhhhhhhh", range(10, 0, -1), "diminishing"),
        ("hhhhhhhhh.", None, "historical"),
        ("hhhh......", None, "none"),
        ("h", None, "new"),
    ],
)
def test_each_class_has_its_shape(hot, z, expected):
    assert kind(hot, z) == expected


@given(st.integers(0, 500))
def test_every_place_hot_at_the_end_has_a_class_and_order_of_places_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    z, hot = rng.normal(size=(12, 30)), rng.uniform(size=(12, 30)) < rng.uniform(size=30)
    found, order = emerging_hot_spots(z, hot), rng.permutation(30)
    assert (found.kind[hot[-1]] > 0).all()
    assert (emerging_hot_spots(z[:, order], hot[:, order]).kind == found.kind[order]).all()


def test_equal_values_have_no_trend_and_no_values_neither():
    assert mann_kendall([3, 3, 3]).p_value == 1
    assert mann_kendall(np.zeros((5, 0))).z.shape == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mann_kendall([1.0, np.nan]), "missing or infinite in 1 of 2"),
        (lambda: mann_kendall(np.zeros((2, 2, 2))), "dimensions"),
        (lambda: emerging_hot_spots(np.zeros((3, 2)), np.zeros((3, 2))), "must be bool"),
        (lambda: emerging_hot_spots(np.zeros((0, 2)), np.zeros((0, 2), bool)), "at least one step"),
    ],
)
def test_impossible_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
