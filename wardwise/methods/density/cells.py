"""The grid of square cells on which a density is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from wardwise.methods.doors import Floats


@dataclass(frozen=True)
class CellGrid:
    """Square cells in rows from the south, columns from the west; lengths in metres.

    `west` and `south` are the outer edges of the first column and row. A surface on the grid is an array of shape
    (rows, columns), its first row the southernmost.
    """

    west: float
    south: float
    size_m: float
    columns: int
    rows: int

    def __post_init__(self) -> None:
        if not np.isfinite([self.west, self.south, self.size_m]).all() or self.size_m <= 0:
            raise ValueError("A grid needs finite west and south and cells larger than 0 m.")
        if self.columns < 1 or self.rows < 1:
            raise ValueError(f"A grid needs at least one cell, not {self.columns} columns and {self.rows} rows.")

    @classmethod
    def covering(cls, west: float, south: float, east: float, north: float, size_m: float) -> CellGrid:
        """The smallest grid with corners at whole multiples of the cell's size that covers a rectangle.

        Raises
        ------
        ValueError
            If the rectangle is turned inside out, has a missing side, or the size is not above 0.

        Examples
        --------
        >>> CellGrid.covering(503_452, 218_901, 503_699, 219_100, 100)
        CellGrid(west=503400.0, south=218900.0, size_m=100.0, columns=3, rows=2)
        """
        if not (np.isfinite([west, south, east, north]).all() and west <= east and south <= north and size_m > 0):
            raise ValueError("west, south, east, north: not a rectangle, or size_m not above 0.")
        left, low = np.floor(west / size_m), np.floor(south / size_m)
        columns = max(1, int(np.ceil(east / size_m) - left))
        rows = max(1, int(np.ceil(north / size_m) - low))
        return cls(float(left * size_m), float(low * size_m), float(size_m), columns, rows)

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    @property
    def x(self) -> Floats:
        """Eastings of the columns' centres, shape (columns,)."""
        return np.asarray(self.west + (np.arange(self.columns) + 0.5) * self.size_m, dtype=np.float64)

    @property
    def y(self) -> Floats:
        """Northings of the rows' centres, shape (rows,)."""
        return np.asarray(self.south + (np.arange(self.rows) + 0.5) * self.size_m, dtype=np.float64)


def cells_inside(grid: CellGrid, area: shapely.Geometry) -> NDArray[np.bool_]:
    """Which cells have their centre in the study area?

    Parameters
    ----------
    grid : CellGrid
        The cells.
    area : shapely.Polygon or shapely.MultiPolygon
        In the metres of the grid.

    Returns
    -------
    ndarray of bool, shape (rows, columns)
        A cell counts whole or not at all.

    Raises
    ------
    ValueError
        If the area is empty or not a polygon.

    Examples
    --------
    >>> cells_inside(CellGrid(0, 0, 10, 3, 1), shapely.box(0, 0, 20, 10)).tolist()
    [[True, True, False]]
    """
    if area.is_empty or area.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError("area must be a polygon with something in it.")
    shapely.prepare(area)
    found: NDArray[np.bool_] = shapely.contains_xy(area, *np.meshgrid(grid.x, grid.y))
    return found
