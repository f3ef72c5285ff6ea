"""National Grid references: the name of a square cell by its south-west corner."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.methods.geometry.checks import finite, same_shape

LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # no I: it looks like a 1
WIDTH_M, HEIGHT_M = 700_000, 1_300_000
_FORM = re.compile(r"([A-HJ-Z])([A-HJ-Z])(\d*)")
_DIGITS = (2, 4, 6, 8, 10)


@dataclass(frozen=True)
class GridCell:
    """A square of the National Grid: its south-west corner and the length of its side, in metres."""

    easting: int
    northing: int
    size_m: int

    @property
    def centre(self) -> tuple[float, float]:
        return self.easting + self.size_m / 2, self.northing + self.size_m / 2

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """West, south, east, north."""
        return self.easting, self.northing, self.easting + self.size_m, self.northing + self.size_m


def grid_reference(easting: float, northing: float, digits: int = 6) -> str:
    """Which cell of the National Grid holds this place?

    Use it to name a cell to people. Do not use it to store a place: it forgets everything below the cell's size.

    Parameters
    ----------
    easting, northing : float
        Metres (EPSG:27700), 0 <= easting < 700,000 and 0 <= northing < 1,300,000.
    digits : {2, 4, 6, 8, 10}
        How many digits in all: 2 names 10 km, 4 one km, 6 a hundred metres, 8 ten metres, 10 one metre.

    Returns
    -------
    str
        Two letters and the digits, without spaces: ``TL092210``.

    Raises
    ------
    ValueError
        If a coordinate is missing or off the grid, or `digits` is not one of the five.

    Notes
    -----
    Digits are cut, never rounded: a reference names the south-west corner of the cell that holds the place, and
    rounding would name the neighbour. A place on a cell's southern or western edge belongs to that cell.

    References
    ----------
    Ordnance Survey (2020). *A guide to coordinate systems in Great Britain*, v3.6, section 7.

    Examples
    --------
    >>> grid_reference(651409, 313177)
    'TG514131'
    >>> grid_reference(509214, 221043, 4)
    'TL0921'
    """
    return str(grid_references([easting], [northing], digits)[0])


def grid_references(easting: ArrayLike, northing: ArrayLike, digits: int = 6) -> NDArray[np.str_]:
    """Which cells of the National Grid hold these places? `grid_reference` for arrays, in linear time.

    Parameters
    ----------
    easting, northing : array_like of float, one shape
        As in `grid_reference`.
    digits : {2, 4, 6, 8, 10}
        As in `grid_reference`.

    Returns
    -------
    ndarray of str
        In the shape of the input.

    Raises
    ------
    ValueError
        As in `grid_reference`, with the number of rows.

    Examples
    --------
    >>> print(grid_references([509214, 512401], [221043, 220965]))
    ['TL092210' 'TL124209']
    """
    if digits not in _DIGITS:
        raise ValueError(f"digits: {digits} is not one of {', '.join(map(str, _DIGITS))}")
    x, y = finite("easting", easting), finite("northing", northing)
    same_shape("easting", x, "northing", y)
    for name, values, end in (("easting", x, WIDTH_M), ("northing", y, HEIGHT_M)):
        off = int(np.count_nonzero((values < 0) | (values >= end)))
        if off:
            raise ValueError(f"{name}: {off} of {values.size} rows lie off the National Grid (0 to {end:,} metres)")
    e, n = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    size = 10 ** (5 - digits // 2)
    east, north = (
        np.char.mod(f"%0{digits // 2}d", e % 100_000 // size),
        np.char.mod(f"%0{digits // 2}d", n % 100_000 // size),
    )
    return np.asarray(np.char.add(np.char.add(_SQUARES[e // 100_000, n // 100_000], east), north), dtype=np.str_)


def from_grid_reference(reference: str) -> GridCell:
    """Which cell does this reference name?

    Parameters
    ----------
    reference : str
        Two letters and 2 to 10 digits, an even number of them; spaces and lower case are accepted.

    Returns
    -------
    GridCell
        South-west corner and side, in metres.

    Raises
    ------
    ValueError
        If it is no reference, has an odd number of digits, or names a square off the National Grid.

    Notes
    -----
    The answer is the cell, not a point: take `centre` to show it as one.

    References
    ----------
    As in `grid_reference`.

    Examples
    --------
    >>> from_grid_reference("TL 092 210")
    GridCell(easting=509200, northing=221000, size_m=100)
    """
    form = _FORM.fullmatch("".join(reference.upper().split())) if reference.isascii() else None
    if form is None or len(form[3]) not in _DIGITS:
        raise ValueError(
            f"{reference[:40]!r} is not a grid reference: two letters (never I), then 2, 4, 6, 8 or 10 digits"
        )
    if form[1] + form[2] not in _CORNERS:
        raise ValueError(f"{reference[:40]!r} names a square off the National Grid")
    corner, half = _CORNERS[form[1] + form[2]], len(form[3]) // 2
    size = int(10 ** (5 - half))
    return GridCell(corner[0] + int(form[3][:half]) * size, corner[1] + int(form[3][half:]) * size, size)


def cells_covering(west: float, south: float, east: float, north: float, size_m: int) -> list[GridCell]:
    """Which cells of this size touch a rectangle? In rows from the south-west.

    Parameters
    ----------
    west, south, east, north : float
        The rectangle in metres (EPSG:27700), on the grid.
    size_m : {1, 10, 100, 1000, 10000}
        The side of a cell.

    Returns
    -------
    list of GridCell
        Every cell whose half-open square meets the closed rectangle.

    Raises
    ------
    ValueError
        If the rectangle is missing, turned inside out or off the grid, or the size is not one of the five.

    Examples
    --------
    >>> len(cells_covering(509214, 221043, 509414, 221143, 100))
    6
    """
    if size_m not in (1, 10, 100, 1_000, 10_000):
        raise ValueError(f"size_m: {size_m} is not 1, 10, 100, 1000 or 10000")
    finite("west, south, east, north", [west, south, east, north])
    if not (0 <= west <= east < WIDTH_M and 0 <= south <= north < HEIGHT_M):
        raise ValueError("west, south, east, north: not a rectangle on the National Grid")
    columns = range(int(west // size_m), int(east // size_m) + 1)
    rows = range(int(south // size_m), int(north // size_m) + 1)
    return [GridCell(column * size_m, row * size_m, size_m) for row in rows for column in columns]


def _letters(column: int, row: int) -> str:
    """The two letters of a 100 km square, counted from the false origin south-west of Scilly.

    Letters run west to east and north to south in 5 by 5 blocks; the false origin is the corner of block S.
    """
    x, y = column + 10, row + 5  # from the south-west corner of block V
    return LETTERS[(4 - y // 5) * 5 + x // 5] + LETTERS[(4 - y % 5) * 5 + x % 5]


_SQUARES = np.array([[_letters(c, r) for r in range(13)] for c in range(7)])
_CORNERS = {_letters(c, r): (c * 100_000, r * 100_000) for c in range(7) for r in range(13)}
