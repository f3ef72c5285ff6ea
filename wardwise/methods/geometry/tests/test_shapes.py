from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from wardwise.methods import geometry


def test_a_shape_goes_to_the_grid_and_back():
    square = shapely.box(509_000, 221_000, 509_500, 221_500)
    back = geometry.shape_to_national_grid(geometry.shape_to_wgs84(square))
    assert shapely.hausdorff_distance(square, back) < 0.005


def test_a_border_shared_before_is_shared_after():
    left, right = shapely.box(-0.42, 51.87, -0.41, 51.88), shapely.box(-0.41, 51.87, -0.40, 51.88)
    moved = geometry.shape_to_national_grid(np.array([left, right]))
    assert shapely.intersection(*moved).area == 0
    assert shapely.touches(*moved)


def test_a_shape_with_a_missing_corner_is_refused():
    with np.errstate(invalid="ignore"):
        broken = shapely.LineString([(-0.4, 51.8), (np.nan, 51.9)])
    with pytest.raises(ValueError, match="longitude: 1 of 2 rows are missing"):
        geometry.shape_to_national_grid(broken)


def test_a_buffer_is_nearly_a_circle_and_a_ring_leaves_out_its_middle():
    middle = shapely.Point(0, 0)
    assert geometry.buffer(middle, 100).area == pytest.approx(math.pi * 100**2, rel=0.002)
    around = geometry.ring(geometry.buffer(middle, 100), 50, gap_m=25)
    assert around.area == pytest.approx(math.pi * (175**2 - 125**2), rel=0.005)
    assert not shapely.intersects(around, geometry.buffer(middle, 120))


def test_a_ring_stays_out_of_the_control_area():
    target, control = shapely.box(0, 0, 100, 100), shapely.box(110, 0, 200, 100)
    around = geometry.ring(target, 50, keep_out=[control])
    assert shapely.intersection(around, control).area == 0
    assert around.area < geometry.ring(target, 50).area


@pytest.mark.parametrize("width", [0, -5, float("nan")])
def test_a_ring_without_width_is_refused(width):
    with pytest.raises(ValueError, match="width_m"):
        geometry.ring(shapely.box(0, 0, 1, 1), width)


def test_a_negative_buffer_is_refused():
    with pytest.raises(ValueError, match="distance_m: -1 is negative"):
        geometry.buffer(shapely.box(0, 0, 1, 1), -1)
    with pytest.raises(ValueError, match="distance_m"):
        geometry.ring(shapely.box(0, 0, 1, 1), 5, gap_m=-1)


def test_areas_are_in_square_metres():
    assert geometry.area_m2([shapely.box(0, 0, 10, 10), shapely.Point(1, 1)]).tolist() == [100, 0]
