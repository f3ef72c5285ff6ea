import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from wardwise.methods import rates

COUNTS = st.lists(st.integers(0, 500), min_size=1, max_size=30)


def test_limits_are_the_means_that_make_the_count_just_unlikely():
    low, high = rates.exact_poisson_interval([7])
    assert stats.poisson.sf(6, low[0]) == pytest.approx(0.025)
    assert stats.poisson.cdf(7, high[0]) == pytest.approx(0.025)


def test_interval_covers_the_true_mean_at_least_as_often_as_promised():
    for mean in (0.3, 2.0, 11.0, 80.0):
        counts = np.arange(0, 400)
        low, high = rates.exact_poisson_interval(counts)
        covered = (low <= mean) & (mean <= high)
        assert stats.poisson.pmf(counts, mean)[covered].sum() >= 0.95  # exact sum, no tolerance needed


def test_half_a_year_doubles_the_yearly_rate():
    whole, half = rates.rates([9], [1500]), rates.rates([9], [1500], years=0.5)
    assert half.rate_per_1000[0] == 2 * whole.rate_per_1000[0]
    assert half.high[0] == pytest.approx(2 * whole.high[0])


def test_shrunk_rate_is_marshalls_formula_written_out():
    counts, people = np.array([3, 40, 11, 0]), np.array([1000.0, 2500.0, 1800.0, 600.0])
    raw, m = counts / people, counts.sum() / people.sum()
    variance = (people * (raw - m) ** 2).sum() / people.sum() - m / people.mean()
    by_hand = [m + variance / (variance + m / n) * (r - m) for r, n in zip(raw, people, strict=True)]
    assert rates.shrunk_rates(counts, people).rate_per_1000 == pytest.approx(1000 * np.array(by_hand))


def test_places_that_differ_by_chance_only_all_get_the_overall_rate():
    shrunk = rates.shrunk_rates([10, 10, 10, 10], [1000] * 4)
    assert shrunk.rate_per_1000.tolist() == [10.0] * 4
    assert shrunk.low[0] < 10 < shrunk.high[0]


def test_shrunk_intervals_cover_the_true_rates_and_shrunk_rates_err_less_than_raw():
    rng = np.random.default_rng(20)
    people = rng.integers(800, 3000, size=4000).astype(float)
    truth = rng.gamma(4.0, 0.01 / 4, size=people.size)
    counts = rng.poisson(truth * people)
    shrunk = rates.shrunk_rates(counts, people)
    covered = np.mean((shrunk.low <= 1000 * truth) & (1000 * truth <= shrunk.high))
    assert 0.935 < covered < 0.965  # binomial error of 4,000 places is 0.0034; four of those
    error = np.abs(shrunk.rate_per_1000 - 1000 * truth).mean()
    assert error < np.abs(1000 * counts / people - 1000 * truth).mean()


@given(COUNTS, st.integers(0, 10))
def test_order_of_places_does_not_matter(counts, seed):
    people = np.arange(1, len(counts) + 1) * 100.0
    order = np.random.default_rng(seed).permutation(len(counts))
    straight = rates.shrunk_rates(counts, people).rate_per_1000[order]
    assert rates.shrunk_rates(np.array(counts)[order], people[order]).rate_per_1000 == pytest.approx(straight)


@given(COUNTS)
def test_shrunk_rate_lies_between_the_raw_and_the_overall_rate(counts):
    people = np.full(len(counts), 1000.0)
    raw, shrunk = rates.rates(counts, people).rate_per_1000, rates.shrunk_rates(counts, people)
    low, high = np.minimum(raw, shrunk.overall_per_1000), np.maximum(raw, shrunk.overall_per_1000)
    assert np.all(shrunk.rate_per_1000 >= low - 1e-9)
    assert np.all(shrunk.rate_per_1000 <= high + 1e-9)


def test_missing_values_are_refused_with_their_number():
    with pytest.raises(ValueError, match="population is missing or infinite in 2 of 3 rows"):
        rates.rates([1, 2, 3], [1000, np.nan, np.nan])


@pytest.mark.parametrize(
    ("counts", "population", "years"), [([-1], [10], 1), ([1.5], [10], 1), ([1], [0], 1), ([1], [10], 0)]
)
def test_impossible_input_is_refused(counts, population, years):
    with pytest.raises(ValueError, match=r"must be"):
        rates.rates(counts, population, years=years)


def test_no_place_at_all_gives_no_rates():
    assert rates.shrunk_rates([], []).rate_per_1000.size == 0
