from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.methods.displacement import (
    NotComputable,
    dispersion_of,
    minimum_detectable_fall,
    placebo_check,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)

T, C, D, E = (207, 110), (308, 318), (178, 157), (150, 140)


def test_the_published_table_gives_the_published_numbers():
    found = weighted_displacement_difference(T, C, buffer=D, buffer_control=E)
    assert (found.local, found.displacement, found.difference, found.variance) == (-107, -11, -118, 1568)
    assert found.z == pytest.approx(-2.98, abs=0.005)  # printed with two decimals
    assert (round(float(found.low)), round(float(found.high))) == (-196, -40)
    assert found.p_value == pytest.approx(0.0029, abs=5e-5)


def test_time_weights_divide_the_counts_and_their_squares_the_variance():
    found = weighted_displacement_difference([80, 20], [100, 50], time_weights=(2, 1))
    assert (found.difference, found.variance) == (-20, 115)


def test_the_small_table_of_the_package():
    found = weighted_displacement_difference([20, 10], [20, 20])
    assert found.difference == -10
    assert found.standard_error == pytest.approx(8.37, abs=0.005)


def test_area_weights_do_the_same_for_zones():
    found = weighted_displacement_difference([20, 10], [40, 40], area_weights=(1, 2, 1, 1))
    assert (found.difference, found.variance) == (-10, 20 + 10 + 10 + 10)


def test_many_tables_at_once_equal_one_at_a_time():
    rng = np.random.default_rng(1)
    treated, control, buffer = (rng.poisson(60, (50, 2)) for _ in range(3))
    many = weighted_displacement_difference(treated, control, buffer=buffer, time_weights=(3, 2))
    for i in range(50):
        one = weighted_displacement_difference(treated[i], control[i], buffer=buffer[i], time_weights=(3, 2))
        assert (one.difference, one.variance, one.low) == (many.difference[i], many.variance[i], many.low[i])


def test_no_incident_at_all_says_nothing_rather_than_no_change():
    found = weighted_displacement_difference([0, 0], [0, 0])
    assert math.isnan(found.z)
    assert math.isnan(found.low)
    assert math.isnan(found.p_value)


@given(st.lists(st.integers(0, 5000), min_size=8, max_size=8), st.floats(1, 9))
def test_the_parts_add_up_and_dispersion_only_widens(counts, factor):
    t, c, d, e = np.reshape(counts, (4, 2))
    plain = weighted_displacement_difference(t, c, buffer=d, buffer_control=e)
    wide = weighted_displacement_difference(t, c, buffer=d, buffer_control=e, dispersion=factor)
    assert plain.local + plain.displacement == plain.difference
    assert wide.variance == pytest.approx(plain.variance * factor)
    swapped = weighted_displacement_difference(t[::-1], c[::-1], buffer=d[::-1], buffer_control=e[::-1])
    assert swapped.difference == -plain.difference


@pytest.mark.parametrize("mean", [30, 150])
def test_the_interval_covers_the_truth_at_its_nominal_rate(mean):
    rng = np.random.default_rng(20260)
    fall = 0.3 * mean
    n = 20_000
    treated = np.column_stack([rng.poisson(mean, n), rng.poisson(mean - fall, n)])
    control, buffer, other = (rng.poisson(mean, (n, 2)) for _ in range(3))
    found = weighted_displacement_difference(treated, control, buffer=buffer, buffer_control=other)
    covered = np.mean((found.low <= -fall) & (-fall <= found.high))
    assert covered == pytest.approx(0.95, abs=0.006)  # four standard errors of a share from 20,000 draws


def test_it_cries_wolf_one_time_in_twenty():
    rng = np.random.default_rng(7)
    n = 20_000
    found = weighted_displacement_difference(
        np.column_stack([rng.poisson(100, n), rng.poisson(50, n)]),
        np.column_stack([rng.poisson(120, n), rng.poisson(60, n)]),
        time_weights=(2, 1),
    )
    assert np.mean(found.p_value < 0.05) == pytest.approx(0.05, abs=0.006)


