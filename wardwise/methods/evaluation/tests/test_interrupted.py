from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.evaluation import NoAnswer, count_regression, interrupted_series
from wardwise.methods.evaluation.tests.made import series


def test_the_step_is_the_coefficient_of_the_segmented_regression():
    counts = series(np.random.default_rng(1), step=0.8)
    t = np.arange(60)
    after = t >= 36
    angle = 2 * np.pi * t / 12
    waves = [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
    design = np.column_stack([np.ones(60), t, after, after * (t - 36), *waves]).astype(float)
    fitted = count_regression(counts, design, errors="newey-west", lags=3)
    found = interrupted_series(counts, 36, errors="newey-west", lags=3)
    assert np.log(found.step.ratio) == pytest.approx(fitted.coefficients[2], abs=1e-9)
    assert np.log(found.turn.ratio) == pytest.approx(fitted.coefficients[3] * 12, abs=1e-9)
    assert found.step.p_value == pytest.approx(fitted.p_values[2], rel=1e-6)
    assert (found.lags, found.fitted.sum()) == (3, pytest.approx(counts.sum()))


def test_the_overall_ratio_is_of_fitted_to_expected_events():
    counts = series(np.random.default_rng(2), step=0.7)
    found = interrupted_series(counts, 36)
    assert found.overall.ratio == pytest.approx(found.fitted[36:].sum() / found.expected[36:].sum())
    assert np.array_equal(found.fitted[:36], found.expected[:36])
    assert found.overall.low < 0.7 < found.overall.high < 1
    plain = interrupted_series(counts, 36, turn=False)
    assert plain.turn is None
    assert (plain.overall.ratio, plain.overall.low) == pytest.approx((plain.step.ratio, plain.step.low), rel=1e-9)


def test_it_is_silent_where_nothing_happened_and_newey_west_is_not():
    rng = np.random.default_rng(3)
    wolf = {"serial": 0, "newey-west": 0}
    for _ in range(80):
        counts = series(rng, months=48, carried=0.3)
        for errors in wolf:
            wolf[errors] += interrupted_series(counts, 36, errors=errors).step.p_value < 0.05
    assert wolf["serial"] / 80 < 0.15  # four standard errors over 0.05
    assert wolf["newey-west"] / 80 > 0.08  # at these lengths it is near 0.2


def test_the_interval_holds_a_real_step():
    rng = np.random.default_rng(4)
    found = [interrupted_series(series(rng, step=0.7, carried=0.3), 36).step for _ in range(100)]
    held = np.mean([one.low <= 0.7 <= one.high for one in found])
    assert held > 0.87
    assert np.mean([one.high < 1 for one in found]) > 0.4


def test_months_that_hang_together_are_told_of():
    rng = np.random.default_rng(5)
    calm = interrupted_series(series(rng, months=96, start=60), 60)
    together = interrupted_series(series(rng, months=96, start=60, carried=0.8), 60)
    assert together.left_over_p < 0.01 < calm.left_over_p
    assert together.correlation[0] > 0.2
    assert together.step.high / together.step.low > calm.step.high / calm.step.low


def test_exposure_and_the_scale_of_counts_do_not_change_ratios():
    counts = series(np.random.default_rng(6)) + 1
    days = np.tile([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], 5)
    plain = interrupted_series(counts, 36, season="months")
    assert interrupted_series(counts, 36, season="months", exposure=days).step.ratio == pytest.approx(
        plain.step.ratio, abs=1e-9
    )
    tenfold = interrupted_series(counts * 10, 36, season="months")
    assert (tenfold.step.ratio, tenfold.step.low) == pytest.approx((plain.step.ratio, plain.step.low), rel=1e-9)


def test_counts_that_vary_less_than_chance_are_no_surer_than_chance():
    found = interrupted_series([20] * 24 + [10] * 12, 24, season="none")
    assert found.step.ratio == pytest.approx(0.5)
    assert np.log(found.step.high / 0.5) > 1.96 * np.sqrt(1 / 480 + 1 / 120)
    assert interrupted_series([5] * 36, 24).step.p_value == pytest.approx(1)
    assert interrupted_series(series(np.random.default_rng(7)), 36, family="negative binomial").alpha > 0


@pytest.mark.parametrize(
    ("counts", "start", "code"),
    [
        ([5] * 20, 7, "too_few"),
        ([5] * 20, 18, "too_few"),
        ([5] * 11, 8, "too_few"),
        ([5] * 30 + [0] * 12, 30, "no_fit"),
        ([0] * 40, 20, "no_fit"),
        ([5] * 1_001, 500, "too_long"),
    ],
)
def test_what_has_no_answer_is_refused(counts, start, code):
    with pytest.raises(NoAnswer) as refusal:
        interrupted_series(counts, start)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"counts": [np.nan] * 40}, "counts has 40 missing"),
        ({"counts": np.ones((2, 40))}, "counts must have 1 axes"),
        ({"start": 0}, "start must"),
        ({"start": 40}, "start must"),
        ({"season": "moon"}, "season"),
        ({"errors": "CR2"}, "errors"),
        ({"family": "normal"}, "family"),
        ({"exposure": 0}, "exposure"),
        ({"harmonics": 0}, "harmonics"),
    ],
)
def test_bad_input_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        interrupted_series(**{"counts": np.ones(40), "start": 24, **arguments})
