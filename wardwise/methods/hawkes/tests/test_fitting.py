from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods import hawkes
from wardwise.methods.hawkes.area import share_of_kernel
from wardwise.methods.hawkes.tests.made import PERIOD, SIDE, TOWN, town

MADE = town(2_000, np.random.default_rng(7))
FOUND = hawkes.fit(*MADE, TOWN, **PERIOD)


def numbers(found):
    return np.array([found.theta, found.omega_per_day, found.sigma_m])


@pytest.mark.parametrize("column", ["x", "y", "days"])
def test_a_missing_value_is_refused_with_the_name_and_the_number_of_rows(column):
    columns = dict(zip(("x", "y", "days"), (part.copy() for part in MADE), strict=True))
    columns[column][[3, 5]] = np.nan
    with pytest.raises(ValueError, match=f"{column} is missing or infinite in 2 of"):
        hawkes.fit(**columns, area=TOWN, **PERIOD)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start_day": 10.0}, "before start_day"),
        ({"end_day": 990.0}, "after end_day"),
        ({"start_day": 1000.0}, "start_day must lie before"),
        ({"reach_m": 0.0}, "reach_m must be above 0"),
        ({"reach_days": np.nan}, "reach_days must be above 0"),
        ({"finest_m": -1.0}, "finest_m must be above 0"),
        ({"max_pairs": 100}, "pairs lie within reach, more than max_pairs"),
        ({"seasonal": True, "start_day": -1.0, "end_day": 300.0}, "a year or more"),
        ({"area": hawkes.box(0, 0, 5_000, 5_000)}, "lie outside the study area"),
    ],
)
def test_what_cannot_be_fitted_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        hawkes.fit(*MADE, **{"area": TOWN, **PERIOD, **change})


def test_fewer_than_ten_events_are_refused():
    few = [part[:9] for part in MADE]
    with pytest.raises(ValueError, match="needs 10 events or more, not 9"):
        hawkes.fit(*few, TOWN, **PERIOD)


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="same number of rows"):
        hawkes.fit(MADE[0], MADE[1][:-1], MADE[2], TOWN, **PERIOD)


def test_the_order_of_events_does_not_matter_and_the_caller_s_arrays_stay():
    order = np.random.default_rng(1).permutation(MADE[0].size)
    columns = [part[order] for part in MADE]
    kept = [part.copy() for part in columns]
    again = hawkes.fit(*columns, TOWN, **PERIOD)
    np.testing.assert_array_equal(numbers(again), numbers(FOUND))
    np.testing.assert_array_equal(again.background_chance, FOUND.background_chance[order])
    assert all((a == b).all() for a, b in zip(columns, kept, strict=True))


def test_shifting_and_scaling_the_map_changes_nothing_but_the_unit():
    x, y, days = MADE
    area = hawkes.box(1e5, 2e5, 1e5 + 3 * SIDE, 2e5 + 3 * SIDE)
    again = hawkes.fit(3 * x + 1e5, 3 * y + 2e5, days, area, **PERIOD, reach_m=1500)
    np.testing.assert_allclose(numbers(again), numbers(FOUND) * [1, 1, 3], rtol=1e-3)
    assert again.log_likelihood == pytest.approx(FOUND.log_likelihood - x.size * np.log(9), abs=0.5)


def test_turning_the_map_changes_nothing():
    again = hawkes.fit(SIDE - MADE[1], MADE[0], MADE[2], TOWN, **PERIOD)
    np.testing.assert_allclose(numbers(again), numbers(FOUND), rtol=5e-3)  # the background's grid lies otherwise


def test_shifting_and_stretching_time_changes_nothing_but_the_unit():
    again = hawkes.fit(MADE[0], MADE[1], 2 * MADE[2] + 50, TOWN, start_day=50, end_day=2050, reach_days=120)
    np.testing.assert_allclose(numbers(again), numbers(FOUND) * [1, 0.5, 1], rtol=1e-3)


def test_everything_in_one_place_and_at_one_moment_is_no_triggering():
    spot = np.full(50, 5_000.0)
    found = hawkes.fit(spot, spot, np.full(50, 500.0), TOWN, **PERIOD)
    assert (found.theta, found.pairs) == (0.0, 0)
    assert np.isnan([found.omega_per_day, found.sigma_m, found.theta_error]).all()


def test_a_place_that_is_chronic_but_steady_is_no_triggering():
    rng = np.random.default_rng(5)
    spots = rng.uniform(0, SIDE, (2, 40))[:, rng.integers(0, 40, 1_000)]
    found = hawkes.fit(*spots, rng.uniform(0, 1000, 1_000), TOWN, **PERIOD)
    assert found.theta < 0.01


def test_all_events_are_accounted_for():
    explained = FOUND.background_chance.sum()
    assert explained == pytest.approx(FOUND.background_events, rel=1e-3)
    assert FOUND.background.shares.sum() == pytest.approx(1)
    assert FOUND.converged
    assert (FOUND.intensity > 0).all()


def test_triggering_raises_the_likelihood_only_where_there_is_some():
    without = hawkes.fit(*MADE, TOWN, **PERIOD, triggering=False)
    assert without.theta == 0
    assert FOUND.log_likelihood > without.log_likelihood + 100


def written_out(found, theta, omega, sigma):
    """The model's log-likelihood, pair by pair, as the paper writes it, with the fitted background."""
    x, y, days = found.x, found.y, found.days
    lag, gap2 = days[:, None] - days, (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    near = (lag > 0) & (lag <= found.reach_days) & (gap2 < found.reach_m**2)
    kernel = np.exp(-omega * np.where(near, lag, 0) - gap2 / (2 * sigma**2)) * near
    triggered = theta * omega / (2 * np.pi * sigma**2) * kernel.sum(axis=1)
    background = found.background_chance * found.intensity
    return np.log(background + triggered).sum(), background, triggered


def test_chances_and_intensities_are_those_of_the_formula_written_out():
    _, background, triggered = written_out(FOUND, *numbers(FOUND))
    np.testing.assert_allclose(background + triggered, FOUND.intensity, rtol=3e-3)  # lags are in 4,096 classes
    np.testing.assert_allclose((background + triggered).mean(), FOUND.intensity.mean(), rtol=1e-4)


@pytest.mark.parametrize("factor", [0.9, 1.1])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_no_other_numbers_near_are_likelier(which, factor):
    def level(theta, omega, sigma):
        ended = 1 - np.exp(-omega * np.minimum(1000 - FOUND.days, FOUND.reach_days))
        beyond = np.exp(-0.5 * (FOUND.reach_m / sigma) ** 2)
        inside = share_of_kernel(TOWN, FOUND.x, FOUND.y, sigma)
        return written_out(FOUND, theta, omega, sigma)[0] - theta * (ended * inside).sum() * (1 - beyond)

    other = numbers(FOUND) * np.where(np.arange(3) == which, factor, 1)
    assert level(*numbers(FOUND)) > level(*other)
