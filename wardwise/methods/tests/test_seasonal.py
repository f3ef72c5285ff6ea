import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from wardwise.methods.seasonal import compare_periods, seasonal_band

FOUR_YEARS = np.arange("2020-01", "2024-01", dtype="datetime64[M]")
NO_GAPS = np.zeros(48, dtype=bool)


def draw(rng, mean, dispersion):
    return rng.poisson(mean) if dispersion == 1 else rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion)


@pytest.mark.parametrize("mean", [0.5, 5, 60])
@pytest.mark.parametrize("dispersion", [1, 3])
@pytest.mark.parametrize("years", [3, 4])
def test_new_month_falls_into_the_band_as_often_as_promised(mean, dispersion, years):
    rng, inside = np.random.default_rng(11), []
    months, means = FOUR_YEARS[: 12 * years], mean * (1 + 0.4 * np.sin(np.arange(12 * years) / 6 * np.pi))
    for _ in range(250):
        counts = draw(rng, means, dispersion)
        band = seasonal_band(months, counts, NO_GAPS[: 12 * years], asked=months[-12:])
        if not band.reason:  # now and then so little happens that the method declines
            inside.append((counts[-12:] >= band.low) & (counts[-12:] <= band.high))
    assert np.mean(inside) > 0.93  # 3,000 months, standard error 0.004, and phi is estimated


def test_gap_is_left_out_and_never_counted_as_nought():
    gaps = NO_GAPS.copy()
    gaps[11] = True
    counts = np.where(gaps, 0, 100)
    band = seasonal_band(FOUR_YEARS, counts, gaps, asked=FOUR_YEARS[-1:])
    assert band.earlier_years.tolist() == [2]
    assert band.usual.tolist() == [100.0]


def test_one_earlier_year_gives_no_band_but_a_reason():
    band = seasonal_band(FOUR_YEARS[:24], [50] * 24, NO_GAPS[:24], asked=FOUR_YEARS[12:24])
    assert np.isnan(band.low).all()
    assert "0, and 4 are needed" in band.reason
    assert band.usual.tolist() == [50.0] * 12


def test_no_earlier_year_gives_a_reason():
    band = seasonal_band(FOUR_YEARS[:12], [50] * 12, NO_GAPS[:12], asked=FOUR_YEARS[:12])
    assert band.reason == "No earlier year is held for these months."


def test_month_without_an_earlier_year_has_no_limits_while_others_do():
    band = seasonal_band(FOUR_YEARS[4:32], [50] * 28, NO_GAPS[4:32], asked=FOUR_YEARS[4:32])
    assert band.earlier_years.tolist()[:12] == [0] * 12
    assert np.isnan(band.low[:12]).all()


def test_years_that_vary_widen_the_band():
    calm, wild = np.full(48, 100), np.tile(np.repeat([60, 140], 12), 2)
    widths = [
        np.ptp([b.low, b.high], axis=0).mean()
        for b in (seasonal_band(FOUR_YEARS, c, NO_GAPS, asked=FOUR_YEARS[-12:]) for c in (calm, wild))
    ]
    assert widths[1] > 3 * widths[0]


def test_order_of_months_does_not_matter():
    rng = np.random.default_rng(2)
    counts, order = rng.poisson(30, 48), rng.permutation(48)
    straight = seasonal_band(FOUR_YEARS, counts, NO_GAPS, asked=FOUR_YEARS[-12:])
    mixed = seasonal_band(FOUR_YEARS[order], counts[order], NO_GAPS, asked=FOUR_YEARS[-12:])
    assert straight.high.tolist() == mixed.high.tolist()


def test_month_twice_is_refused():
    with pytest.raises(ValueError, match="once each"):
        seasonal_band(FOUR_YEARS[[0, 0]], [1, 2], [False, False], asked=FOUR_YEARS[:1])


def test_nothing_asked_nothing_answered():
    assert seasonal_band(FOUR_YEARS, [1] * 48, NO_GAPS, asked=[]).low.size == 0


@given(st.integers(0, 400), st.integers(0, 400), st.floats(0.1, 10))
def test_limits_and_p_are_the_exact_binomial_ones(now, then, times):
    found = compare_periods(now, then, months_now=times)
    if now + then == 0:
        assert (found.low, found.high, found.p_value) == (0.0, float("inf"), 1.0)
        return
    exact = stats.binomtest(now, now + then, times / (1 + times)).proportion_ci(0.95)
    assert found.low == pytest.approx(exact.low / (1 - exact.low) / times, rel=1e-6)
    if now and then:
        assert found.high == pytest.approx(exact.high / (1 - exact.high) / times, rel=1e-6)
        assert found.is_different == (found.p_value < 0.05) or found.p_value == pytest.approx(0.05)


@given(st.integers(1, 300), st.integers(1, 300))
def test_turning_the_comparison_round_turns_the_ratio_round(now, then):
    one, other = compare_periods(now, then), compare_periods(then, now)
    assert one.low == pytest.approx(1 / other.high)
    assert one.p_value == pytest.approx(other.p_value)


def test_false_alarms_stay_below_the_level_also_with_varying_counts():
    rng = np.random.default_rng(9)
    for dispersion in (1, 4):
        pairs = draw(rng, np.full((3000, 2), 60.0), dispersion)
        alarms = np.mean([compare_periods(a, b, dispersion=dispersion).is_different for a, b in pairs])
        assert alarms < 0.062  # 5% and three standard errors


def test_varying_counts_widen_the_limits_but_not_the_ratio():
    plain, varied = compare_periods(80, 100), compare_periods(80, 100, dispersion=3)
    assert plain.ratio == varied.ratio
    assert varied.low < plain.low < plain.high < varied.high


@pytest.mark.parametrize("arguments", [{"months_now": 0}, {"dispersion": 0.5}, {"level": 1.0}])
def test_impossible_comparison_is_refused(arguments):
    with pytest.raises(ValueError, match="must"):
        compare_periods(1, 2, **arguments)
