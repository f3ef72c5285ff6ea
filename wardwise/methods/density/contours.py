"""Lines of equal density for a map, as closed rings in metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from wardwise.methods import doors
from wardwise.methods.density.cells import CellGrid
from wardwise.methods.doors import Floats, Integers

OFF_THE_CENTRE = 1e-6  # of a cell: a ring through a centre could touch another there and make an invalid polygon


@dataclass(frozen=True)
class Contour:
    """Where a surface reaches `level`: closed rings of x and y in metres, each of shape (k, 2).

    Rings round high ground run anticlockwise, rings round holes in it clockwise; the first point is also the last.
    """

    level: float
    rings: tuple[Floats, ...]

    def area(self) -> shapely.MultiPolygon:
        """The ground at or above the level, holes cut out."""
        rings = [shapely.LinearRing(ring) for ring in self.rings]
        round_high = [ring for ring in rings if ring.is_ccw]
        holes = [ring for ring in rings if not ring.is_ccw]
        outer = sorted((shapely.Polygon(ring) for ring in round_high), key=lambda polygon: polygon.area)
        cut: list[list[shapely.LinearRing]] = [[] for _ in outer]
        tree = shapely.STRtree(outer)
        for hole in holes:
            around = tree.query(shapely.Point(hole.coords[0]), predicate="within")
            cut[int(around.min())].append(hole)  # the smallest that holds it
        return shapely.MultiPolygon(
            [shapely.Polygon(polygon.exterior, inner) for polygon, inner in zip(outer, cut, strict=True)]
        )


def contours(surface: ArrayLike, grid: CellGrid, levels: ArrayLike) -> list[Contour]:
    """Which ground lies at or above each level, drawn as smooth rings?

    Use it to lay a density over a map in a few shapes instead of thousands of cells. Do not read a ring as a
    border: a small change of bandwidth moves it.

    Parameters
    ----------
    surface : array_like of float, shape (rows, columns)
        Values at the centres of the cells; nan outside the study area.
    grid : CellGrid
        The cells.
    levels : array_like of float, shape (k,)
        Finite.

    Returns
    -------
    list of Contour
        One for each level, in the order given; without rings where the surface does not reach it.

    Raises
    ------
    ValueError
        If shapes differ, a value is infinite or a level missing.

    Notes
    -----
    Marching squares with straight lines between centres. Where a square's diagonal corners are high and the other
    two low, the value at the saddle of the bilinear surface decides whether the high corners join. Next to the edge
    of the grid or of the study area a ring runs along the cells' border. Linear in the cells, for each level.

    References
    ----------
    Nielson and Hamann (1991), doi:10.1109/VISUAL.1991.175782, equation 2 (the saddle decides).

    Examples
    --------
    One high cell among nine: a diamond half-way to its neighbours.

    >>> hill = np.zeros((3, 3)); hill[1, 1] = 2
    >>> contours(hill, CellGrid(0, 0, 10, 3, 3), [1])[0].rings[0].round(3).tolist()
    [[10.0, 15.0], [15.0, 10.0], [20.0, 15.0], [15.0, 20.0], [10.0, 15.0]]
    """
    values = np.asarray(surface, dtype=np.float64)
    if values.shape != grid.shape:
        raise ValueError(f"surface must have the grid's shape {grid.shape}, not {values.shape}.")
    if infinite := int(np.isinf(values).sum()):
        raise ValueError(f"surface is infinite in {infinite:,} of {values.size:,} cells.")
    around = np.pad(values, 1, constant_values=np.nan)
    return [Contour(float(level), _rings(around, grid, level)) for level in doors.numbers("levels", levels)]


def level_holding(surface: ArrayLike, share: float) -> float:
    """At which level does the ground above hold this share of all?

    Parameters
    ----------
    surface : array_like of float, shape (rows, columns)
        0 or more; nan outside the study area.
    share : float
        Between 0 and 1.

    Returns
    -------
    float
        The highest value such that the cells at or above it hold at least `share` of the sum of all.

    Raises
    ------
    ValueError
        If a value is negative, or there is nothing at all.

    Examples
    --------
    >>> level_holding([[6.0, 3.0], [1.0, 0.0]], 0.5), level_holding([[6.0, 3.0], [1.0, 0.0]], 0.8)
    (6.0, 3.0)
    """
    values = np.asarray(surface, dtype=np.float64)
    falling = np.sort(doors.numbers("surface", values[~np.isnan(values)], at_least=0))[::-1]
    so_far = np.cumsum(falling)
    if not so_far.size or so_far[-1] <= 0:
        raise ValueError("surface holds nothing, so no level holds a share of it.")
    return float(falling[np.searchsorted(so_far, doors.share("share", share) * so_far[-1] * (1 - 1e-12))])


def _rings(around: Floats, grid: CellGrid, level: float) -> tuple[Floats, ...]:
    """Nodes stand where a line between neighbouring centres crosses the level; each node has one that follows it."""
    high = around >= level  # false for nan
    rows, columns = around.shape
    # The corners of each square of four centres, anticlockwise from the south-west, and the nodes on its sides.
    corner = high[:-1, :-1] + 2 * high[:-1, 1:] + 4 * high[1:, 1:] + 8 * high[1:, :-1]
    along = np.arange(rows * columns).reshape(rows, columns)  # the side from a centre to its eastern neighbour
    upward = along + rows * columns  # ... to its northern neighbour
    sides = np.stack([along[:-1, :-1], upward[:-1, 1:], along[1:, :-1], upward[:-1, :-1]])  # south, east, north, west
    follows = np.full(2 * rows * columns, -1, dtype=np.int64)
    for case, steps in _STEPS.items():
        _link(follows, sides, corner == case, steps)
    for case, (apart, joined) in _SADDLES.items():
        at = corner == case
        join = at & _saddle_is_high(around, level)
        _link(follows, sides, at & ~join, apart)
        _link(follows, sides, join, joined)
    nodes = np.flatnonzero(follows >= 0)
    return _walk(nodes, follows, _places(nodes, around, grid, level))


SOUTH, EAST, NORTH, WEST = range(4)
# For each pattern of high corners (1 south-west, 2 south-east, 4 north-east, 8 north-west) the steps from side to
# side that keep the high ground on the left.
_STEPS = {
    1: [(SOUTH, WEST)],
    2: [(EAST, SOUTH)],
    3: [(EAST, WEST)],
    4: [(NORTH, EAST)],
    6: [(NORTH, SOUTH)],
    7: [(NORTH, WEST)],
    8: [(WEST, NORTH)],
    9: [(SOUTH, NORTH)],
    11: [(EAST, NORTH)],
    12: [(WEST, EAST)],
    13: [(SOUTH, EAST)],
    14: [(WEST, SOUTH)],
}
_SADDLES = {
    5: ([(SOUTH, WEST), (NORTH, EAST)], [(SOUTH, EAST), (NORTH, WEST)]),
    10: ([(EAST, SOUTH), (WEST, NORTH)], [(EAST, NORTH), (WEST, SOUTH)]),
}


def _link(follows: Integers, sides: Integers, where: NDArray[np.bool_], steps: list[tuple[int, int]]) -> None:
    for start, end in steps:
        follows[sides[start][where]] = sides[end][where]


def _saddle_is_high(around: Floats, level: float) -> NDArray[np.bool_]:
    a, b, c, d = around[:-1, :-1], around[:-1, 1:], around[1:, :-1], around[1:, 1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((a * d - b * c) / (a + d - b - c) >= level)  # never where one is nan


def _places(nodes: Integers, around: Floats, grid: CellGrid, level: float) -> Floats:
    rows, columns = around.shape
    is_upward = nodes >= rows * columns
    row, column = np.divmod(nodes % (rows * columns), columns)
    here, there = around[row, column], around[row + is_upward, column + ~is_upward]
    with np.errstate(invalid="ignore"):
        way = np.clip((level - here) / (there - here), OFF_THE_CENTRE, 1 - OFF_THE_CENTRE)
    way = np.where(np.isnan(way), 0.5, way)  # between the study area and what lies beyond: on the cell's border
    x = grid.west + (column - 0.5 + way * ~is_upward) * grid.size_m
    y = grid.south + (row - 0.5 + way * is_upward) * grid.size_m
    return np.column_stack([x, y])


def _walk(nodes: Integers, follows: Integers, places: Floats) -> tuple[Floats, ...]:
    row_of = np.zeros(follows.size, dtype=np.int64)
    row_of[nodes] = np.arange(nodes.size)
    after = row_of[follows[nodes]].tolist()
    is_done, rings = bytearray(nodes.size), []
    for start in range(nodes.size):
        if is_done[start]:
            continue
        ring, at = [start], after[start]
        is_done[start] = 1
        while at != start:
            is_done[at] = 1
            ring.append(at)
            at = after[at]
        rings.append(places[[*ring, start]])
    return tuple(rings)
