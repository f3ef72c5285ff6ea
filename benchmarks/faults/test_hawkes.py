"""One bandwidth for all the background, as most programs fit it, against a town whose truth is known."""

from __future__ import annotations

import pytest

from benchmarks.hawkes import THETA, by_matrix, fit, side_of, town

pytestmark = pytest.mark.restated("the textbook's steps with one bandwidth, which open_cp also takes")


@pytest.mark.parametrize("theta", [THETA, 0.0])
def test_fixed_wide_bandwidth_takes_lasting_hot_spots_for_triggering(theta):
    made = town(1_000, 1, theta=theta)
    assert by_matrix(made, side_of(1_000), 1_000.0) > theta + 0.2
    assert fit(made, 1_000).theta == pytest.approx(theta, abs=0.07)