def test_over_dispersed_months_are_covered_only_when_widened():
    rng = np.random.default_rng(11)
    n, months, mean, spread = 2_000, 12, 20.0, 3.0
    draw = rng.negative_binomial(mean / (spread - 1), 1 / spread, (n, 2, 2 * months))  # variance is 3 x mean
    periods = np.repeat([0, 1], months)
    factor = np.array([dispersion_of(one, periods) for one in draw])
    tables = np.stack([draw[:, :, :months].sum(axis=2), draw[:, :, months:].sum(axis=2)], axis=-1)
    plain = weighted_displacement_difference(tables[:, 0], tables[:, 1])
    wide = weighted_displacement_difference(tables[:, 0], tables[:, 1], dispersion=factor)
    assert np.mean((plain.low <= 0) & (plain.high >= 0)) < 0.80
    assert np.mean((wide.low <= 0) & (wide.high >= 0)) == pytest.approx(0.95, abs=0.02)  # factor is estimated
    assert np.median(factor) == pytest.approx(spread, rel=0.1)


def test_a_season_that_all_zones_share_does_not_widen_the_interval():
    rng = np.random.default_rng(12)
    n, months = 2_000, 12
    season = 20 * (1 + 0.6 * np.sin(2 * np.pi * np.arange(2 * months) / 12))
    draw = rng.poisson(season, (n, 2, 2 * months))
    periods = np.repeat([0, 1], months)
    assert np.median([dispersion_of(one, periods) for one in draw]) > 3
    factor = np.array([dispersion_of(one, periods, share_months=True) for one in draw])
    assert np.median(factor) < 1.1
    tables = np.stack([draw[:, :, :months].sum(axis=2), draw[:, :, months:].sum(axis=2)], axis=-1)
    found = weighted_displacement_difference(tables[:, 0], tables[:, 1], dispersion=factor)
    # Never below 1, the factor errs on the wide side: a little more is covered than promised.
    assert 0.94 <= np.mean((found.low <= 0) & (found.high >= 0)) <= 0.985


def test_shared_months_do_not_hide_what_each_zone_does_alone():
    rng = np.random.default_rng(13)
    spread, mean = 3.0, 20.0
    draw = rng.negative_binomial(mean / (spread - 1), 1 / spread, (2_000, 2, 24))  # variance is 3 x mean
    periods = np.repeat([0, 1], 12)
    factor = [dispersion_of(one, periods, share_months=True) for one in draw]
    assert np.median(factor) == pytest.approx(spread, rel=0.1)
    with pytest.raises(ValueError, match="two zones"):
        dispersion_of([1, 2, 3], share_months=True)


def test_a_step_between_the_periods_is_not_taken_for_dispersion():
    months = [10] * 6 + [40] * 6
    assert dispersion_of(months) > 5
    assert dispersion_of(months, [0] * 6 + [1] * 6) == 1.0


def test_dispersion_of_zeros_is_one_and_of_one_month_is_refused():
    assert dispersion_of([[0, 0, 0], [0, 0, 0]]) == 1.0
    with pytest.raises(ValueError, match="two months"):
        dispersion_of([5])
    with pytest.raises(ValueError, match="3 months"):
        dispersion_of([5, 4, 3], [0, 1])


@pytest.mark.parametrize(("count", "percent"), [(20, 88), (50, 55), (100, 39), (200, 28), (400, 20)])
def test_minimum_detectable_fall_of_the_handbook(count, percent):
    assert round(100 * float(minimum_detectable_fall(count, count))) == percent


