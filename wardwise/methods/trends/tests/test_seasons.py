import numpy as np
import pytest

from wardwise.methods.trends import seasonal_forecast

MONTHS = np.arange("2019-01", "2023-01", dtype="datetime64[M]")
NEXT = np.arange("2023-01", "2024-01", dtype="datetime64[M]")
SEASON = 1 + 0.4 * np.sin(np.arange(12) * np.pi / 6)


def made(rng, mean, yearly, alpha, months=60):
    level = mean * np.tile(SEASON, months // 12) * yearly ** (np.arange(months) / 12)
    return rng.poisson(level if alpha == 0 else level * rng.gamma(1 / alpha, alpha, months))


def test_truth_comes_back_from_exact_means():
    level = 1e6 * np.tile(SEASON, 5) * 1.1 ** (np.arange(60) / 12)
    found = seasonal_forecast(MONTHS, np.rint(level[:48]), asked=NEXT)
    assert found.expected == pytest.approx(level[48:], rel=1e-5)
    assert found.yearly_change == pytest.approx(1.1, rel=1e-5)
    assert found.season == pytest.approx(SEASON / SEASON.mean(), rel=1e-5)


@pytest.mark.parametrize("mean", [8, 80])
@pytest.mark.parametrize("alpha", [0, 0.05])
def test_new_month_falls_into_the_band_as_often_as_promised(mean, alpha):
    rng, inside = np.random.default_rng(11), []
    for _ in range(60):
        y = made(rng, mean, 1.08, alpha)
        found = seasonal_forecast(MONTHS, y[:48], asked=NEXT)
        inside.append((y[48:] >= found.low) & (y[48:] <= found.high))
    assert np.mean(inside) > 0.925  # 720 months, standard error 0.01


def test_steady_rise_is_followed_where_years_side_by_side_would_lag():
    y = made(np.random.default_rng(3), 200, 1.3, 0)
    found = seasonal_forecast(MONTHS, y[:48], asked=NEXT)
    assert found.expected.sum() == pytest.approx(y[48:].sum(), rel=0.08)
    assert seasonal_forecast(MONTHS, y[:48], asked=NEXT, with_trend=False).expected.sum() < 0.75 * y[48:].sum()


def test_order_of_months_does_not_matter_and_gaps_are_left_out():
    rng = np.random.default_rng(4)
    y, order = made(rng, 50, 1.0, 0)[:48], rng.permutation(48)[:44]
    straight = seasonal_forecast(MONTHS[np.sort(order)], y[np.sort(order)], asked=NEXT)
    mixed = seasonal_forecast(MONTHS[order], y[order], asked=NEXT)
    assert mixed.expected == pytest.approx(straight.expected)
    assert mixed.high.tolist() == straight.high.tolist()


def test_nothing_asked_nothing_answered():
    assert seasonal_forecast(MONTHS, [5] * 48, asked=[]).expected.size == 0


@pytest.mark.parametrize(
    ("months", "counts", "message"),
    [
        (MONTHS[[0, 0]], [1, 2], "once each"),
        (MONTHS[:18], [9] * 18, "19 are needed"),
        (MONTHS[:11], [9] * 11, "1 of 12 months are of a calendar month that is not held"),
        (MONTHS, [0 if m % 12 == 3 else 9 for m in range(48)], "1 calendar months have no event"),
        (MONTHS, [5] * 47, "same number of rows"),
    ],
)
def test_series_that_cannot_carry_the_model_is_refused(months, counts, message):
    with pytest.raises(ValueError, match=message):
        seasonal_forecast(months, counts, asked=NEXT)
