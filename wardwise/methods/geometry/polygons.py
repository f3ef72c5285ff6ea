"""Which polygon does a point lie in, and which polygons touch?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import Geometry

from wardwise.methods.geometry.checks import Floats, finite, same_shape

Ints = NDArray[np.int64]

_FEW = 30_000  # until it has been asked for this many points, the label raster is not worth its making
_CELLS = 1_000_000  # the label raster has at most about this many cells: 4 MB
_BLOCK = 1_000_000  # points answered at once: what bounds the memory
_BORDER, _NOBODY = -2, -1


class PolygonIndex:
    """Which of these polygons does each of a million points lie in?

    Use it for areas of one scheme, which share borders and do not overlap. Where polygons do overlap, the first
    wins: ask for the overlaps before trusting it.

    Parameters
    ----------
    geometries : sequence of shapely Polygon or MultiPolygon
        In metres (EPSG:27700). None may be missing, empty or invalid.

    Raises
    ------
    ValueError
        If a geometry is missing, empty, invalid or has no area, with how many.

    Notes
    -----
    **Borders.** A polygon holds its border. A point on a border that several share belongs to the polygon that
    comes first in the sequence, so the same input always gives the same answer.

    **How.** The land is cut into square cells, at most about a million. A cell that no border crosses lies in one
    polygon or in none, and is labelled once by one exact test for each run of such cells in a row. A point in such
    a cell is answered by reading the label; only points in a cell that a border crosses (about one in twenty for a
    county's areas) are tested exactly, each distinct place once, against a prepared polygon. Answers are exact, not
    approximate: the tests compare them with one `shapely.intersects_xy` per polygon. The raster is made once the
    index has been asked for thirty thousand points.

    **Cost.** Building: grows with the length of the borders. Locating: linear in the points, in bounded memory
    beside the input and the answer. Measured figures are in `docs/benchmarks.md`.

    Examples
    --------
    >>> index = PolygonIndex([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)])
    >>> print(index.locate([5, 10, 15, 25], [5, 5, 5, 5]))
    [ 0  0  1 -1]
    """

    def __init__(self, geometries: Sequence[Geometry]) -> None:
        self._shapes: NDArray[Any] = np.array(list(geometries), dtype=object)
        _check_polygons(self._shapes)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._labels: _Labels | None = None
        self._asked = 0

    def __len__(self) -> int:
        return int(self._shapes.size)

    def locate(self, easting: ArrayLike, northing: ArrayLike) -> Ints:
        """Which polygon does each point lie in?

        Parameters
        ----------
        easting, northing : array_like of float, one shape
            Metres (EPSG:27700).

        Returns
        -------
        ndarray of int64
            The position of the polygon in the sequence given, or -1 for none; in the shape of the input.

        Raises
        ------
        ValueError
            If a value is missing or infinite, or the shapes differ.
        """
        x, y = finite("easting", easting), finite("northing", northing)
        same_shape("easting", x, "northing", y)
        found = self._locate(np.ascontiguousarray(x.ravel()), np.ascontiguousarray(y.ravel()))
        return found.reshape(x.shape)

    def _locate(self, x: Floats, y: Floats) -> Ints:
        if not self._shapes.size or not x.size:
            return np.full(x.size, _NOBODY, dtype=np.int64)
        self._asked += x.size
        if self._labels is None and self._asked < _FEW:
            return self._exactly_once(x, y)
        if self._labels is None:
            self._labels = _Labels.of(self._shapes, self._exactly)
        answer = np.empty(x.size, dtype=np.int64)
        for first in range(0, x.size, _BLOCK):
            block = slice(first, first + _BLOCK)
            answer[block] = self._read(self._labels, x[block], y[block])
        return answer

    def _read(self, labels: _Labels, x: Floats, y: Floats) -> Ints:
        answer = labels.read(x, y)
        unsure = np.flatnonzero(answer == _BORDER)
        answer[unsure] = self._exactly_once(x[unsure], y[unsure])
        return answer

    def _exactly_once(self, x: Floats, y: Floats) -> Ints:
        """Published points are shared by many events: ask for each place once."""
        places, back = np.unique(x + 1j * y, return_inverse=True)
        return self._exactly(np.ascontiguousarray(places.real), np.ascontiguousarray(places.imag))[back]

    def _exactly(self, x: Floats, y: Floats) -> Ints:
        """Exact tests of the polygons whose bounding boxes hold the points, the first polygon winning."""
        points, polygons = self._tree.query(shapely.points(x, y))
        order = np.lexsort((points, polygons))
        points, polygons = points[order], polygons[order]
        inside = np.zeros(points.size, dtype=bool)
        edges = [*np.flatnonzero(np.diff(polygons, prepend=-1)), points.size]
        for start, end in pairwise(edges):
            held = points[start:end]
            inside[start:end] = shapely.intersects_xy(self._shapes[polygons[start]], x[held], y[held])
        answer = np.full(x.size, len(self), dtype=np.int64)
        np.minimum.at(answer, points[inside], polygons[inside])
        answer[answer == len(self)] = _NOBODY
        return answer


class _Labels:
    """The label raster: for each cell the polygon that fills it, or none, or that a border crosses it."""

    def __init__(self, west: float, south: float, size: float, labels: NDArray[np.int32]) -> None:
        self.west, self.south, self.size, self.labels = west, south, size, labels

    @classmethod
    def of(cls, shapes: NDArray[Any], exactly: Any) -> _Labels:
        west, south, east, north = shapely.total_bounds(shapes)
        size = _cell_size(shapes, east - west, north - south)
        # One cell of margin on every side keeps the padded borders inside the raster.
        west, south = west - size, south - size
        rows, columns = int((north - south) / size) + 2, int((east - west) / size) + 2
        made = cls(west, south, size, np.zeros((rows, columns), dtype=np.int32))
        made._mark_borders(shapes)
        made._fill_runs(exactly)
        return made

    def read(self, x: Floats, y: Floats) -> Ints:
        rows, columns = self.labels.shape
        column = np.floor((x - self.west) / self.size)
        row = np.floor((y - self.south) / self.size)
        on = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        if on.all():
            return self.labels[row.astype(np.intp), column.astype(np.intp)].astype(np.int64)
        answer = np.full(x.size, _NOBODY, dtype=np.int64)
        answer[on] = self.labels[row[on].astype(np.intp), column[on].astype(np.intp)]
        return answer

    def _mark_borders(self, shapes: NDArray[Any]) -> None:
        """Mark every cell that a border may touch: the boxes of border pieces shorter than a cell."""
        lines = shapely.segmentize(shapely.boundary(shapes), 0.9 * self.size)
        xy, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
        joined = line[1:] == line[:-1]
        start, end = xy[:-1][joined], xy[1:][joined]
        # The pad covers the rounding of vertices that segmentize put in; 0.9 + 2 pads stay below one cell.
        pad = 1e-3 * self.size
        low, high = np.minimum(start, end) - pad, np.maximum(start, end) + pad
        corner = np.array([self.west, self.south])
        first = np.floor((low - corner) / self.size).astype(np.intp)
        last = np.floor((high - corner) / self.size).astype(np.intp)
        for column in (first[:, 0], last[:, 0]):
            for row in (first[:, 1], last[:, 1]):
                self.labels[row, column] = _BORDER

    def _fill_runs(self, exactly: Any) -> None:
        """Label each run of unmarked cells in a row by one exact test: no border parts its cells."""
        marked = self.labels == _BORDER
        begins = ~marked
        begins[:, 1:] &= marked[:, :-1]
        row, column = np.nonzero(begins)
        owner = exactly(self.west + (column + 0.5) * self.size, self.south + (row + 0.5) * self.size)
        run = np.cumsum(begins.ravel(), dtype=np.int32)
        run -= 1
        filled = owner.astype(np.int32)[run].reshape(marked.shape)
        filled[marked] = _BORDER
        self.labels = filled


def _cell_size(shapes: NDArray[Any], width: float, height: float) -> float:
    """Small enough that borders cross few cells, large enough that the raster stays small."""
    border = float(shapely.length(shapes).sum())
    wanted = 0.03 * width * height / border
    smallest = float(np.sqrt(width * height / _CELLS))
    return max(wanted, smallest, max(width, height) / 20_000)


def _check_polygons(shapes: NDArray[Any]) -> None:
    kinds = shapely.get_type_id(shapes)
    wrong = int(np.count_nonzero((kinds != 3) & (kinds != 6)))
    if wrong:
        raise ValueError(f"geometries: {wrong} of {shapes.size} are missing or no polygons")
    empty = int(np.count_nonzero(~(shapely.area(shapes) > 0)))
    if empty:
        raise ValueError(f"geometries: {empty} of {shapes.size} are empty or have no area")
    invalid = int(np.count_nonzero(~shapely.is_valid(shapes)))
    if invalid:
        raise ValueError(f"geometries: {invalid} of {shapes.size} are invalid (repair them with shapely.make_valid)")


def contiguity(geometries: Sequence[Geometry], *, tolerance_m: float = 1.0) -> list[tuple[int, int]]:
    """Which polygons are neighbours: do they touch, along an edge or at a corner ("queen")?

    Use it for spatial weights. Do not use it for polygons from different sources or generalisations: their borders
    do not meet, and no tolerance makes them.

    Parameters
    ----------
    geometries : sequence of shapely Polygon or MultiPolygon
        In metres (EPSG:27700).
    tolerance_m : float
        How far apart two borders may lie and still count as touching; not negative. A metre closes the slivers
        that rounding leaves.

    Returns
    -------
    list of (int, int)
        Each pair once, the smaller position first, in ascending order. An island has no pair.

    Raises
    ------
    ValueError
        If a geometry is missing, empty or invalid, or the tolerance is missing or negative.

    Notes
    -----
    One search of an STRtree; grows with the number of neighbouring boxes, not with the square of the areas.

    Examples
    --------
    >>> squares = [shapely.box(x, 0, x + 1, 1) for x in (0, 1, 5)]
    >>> contiguity(squares, tolerance_m=0.1)
    [(0, 1)]
    """
    if float(finite("tolerance_m", tolerance_m)) < 0:
        raise ValueError(f"tolerance_m: {tolerance_m} is negative")
    shapes = np.array(list(geometries), dtype=object)
    _check_polygons(shapes)
    if shapes.size < 2:
        return []
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance_m)
    once = first < second
    return sorted(zip(first[once].tolist(), second[once].tolist(), strict=True))
