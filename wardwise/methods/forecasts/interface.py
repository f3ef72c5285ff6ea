"""What a forecaster is given and what it answers: places, past events, the task, and the forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.methods.doors import Floats, Integers, counts, numbers, same_length

MONTH_DAYS = 365.25 / 12


@dataclass(frozen=True)
class Places:
    """Square cells of one lattice that cover a study area; made by `places`.

    Attributes
    ----------
    west, south : float
        South-west corner of the lattice, metres.
    size : float
        Side of a cell, metres.
    row, column : ndarray of int64, shape (cells,)
        Where each cell lies in the lattice.
    area : ndarray, shape (cells,)
        Area of each cell inside the study area, square metres.
    """

    west: float
    south: float
    size: float
    row: Integers
    column: Integers
    area: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the lattice."""
        return int(self.row.max()) + 1, int(self.column.max()) + 1

    @property
    def slot(self) -> Integers:
        """Each cell's number in the lattice, row by row."""
        return self.row * self.shape[1] + self.column

    @property
    def cover(self) -> Floats:
        """The part of each cell that lies inside the study area, 0 to 1."""
        return np.minimum(self.area / self.size**2, 1.0)

    def slots_of(self, x: Floats, y: Floats) -> Integers:
        """The slot of the lattice that each point lies in; -1 off the lattice."""
        down, across = self.shape
        row = np.floor((y - self.south) / self.size).astype(np.int64)
        column = np.floor((x - self.west) / self.size).astype(np.int64)
        inside = (row >= 0) & (row < down) & (column >= 0) & (column < across)
        return np.where(inside, row * across + column, -1)

    def cells_of(self, x: Floats, y: Floats) -> Integers:
        """The cell that each point lies in; -1 outside all cells."""
        down, across = self.shape
        cell = np.full(down * across + 1, -1)
        cell[self.slot] = np.arange(self.slot.size)
        return cell[self.slots_of(x, y)]


def places(west: ArrayLike, south: ArrayLike, area: ArrayLike, *, size: float) -> Places:
    """Cells from their corners.

    Parameters
    ----------
    west, south : array_like, shape (cells,)
        South-west corner of each cell, metres; all on one lattice of `size`, to 1% of it.
    area : array_like, shape (cells,)
        Area of each cell inside the study area, square metres, above 0 and at most `size` squared (to 1%).
    size : float
        Side of the cells, metres.

    Returns
    -------
    Places

    Raises
    ------
    ValueError
        There is no cell, a value is missing, an area is 0 or too large, corners are off the lattice, or two cells
        lie in one place.

    Examples
    --------
    >>> places([0, 100], [0, 0], [10_000, 5_000], size=100).cover.tolist()
    [1.0, 0.5]
    """
    west, south, area = numbers("west", west), numbers("south", south), numbers("area", area)
    same_length(west=west, south=south, area=area)
    if not west.size or not (np.isfinite(size) and size > 0):
        raise ValueError("places needs a cell, and size above 0.")
    if area.min() <= 0 or area.max() > 1.01 * size**2:
        raise ValueError(f"area must be above 0 and at most size squared, {size**2:g}.")
    column, row = (west - west.min()) / size, (south - south.min()) / size
    off = np.maximum(np.abs(column - np.round(column)), np.abs(row - np.round(row))) > 0.01
    if off.any():
        raise ValueError(f"{int(off.sum()):,} of {off.size:,} cells do not lie on one lattice of {size:g}.")
    rows, columns = np.round(row).astype(np.int64), np.round(column).astype(np.int64)
    if (row.max() + 1) * (column.max() + 1) > 1e8:
        raise ValueError("the cells lie so far apart that their lattice has more than 100 million places.")
    if np.unique(rows * (columns.max() + 1) + columns).size < rows.size:
        raise ValueError("two cells lie in the same place.")
    return Places(float(west.min()), float(south.min()), float(size), rows, columns, area)


@dataclass(frozen=True)
class Past:
    """Events before the forecast, in order of time; made by `past`.

    Attributes
    ----------
    x, y : ndarray
        Metres, in the coordinates of the places.
    day : ndarray
        Days since 1970-01-01; the first of the month where only the month is known.
    kind : ndarray of int64
        Category of each event as a number from 0.
    target : ndarray of bool
        Whether the event is one of those to be forecast.
    """

    x: Floats
    y: Floats
    day: Floats
    kind: Integers
    target: NDArray[np.bool_]

    def before(self, day: float) -> Past:
        """What was known on the morning of that day."""
        upto = int(np.searchsorted(self.day, day))
        return Past(self.x[:upto], self.y[:upto], self.day[:upto], self.kind[:upto], self.target[:upto])


def past(x: ArrayLike, y: ArrayLike, day: ArrayLike, kind: ArrayLike, target: ArrayLike) -> Past:
    """Past events in any order; the fields are those of `Past`.

    Raises
    ------
    ValueError
        A value is missing, the lengths differ, or no event is one to be forecast.
    """
    x, y, day = numbers("x", x), numbers("y", y), numbers("day", day)
    kind, target = counts("kind", kind), np.asarray(target, dtype=np.bool_)
    same_length(x=x, y=y, day=day, kind=kind, target=target)
    if not target.any():
        raise ValueError("target: none of the past events is of the kind to be forecast.")
    order = np.argsort(day, kind="stable")
    return Past(x[order], y[order], day[order], kind[order], target[order])


@dataclass(frozen=True)
class Task:
    """What is to be forecast.

    Attributes
    ----------
    origin : float
        The first day of the window, days since 1970-01-01; the first of a month if `monthly`.
    days : float
        Length of the window.
    monthly : bool
        Whether events carry only their month; the window is then whole months.
    """

    origin: float
    days: float
    monthly: bool = False

    @property
    def months(self) -> int:
        return max(1, round(self.days / MONTH_DAYS))

    def at(self, origin: float) -> Task:
        """The same task on another day."""
        return replace(self, origin=origin, days=self.end_from(origin) - origin)

    def end_from(self, origin: float) -> float:
        """The first day after a window that starts there."""
        return months_later(origin, self.months) if self.monthly else origin + self.days


def months_later(day: float, months: int) -> float:
    """The first of the month so many months after that of this day."""
    month = np.datetime64(int(day), "D").astype("datetime64[M]") + months
    return float(month.astype("datetime64[D]").astype(np.int64))


@dataclass(frozen=True)
class Forecast:
    """One forecast; both arrays have one entry for each cell.

    Attributes
    ----------
    score : ndarray
        Expected events per whole cell of area: the higher, the sooner a cell is taken.
    expected : ndarray
        Expected number of events in the cell within the window, above 0.
    """

    score: Floats
    expected: Floats


class Forecaster(Protocol):
    """Anything that learns from the past and says where. It holds settings; what `fit` learns is in its answer."""

    @property
    def name(self) -> str: ...

    def fit(self, past: Past, places: Places, task: Task, *, rng: np.random.Generator) -> Forecast:
        """Forecast the window of the task from events before it; the same answer for the same `rng`."""


def as_forecast(shares: Floats, total: float, places: Places) -> Forecast:
    """Shares of the cells and the number to expect in all, as a forecast."""
    expected = shares * (total / shares.sum())
    return Forecast(expected / places.cover, expected)
