from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.forecasts.blur import blurred, hyperbola


def one_hot(shape=(61, 71), at=(30, 35)):
    map_ = np.zeros(shape, dtype=np.float32)
    map_[at] = 1
    return map_


@pytest.mark.parametrize("width", [0.3, 0.7, 1.4, 3.0, 3.1, 4.0, 10.0])
def test_a_point_becomes_a_normal_curve_of_that_width(width):
    found = blurred(one_hot(), width)
    y = np.arange(61) - 30
    truth = np.exp(-0.5 * (y[:, None] ** 2 + (np.arange(71) - 35) ** 2) / width**2)
    assert found.sum() == pytest.approx(1, abs=0.01)
    if width > 0.5:  # below that a cell holds nearly all of the curve
        # Wide curves are read between blocks: up to a sixth of the peak off, half a block away.
        assert np.abs(found - truth / truth.sum()).max() < 0.17 * found.max()
        assert float((found.sum(axis=1) * y**2).sum()) == pytest.approx(width**2, rel=0.12)


def test_maps_smaller_than_the_curve_are_spread_too():
    for shape in ((1, 1), (1, 5), (3, 2)):
        found = blurred(np.ones(shape, dtype=np.float32), 6.0)
        assert found.shape == shape
        assert np.isfinite(found).all()
        assert (found > 0).all()


def test_the_argument_is_left_as_it_was():
    map_ = one_hot()
    blurred(map_, 1.0)
    blurred(map_, 5.0)
    assert map_.sum() == 1


def test_sums_of_maps_blur_to_sums():
    rng = np.random.default_rng(1)
    first, second = rng.random((2, 30, 40)).astype(np.float32)
    for width in (0.8, 4.0):
        assert blurred(first + second, width) == pytest.approx(
            blurred(first, width) + blurred(second, width), abs=1e-5
        )


def test_hyperbola_falls_with_distance_in_half_cells():
    found = hyperbola(one_hot().astype(float), 100.0, 250.0)
    assert found[30, 35] == 1
    assert found[30, 36] == pytest.approx(1 / 3)
    assert found[31, 36] == pytest.approx(1 / (1 + 2 * np.sqrt(2)))
    assert found[30, 38] == 0