def test_a_fall_of_that_size_is_found_as_often_as_said():
    rng = np.random.default_rng(3)
    n, mean = 20_000, 400.0
    for power in (0.5, 0.8):
        fall = float(minimum_detectable_fall(mean, mean, power=power))
        treated = np.column_stack([rng.poisson(mean, n), rng.poisson(mean * (1 - fall), n)])
        found = weighted_displacement_difference(treated, rng.poisson(mean, (n, 2)))
        share = float(np.mean(found.high < 0))
        assert power <= share + 0.02  # never less than promised, but for the noise of the simulation
        assert share == pytest.approx(power, abs=0.05)  # the variance falls a little with the count


def test_a_longer_look_after_lowers_the_fall_that_can_be_seen():
    assert minimum_detectable_fall(100, 100, time_weights=(12, 24)) < minimum_detectable_fall(100, 100)
    assert minimum_detectable_fall(3, 3) > 1
    with pytest.raises(ValueError, match="nothing that could fall"):
        minimum_detectable_fall(0, 10)


def test_the_quotient_of_the_handbook():
    found = weighted_displacement_quotient(T, C, D)
    assert found.success == pytest.approx(-0.3262, abs=5e-5)
    assert found.buffer == pytest.approx(-0.0842, abs=5e-5)
    assert found.quotient == pytest.approx(0.258, abs=5e-4)
    assert found.total_net_effect == pytest.approx(130.5, abs=0.05)


@pytest.mark.parametrize(
    ("treated", "control", "buffer", "code"),
    [
        ((10, 20), (10, 10), (5, 5), "no_success"),
        ((10, 10), (10, 10), (5, 5), "no_success"),
        ((10, 5), (0, 10), (5, 5), "zero_count"),
        ((10, 5), (10, 0), (5, 5), "zero_count"),
        ((0, 0), (10, 10), (5, 5), "zero_count"),
    ],
)
def test_the_quotient_is_refused_where_it_means_nothing(treated, control, buffer, code):
    with pytest.raises(NotComputable) as refusal:
        weighted_displacement_quotient(treated, control, buffer)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"treated": [1, np.nan]}, "treated has 1 missing"),
        ({"treated": [1, -2]}, "treated has 1 counts below 0"),
        ({"treated": 5}, "treated must end"),
        ({"treated": [1, 2, 3]}, "treated must end"),
        ({"treated": ["a", 2]}, "treated must be numbers"),
        ({"treated": [1, 2], "control": np.ones((3, 4, 2)), "buffer": np.ones((2, 2))}, "differ in shape"),
        ({"treated": [1, 2], "buffer_control": [1, 2]}, "without a buffer"),
        ({"treated": [1, 2], "time_weights": (0, 1)}, "time_weights"),
        ({"treated": [1, 2], "area_weights": (1, 1, 1)}, "area_weights"),
        ({"treated": [1, 2], "level": 1.0}, "level"),
        ({"treated": [1, 2], "dispersion": 0.5}, "dispersion"),
    ],
)
def test_bad_input_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        weighted_displacement_difference(**arguments)


def test_the_placebo_check_ranks_the_treated_place_among_the_others():
    rng = np.random.default_rng(5)
    places = rng.poisson(100, (39, 2))
    assert placebo_check([100, 30], places).p_value == 1 / 40
    assert placebo_check([100, 100], places).p_value > 0.5
    with pytest.raises(ValueError, match="at least two rows"):
        placebo_check([1, 2], [[1, 2]])


def test_the_placebo_check_cries_wolf_at_its_rate():
    rng = np.random.default_rng(6)
    found = [placebo_check(rng.poisson(50, 2), rng.poisson(50, (19, 2))).p_value for _ in range(2_000)]
    assert np.mean(np.array(found) <= 0.05) == pytest.approx(0.05, abs=0.02)  # four standard errors


def test_inputs_are_never_changed():
    treated, control = np.array([20.0, 10.0]), np.array([20.0, 20.0])
    weighted_displacement_difference(treated, control)
    assert treated.tolist() == [20, 10]
    assert control.tolist() == [20, 20]
