import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from wardwise.methods.density import CellGrid, cells_inside, contours, level_holding

GRID = CellGrid(500_000.0, 200_000.0, 100.0, 30, 20)


def smooth(seed, sigma=1.5):
    return ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=GRID.shape), sigma)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(-0.3, 0.3), st.sampled_from([0.0, 0.7, 2.0]))
def test_ground_drawn_holds_exactly_the_centres_at_or_above_the_level(seed, level, sigma):
    surface = smooth(seed, sigma)
    area = contours(surface, GRID, [level])[0].area()
    assert area.is_valid
    held = shapely.contains_xy(area, *np.meshgrid(GRID.x, GRID.y))
    assert (held == (surface >= level)).all()


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_levels_that_are_whole_numbers_of_the_surface_make_valid_polygons(seed):
    surface = np.random.default_rng(seed).integers(0, 4, GRID.shape).astype(float)
    for found in contours(surface, GRID, [1, 2, 3]):
        area = found.area()
        assert area.is_valid
        assert (shapely.contains_xy(area, *np.meshgrid(GRID.x, GRID.y)) == (surface >= found.level)).all()


def test_cone_has_circles():
    far = np.hypot(*np.meshgrid(GRID.x - 501_500, GRID.y - 201_000))
    area = contours(-far, GRID, [-600])[0].area()
    assert area.area == pytest.approx(np.pi * 600**2, rel=0.01)
    assert shapely.hausdorff_distance(area, shapely.Point(501_500, 201_000).buffer(600)) < 5


def test_hole_is_cut_out_of_the_smallest_ring_round_it():
    rings = np.sin(np.hypot(*np.meshgrid(GRID.x - 501_500, GRID.y - 201_000)) / 60)
    found = contours(rings, GRID, [0.2])[0]
    assert found.area().is_valid
    assert sum(len(part.interiors) for part in found.area().geoms) > 1
    signed = [shapely.LinearRing(ring).is_ccw for ring in found.rings]
    assert 0 < sum(signed) < len(signed)


def test_saddle_joins_only_where_its_middle_is_high():
    grid = CellGrid(0.0, 0.0, 10.0, 2, 2)
    joined = contours([[3, 0], [0, 3]], grid, [1])[0]
    apart = contours([[3, 0], [0, 3]], grid, [2])[0]
    assert (len(joined.rings), len(apart.rings)) == (1, 2)


def test_everything_high_gives_the_border_of_the_study_area():
    inside = np.ones(GRID.shape)
    inside[:, 20:] = np.nan
    area = contours(inside, GRID, [0.5])[0].area()
    assert area.difference(shapely.box(500_000, 200_000, 502_000, 202_000)).area < 1e-6
    # only the corners of the outermost cells are cut off
    assert area.area == pytest.approx(2_000 * 2_000 - 4 * 50 * 50 / 2)


def test_level_above_all_has_no_rings():
    assert contours(np.zeros(GRID.shape), GRID, [1])[0].rings == ()
    assert contours(np.full(GRID.shape, np.nan), GRID, [1])[0].area().is_empty


def test_rings_are_closed_and_turn_with_the_map():
    surface = smooth(3)
    here = contours(surface, GRID, [0.1])[0]
    turned = contours(surface.T, CellGrid(200_000.0, 500_000.0, 100.0, 20, 30), [0.1])[0]
    assert all((ring[0] == ring[-1]).all() for ring in here.rings)
    swapped = shapely.transform(turned.area(), lambda xy: xy[:, ::-1])
    assert here.area().symmetric_difference(swapped).area < 1e-3


@settings(max_examples=30)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.floats(0.05, 0.95))
def test_cells_above_the_level_hold_the_share_and_no_higher_level_does(values, share):
    if not sum(values):
        return
    cells = np.array([values], dtype=float)
    level = level_holding(cells, share)
    assert cells[cells >= level].sum() >= share * cells.sum() * (1 - 1e-9)
    assert cells[cells > level].sum() < share * cells.sum()


def test_cells_inside_are_those_with_their_centre_inside():
    hole = shapely.box(500_000, 200_000, 503_000, 202_000) - shapely.box(500_100, 200_100, 500_300, 200_200)
    inside = cells_inside(GRID, hole)
    assert inside.shape == GRID.shape
    assert np.argwhere(~inside).tolist() == [[1, 1], [1, 2]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: contours(np.zeros((2, 2)), GRID, [1]), "grid's shape"),
        (lambda: contours(np.full(GRID.shape, np.inf), GRID, [1]), "infinite in 600 of 600"),
        (lambda: contours(np.zeros(GRID.shape), GRID, [np.nan]), "levels is missing"),
        (lambda: level_holding(np.zeros((2, 2)), 0.5), "holds nothing"),
        (lambda: level_holding([[-1.0]], 0.5), "0 or more"),
        (lambda: cells_inside(GRID, shapely.Point(0, 0)), "polygon"),
        (lambda: CellGrid(0.0, 0.0, 0.0, 1, 1), "larger than 0"),
        (lambda: CellGrid(0.0, 0.0, 1.0, 0, 1), "at least one cell"),
        (lambda: CellGrid.covering(1, 1, 0, 2, 10), "rectangle"),
    ],
)
def test_impossible_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
