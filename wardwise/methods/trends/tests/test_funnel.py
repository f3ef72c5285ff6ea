import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wardwise.methods.trends import funnel, funnel_limits


def interpolated(p, mean):
    """Appendix A.1.1 of the paper, step by step."""
    r = max(int(stats.poisson.ppf(p, mean)) - 2, 0)
    while stats.poisson.cdf(r, mean) < p:
        r += 1
    share = (stats.poisson.cdf(r, mean) - p) / stats.poisson.pmf(r, mean)
    return max(r - share, 0)


@settings(max_examples=25)
@given(st.floats(0.05, 300), st.sampled_from([0.8, 0.95, 0.998]))
def test_limits_are_the_papers(mean, level):
    low, high = funnel_limits([mean], level=level)
    assert low[0] * mean == pytest.approx(interpolated((1 - level) / 2, mean), abs=1e-6)
    assert high[0] * mean == pytest.approx(interpolated(1 - (1 - level) / 2, mean), abs=1e-6)


@settings(max_examples=25)
@given(st.integers(0, 200), st.floats(0.1, 200))
def test_p_values_are_poisson_tails_with_the_count_in_both(x, mean):
    found = funnel([x], [mean], adjust=False)
    assert found.p_high[0] == pytest.approx(stats.poisson.sf(x - 1, mean), abs=1e-12)
    assert found.p_low[0] == pytest.approx(stats.poisson.cdf(x, mean), abs=1e-12)


def test_places_that_differ_by_chance_stay_inside():
    rng = np.random.default_rng(1)
    mean = rng.uniform(1, 200, 20_000)
    found = funnel(rng.poisson(mean), mean, level=0.95)
    outside = np.mean((found.ratio < found.low) | (found.ratio > found.high))
    assert 0.04 < outside < 0.06  # smooth limits: exact on average, not for each mean
    assert found.dispersion < 1.05


def test_places_that_differ_throughout_widen_the_funnel_and_one_exception_does_not():
    rng = np.random.default_rng(2)
    mean = np.full(400, 80.0)
    wild = funnel(rng.negative_binomial(80 / 2, 1 / 3, 400), mean, level=0.95)
    assert 2.4 < wild.dispersion < 3.6  # made with three
    assert np.mean((wild.ratio < wild.low) | (wild.ratio > wild.high)) < 0.1
    calm = rng.poisson(80, 400)
    calm[0] = 400
    assert funnel(calm, mean).dispersion < 1.3
    assert funnel(calm, mean).p_adjusted[0] < 1e-6


def test_nothing_and_one_place():
    assert funnel([], []).ratio.size == 0
    assert funnel([0], [3.0]).p_high.tolist() == [1.0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: funnel([1, 2], [1.0]), "same number of rows"),
        (lambda: funnel([1], [0.0]), "not in 1 of 1"),
        (lambda: funnel([-1], [1.0]), "0 or more"),
        (lambda: funnel_limits([1.0], dispersion=0.5), "dispersion"),
        (lambda: funnel_limits([0.0]), "above 0"),
        (lambda: funnel([1], [1.0], level=1), "level"),
    ],
)
def test_impossible_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
