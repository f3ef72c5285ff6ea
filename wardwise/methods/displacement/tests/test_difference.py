from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.methods.displacement import weighted_displacement_difference

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


def test_inputs_are_never_changed():
    treated, control = np.array([20.0, 10.0]), np.array([20.0, 20.0])
    weighted_displacement_difference(treated, control)
    assert treated.tolist() == [20, 10]
    assert control.tolist() == [20, 20]


def test_small_unsigned_counts_do_not_run_over():
    small = np.array([200, 100], dtype=np.uint8)
    assert weighted_displacement_difference(small, small[::-1]).difference == -200
