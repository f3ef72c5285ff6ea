from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, fisher_exact, hypergeom

from wardwise.methods import harm

COUNT = st.integers(0, 60)


def test_the_printed_rate_ratio_of_the_textbook_comes_out():
    """Rothman: 41 cancers in 28,010 person-years, 15 in 19,017; 1.86, 1.03 to 3.35."""
    found = harm.rate_ratio([41], [28_010], [15], [19_017])
    assert found.rate[0] == pytest.approx(1.464, abs=5e-4)
    np.testing.assert_allclose(
        [found.ratio[0], found.log_low[0], found.log_high[0]], [1.856, 1.027, 3.353], atol=5e-4
    )
    assert found.low[0] < found.log_low[0] < found.log_high[0] < found.high[0]


@given(COUNT, COUNT)
def test_the_exact_interval_is_that_of_the_binomial(a, b):
    found = harm.rate_ratio(a, 2000, b, 500)
    if a + b == 0:
        assert (found.low[0], found.high[0], found.p_value[0]) == (0, np.inf, 1)
        return
    limits = binomtest(a, a + b, 0.8).proportion_ci(0.95)
    low, high = (limit / (1 - limit) / 4 if limit < 1 else np.inf for limit in limits)
    assert found.low[0] == pytest.approx(low, rel=1e-6)
    assert found.high[0] == pytest.approx(high, rel=1e-6)
    tails = binom.cdf(a, a + b, 0.8), binom.sf(a - 1, a + b, 0.8)
    assert found.p_value[0] == pytest.approx(min(1, 2 * min(tails)))


def test_swapping_the_groups_turns_the_ratio_over():
    one, two = harm.rate_ratio([9], [100], [30], [700]), harm.rate_ratio([30], [700], [9], [100])
    np.testing.assert_allclose([one.ratio, one.low, one.high], 1 / np.array([two.ratio, two.high, two.low]))
    np.testing.assert_allclose([one.p_value, one.difference], [two.p_value, -two.difference])


def test_nought_is_said_and_not_hidden_behind_a_half():
    found = harm.rate_ratio([0, 5, 0], [100, 100, 100], [5, 0, 0], [100, 100, 100])
    np.testing.assert_array_equal(found.ratio, [0, np.inf, np.nan])
    assert np.isnan(found.log_low).all()
    assert (found.low[0], found.high[1]) == (0, np.inf)
    assert 0 < found.high[0] < 1.1
    assert 0.9 < found.low[1] < np.inf


def test_one_reference_serves_every_group():
    found = harm.rate_ratio([10, 20], [100, 100], 40, 1000, years=2)
    np.testing.assert_allclose(found.ratio, [2.5, 5])
    np.testing.assert_allclose(found.rate, [50, 100])
    np.testing.assert_allclose(found.difference, [30, 80])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"population": [0]}, "population must be above 0"),
        ({"counts": [-1]}, "0 or more"),
        ({"counts": [np.nan]}, "counts is missing or infinite in 1 of 1"),
        ({"counts": [0.5]}, "whole numbers"),
        ({"counts": [1, 2, 3], "population": [1, 2]}, "3 rows, or one for all"),
        ({"years": 0}, "years must be above 0"),
        ({"level": 1}, "level must lie between"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, words):
    given_ = {"counts": [1], "population": [10], "reference_counts": [1], "reference_population": [10]}
    with pytest.raises(ValueError, match=words):
        harm.rate_ratio(**{**given_, **change})


def test_no_groups_are_no_ratios():
    assert harm.rate_ratio([], [], 5, 100).ratio.size == 0


def test_the_exact_interval_covers_at_least_as_often_as_it_says():
    rng = np.random.default_rng(4)
    for means in ((3, 12), (40, 60)):
        a, b = rng.poisson(means, (4_000, 2)).T
        found = harm.rate_ratio(a, 100, b, 200)
        truth = means[0] / 100 / (means[1] / 200)
        assert ((found.low <= truth) & (truth <= found.high)).mean() >= 0.95
        assert (harm.rate_ratio(a, means[0], b, means[1]).p_value <= 0.05).mean() <= 0.05


@given(COUNT, st.integers(1, 60), COUNT, st.integers(1, 60))
def test_shares_are_compared_as_fisher_did(a, n, b, m):
    a, b = min(a, n), min(b, m)
    found = harm.proportion_ratio(a, n, b, m)
    tails = hypergeom.cdf(a, n + m, a + b, n), hypergeom.sf(a - 1, n + m, a + b, n)
    assert found.p_value[0] == pytest.approx(min(1, 2 * min(tails)), rel=1e-6)
    one_sided = [fisher_exact([[a, n - a], [b, m - b]], side).pvalue for side in ("less", "greater")]
    assert found.p_value[0] == pytest.approx(min(1, 2 * min(one_sided)), rel=1e-6)
    assert found.difference[0] == pytest.approx(a / n - b / m)


def test_the_log_interval_of_shares_is_katz_s():
    found = harm.proportion_ratio([10], [100], [20], [100])
    error = np.sqrt(1 / 10 - 1 / 100 + 1 / 20 - 1 / 100)
    np.testing.assert_allclose(
        [found.log_low[0], found.log_high[0]], 0.5 * np.exp([-1.959964 * error, 1.959964 * error])
    )
    assert np.isnan(found.low).all()


def test_more_found_than_searched_is_refused():
    with pytest.raises(ValueError, match="must not be more than tried"):
        harm.proportion_ratio([11], [10], [1], [10])
