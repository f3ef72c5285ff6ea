from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from wardwise.methods import hawkes
from wardwise.methods.hawkes.area import share_of_kernel


def test_impossible_areas_are_refused():
    with pytest.raises(ValueError, match="west below its east"):
        hawkes.box(1, 0, 1, 5)
    with pytest.raises(ValueError, match="some of them in the area"):
        hawkes.masked(0, 0, 10, [[0, 0]])
    with pytest.raises(ValueError, match="between 0 and 1"):
        hawkes.masked(0, 0, 10, [[0, 2]])
    with pytest.raises(ValueError, match="cell_m must be above 0"):
        hawkes.masked(0, 0, 0, [[1]])


def test_points_are_inside_on_cells_of_the_area_only():
    area = hawkes.masked(100, 200, 10, [[1, 0], [1, 1]])
    x, y = np.array([100.0, 115, 115, 120, 121, 99]), np.array([200.0, 205, 215, 220, 215, 205])
    assert area.contains(x, y).tolist() == [True, False, True, True, False, False]
    assert area.area_m2 == 300


def test_the_share_of_a_kernel_in_a_box_is_the_product_of_two_normal_shares():
    x, y = np.array([0.0, 500, 990, 300]), np.array([0.0, 500, 10, 995])
    found = share_of_kernel(hawkes.box(0, 0, 1000, 1000), x, y, 80.0)
    wanted = (ndtr((1000 - x) / 80) - ndtr(-x / 80)) * (ndtr((1000 - y) / 80) - ndtr(-y / 80))
    np.testing.assert_allclose(found, wanted, atol=2e-5)  # curves end at 4.5 deviations


@pytest.mark.parametrize("bandwidth", [15.0, 60.0, 300.0])
def test_a_mask_of_fine_cells_says_the_same_as_the_box_it_fills(bandwidth):
    inside = np.zeros((60, 60))
    inside[10:50, 10:50] = 1
    x, y = np.random.default_rng(1).uniform(100, 500, (2, 300))
    mask = share_of_kernel(hawkes.masked(0, 0, 10, inside), x, y, bandwidth)
    np.testing.assert_allclose(mask, share_of_kernel(hawkes.box(100, 100, 500, 500), x, y, bandwidth), atol=3e-3)


def test_a_hole_takes_its_share_away():
    inside = np.ones((21, 21))
    inside[10, 10] = 0
    at = np.array([105.0])
    lost = 1 - share_of_kernel(hawkes.masked(0, 0, 10, inside), at, at, 20.0)[0]
    assert lost == pytest.approx((2 * ndtr(5 / 20) - 1) ** 2, abs=1e-4)
