from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.displacement import minimum_detectable_fall, weighted_displacement_difference


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
