"""What is known of made towns is found again; larger ones are in benchmarks/hawkes.py."""

from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods import hawkes
from wardwise.methods.hawkes.tests.made import PERIOD, TOWN, town

TRUTH = np.array([0.35, 10.0, 60.0])


def found_in(made, **how):
    found = hawkes.fit(*made, TOWN, **PERIOD, **how)
    return found, np.array([found.theta, 1 / found.omega_per_day, found.sigma_m])


@pytest.mark.parametrize("clustered", [False, True])
def test_the_truth_comes_back_on_average_at_a_thousand_events(clustered):
    found = [found_in(town(1_000, np.random.default_rng(seed), clustered=clustered)) for seed in range(20)]
    numbers = np.array([row for _, row in found])
    np.testing.assert_allclose(numbers.mean(axis=0), TRUTH, rtol=0.1)
    errors = np.mean([[fit.theta_error, fit.omega_error * 100, fit.sigma_error] for fit, _ in found], axis=0)
    assert (numbers.std(axis=0) < 1.6 * errors).all()
    assert (numbers.std(axis=0) > 0.6 * errors).all()


def test_the_truth_comes_back_at_ten_thousand_events():
    _, numbers = found_in(town(10_000, np.random.default_rng(2)))
    np.testing.assert_allclose(numbers, TRUTH, rtol=0.1)


def test_delays_and_distances_of_other_lengths_come_back_too():
    _, numbers = found_in(town(5_000, np.random.default_rng(3), theta=0.5, omega=0.5, sigma=25), reach_days=20)
    np.testing.assert_allclose(numbers, [0.5, 2.0, 25.0], rtol=0.1)


@pytest.mark.parametrize("clustered", [False, True])
def test_events_without_triggering_are_not_said_to_trigger(clustered):
    seeds = range(12)
    found = [found_in(town(1_000, np.random.default_rng(s), theta=0, clustered=clustered))[0] for s in seeds]
    assert np.mean([fit.theta for fit in found]) < 0.02
    assert max(fit.theta for fit in found) < 0.06
