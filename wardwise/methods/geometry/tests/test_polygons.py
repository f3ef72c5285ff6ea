from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from wardwise.methods import geometry
from wardwise.methods.geometry import PolygonIndex, polygons


def town(rng: np.random.Generator, size: int) -> list[shapely.Polygon]:
    """A patchwork of cells that share borders, as areas of one scheme do."""
    seeds = shapely.MultiPoint(rng.uniform(0, 10_000, (size, 2)))
    frame = shapely.box(0, 0, 10_000, 10_000)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=frame))
    return [cell for cell in shapely.intersection(cells, frame) if cell.area > 0]


def by_hand(shapes: list[shapely.Polygon], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The brute-force twin: every polygon against every point, the first that holds it wins."""
    answer = np.full(len(x), -1)
    for place in range(len(shapes) - 1, -1, -1):
        answer[shapely.intersects_xy(shapes[place], x, y)] = place
    return answer


@given(st.integers(0, 2**32 - 1), st.integers(3, 40))
@settings(max_examples=25)
def test_the_label_raster_answers_like_brute_force(seed, size):
    rng = np.random.default_rng(seed)
    shapes = town(rng, size)
    corners = shapely.get_coordinates(shapes)
    x, y = np.concatenate([corners, rng.uniform(-500, 10_500, (2_000, 2)), rng.integers(0, 11, (200, 2)) * 1e3]).T
    index = PolygonIndex(shapes)
    index._asked = polygons._FEW
    assert (index.locate(x, y) == by_hand(shapes, x, y)).all()
    assert index._labels is not None


def test_few_points_are_answered_like_many():
    rng = np.random.default_rng(7)
    shapes = town(rng, 30)
    x, y = rng.uniform(-500, 10_500, (2, 120_000))
    index = PolygonIndex(shapes)
    few = index.locate(x[:1_000], y[:1_000])
    assert index._labels is None
    assert (index.locate(x, y)[:1_000] == few).all()


def test_overlaps_holes_and_islands_are_answered_like_brute_force():
    ring = shapely.Polygon(shapely.box(0, 0, 900, 900).exterior, [shapely.box(300, 300, 600, 600).exterior])
    island = shapely.MultiPolygon([shapely.box(400, 400, 450, 450), shapely.box(2_000, 0, 2_100, 50)])
    shapes = [island, ring, shapely.box(800, 800, 1_200, 1_200), shapely.box(0, 0, 3_000, 1_500)]
    x, y = np.random.default_rng(3).uniform(-50, 3_100, (2, 150_000))
    assert (PolygonIndex(shapes).locate(x, y) == by_hand(shapes, x, y)).all()


def test_a_point_on_a_shared_border_belongs_to_the_first_polygon():
    left, right = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
    assert PolygonIndex([left, right]).locate([10], [5]).tolist() == [0]
    assert PolygonIndex([right, left]).locate([10, 5], [5, 5]).tolist() == [0, 1]


def test_shifting_the_land_does_not_change_the_answer():
    rng = np.random.default_rng(11)
    shapes = town(rng, 25)
    x, y = rng.uniform(0, 10_000, (2, 110_000))
    moved = [shapely.transform(shape, lambda xy: np.add(xy, [524_288, 262_144])) for shape in shapes]
    same = PolygonIndex(shapes).locate(x, y) == PolygonIndex(moved).locate(x + 524_288, y + 262_144)
    # Adding a large number rounds coordinates to 1e-10 m: only a point on a border may change sides.
    assert same.mean() > 0.9999


def test_no_points_and_no_polygons_are_answered():
    assert PolygonIndex([]).locate([1.0], [2.0]).tolist() == [-1]
    assert PolygonIndex([shapely.box(0, 0, 1, 1)]).locate([], []).tolist() == []
    assert PolygonIndex([shapely.box(0, 0, 1, 1)]).locate([[0.5, 5]], [[0.5, 5]]).tolist() == [[0, -1]]


@pytest.mark.parametrize("size", [1, 150_000])
def test_points_far_from_every_polygon_lie_in_none(size):
    far = np.full(size, 5_000.0)
    assert (PolygonIndex([shapely.box(0, 0, 1, 1)]).locate(far, far) == -1).all()


def test_missing_points_are_refused_with_their_number():
    with pytest.raises(ValueError, match="easting: 1 of 2 rows are missing"):
        PolygonIndex([shapely.box(0, 0, 1, 1)]).locate([np.nan, 0], [0, 0])


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (None, "missing or no polygons"),
        (shapely.Point(1, 1), "missing or no polygons"),
        (shapely.Polygon(), "empty or have no area"),
        (shapely.Polygon([(0, 0), (1, 1), (0, 1), (1, 0), (0, 0)]), "empty or have no area|are invalid"),
        (shapely.Polygon([(0, 0), (4, 4), (0, 4), (1, 0), (0, 0)]), "are invalid"),
    ],
)
def test_what_is_no_proper_polygon_is_refused(shape, reason):
    with pytest.raises(ValueError, match=f"1 of 2 (are )?({reason})"):
        PolygonIndex([shapely.box(0, 0, 1, 1), shape])


def test_neighbours_touch_along_an_edge_or_at_a_corner():
    squares = [shapely.box(x, y, x + 10, y + 10) for y in (0, 10) for x in (0, 10)]
    assert geometry.contiguity(squares) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_a_sliver_between_neighbours_is_closed_by_the_tolerance():
    apart = [shapely.box(0, 0, 10, 10), shapely.box(10.4, 0, 20, 10), shapely.box(30, 0, 40, 10)]
    assert geometry.contiguity(apart, tolerance_m=0.5) == [(0, 1)]
    assert geometry.contiguity(apart, tolerance_m=0) == []
    assert geometry.contiguity(apart[:1]) == geometry.contiguity([]) == []


def test_neighbours_are_found_like_brute_force():
    shapes = town(np.random.default_rng(5), 40)
    pairs = [(i, j) for i in range(40) for j in range(i + 1, 40) if shapes[i].distance(shapes[j]) <= 1]
    assert geometry.contiguity(shapes) == pairs
