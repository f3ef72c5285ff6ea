"""The study area: land on which events would have been recorded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.methods.doors import Floats
from wardwise.methods.hawkes import kernels


@dataclass(frozen=True)
class StudyArea:
    """Land in rectangles of one size, in metres; where no event could have been recorded the share is 0.

    Attributes
    ----------
    west, south : float
        The corner from which rectangles are counted.
    width, height : float
        Size of one rectangle.
    inside : ndarray of float64, shape (rows, columns)
        Share of each rectangle that belongs to the area, rows from the south, columns from the west.
    """

    west: float
    south: float
    width: float
    height: float
    inside: Floats

    @property
    def area_m2(self) -> float:
        return float(self.inside.sum()) * self.width * self.height

    def contains(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Whether each point stands on a rectangle of the area; its outer borders belong to it."""
        rows, columns = self.inside.shape
        across, up = (x - self.west) / self.width, (y - self.south) / self.height
        within = (across >= 0) & (across <= columns) & (up >= 0) & (up <= rows)
        column = np.clip(across, 0, columns - 1).astype(np.int64)
        row = np.clip(up, 0, rows - 1).astype(np.int64)
        return np.asarray(within & (self.inside[row, column] > 0))


def box(west: float, south: float, east: float, north: float) -> StudyArea:
    """The study area is a rectangle, in metres."""
    if not (np.isfinite([west, south, east, north]).all() and east > west and north > south):
        raise ValueError("A box needs its west below its east and its south below its north.")
    return StudyArea(float(west), float(south), float(east - west), float(north - south), np.ones((1, 1)))


def masked(west: float, south: float, cell_m: float, inside: ArrayLike) -> StudyArea:
    """The study area is what is above 0 in a grid of squares: rows from the south, columns from the west."""
    shares = np.ascontiguousarray(inside, dtype=np.float64)
    if shares.ndim != 2 or not shares.any():
        raise ValueError("inside must be rows and columns, with some of them in the area.")
    if not (np.isfinite(shares).all() and shares.min() >= 0 and shares.max() <= 1):
        raise ValueError("inside must hold shares between 0 and 1.")
    if not (np.isfinite([west, south, cell_m]).all() and cell_m > 0):
        raise ValueError("cell_m must be above 0, and west and south finite.")
    return StudyArea(float(west), float(south), float(cell_m), float(cell_m), shares)


def share_of_kernel(area: StudyArea, x: Floats, y: Floats, bandwidth_m: float) -> Floats:
    """How much of a normal curve round each point lies in the area?"""
    rough = coarser(area, bandwidth_m / 4)
    heaped = np.zeros((rough.inside.shape[0] + 1, rough.inside.shape[1] + 1))
    heaped[1:, 1:] = rough.inside.cumsum(axis=0).cumsum(axis=1)
    answer = np.empty(x.size)
    frame = rough.west, rough.south, rough.width, rough.height
    kernels.share_inside(x, y, *frame, rough.inside, heaped, bandwidth_m, answer)
    return np.maximum(answer, 1e-6)


def coarser(area: StudyArea, side_m: float) -> StudyArea:
    """The same area in rectangles up to the size given: the smooth edge of a wide curve needs no finer ones."""
    by = max(1, int(side_m / max(area.width, area.height)))
    if by == 1 or area.inside.size == 1:
        return area
    rows, columns = (-(-size // by) for size in area.inside.shape)
    padded = np.zeros((rows * by, columns * by))
    padded[: area.inside.shape[0], : area.inside.shape[1]] = area.inside
    shares = padded.reshape(rows, by, columns, by).mean(axis=(1, 3))
    return StudyArea(area.west, area.south, area.width * by, area.height * by, shares)
