"""How much of the model's curves falls into each cell of a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.doors import Floats, Integers
from wardwise.methods.hawkes import kernels
from wardwise.methods.hawkes.area import StudyArea, share_of_kernel
from wardwise.methods.hawkes.model import Fitted

BINS = (
    4.0  # of each bandwidth, in which sources are drawn together; it narrows a curve by a quarter of one in a hundred
)
SAME = 16.0  # bandwidths are told apart by a sixteenth of their logarithm, 6%


@dataclass(frozen=True)
class Cells:
    """Rectangles of one size on one grid, and how much of each lies in the study area."""

    west: float
    south: float
    width: float
    height: float
    shape: tuple[int, int]
    row: Integers
    column: Integers
    inside: Floats

    @property
    def area_m2(self) -> float:
        return self.width * self.height


def on_grid(cells: ArrayLike, area: StudyArea) -> Cells:
    """Cells given as west, south, east, north; refuses those that are not of one size on one grid."""
    edges = np.asarray(cells, dtype=np.float64)
    if edges.ndim != 2 or edges.shape[1] != 4 or not edges.size:
        raise ValueError(f"cells must be rows of west, south, east and north, not of shape {edges.shape}.")
    if missing := int((~np.isfinite(edges)).any(axis=1).sum()):
        raise ValueError(f"cells is missing or infinite in {missing:,} of {len(edges):,} rows.")
    west, south = edges[:, 0].min(), edges[:, 1].min()
    width, height = edges[0, 2] - edges[0, 0], edges[0, 3] - edges[0, 1]
    if width <= 0 or height <= 0:
        raise ValueError("cells must have their west below their east and their south below their north.")
    place = (edges - [west, south, west, south]) / [width, height, width, height]
    number = np.rint(place).astype(np.int64)
    off = (np.abs(place - number) > 1e-3).any(axis=1) | (number[:, 2:] - number[:, :2] != 1).any(axis=1)
    if off.any():
        raise ValueError(f"cells must be of one size on one grid; {int(off.sum()):,} of {len(edges):,} are not.")
    shape = int(number[:, 1].max()) + 1, int(number[:, 0].max()) + 1
    held = _held(area, edges) / (width * height)
    return Cells(float(west), float(south), float(width), float(height), shape, number[:, 1], number[:, 0], held)


def _held(area: StudyArea, edges: Floats) -> Floats:
    """Square metres of the study area in each rectangle, exactly: heaped up, it is bilinear in each of its cells."""
    rows, columns = area.inside.shape
    heaped = np.zeros((rows + 1, columns + 1))
    heaped[1:, 1:] = area.inside.cumsum(axis=0).cumsum(axis=1)

    def up_to(x: Floats, y: Floats) -> Floats:
        across = np.clip((x - area.west) / area.width, 0, columns)
        up = np.clip((y - area.south) / area.height, 0, rows)
        c, r = np.minimum(across.astype(np.int64), columns - 1), np.minimum(up.astype(np.int64), rows - 1)
        right, top = across - c, up - r
        low = heaped[r, c] * (1 - right) + heaped[r, c + 1] * right
        high = heaped[r + 1, c] * (1 - right) + heaped[r + 1, c + 1] * right
        return np.asarray(low * (1 - top) + high * top)

    west, south, east, north = edges.T
    held = up_to(east, north) - up_to(west, north) - up_to(east, south) + up_to(west, south)
    return np.maximum(held, 0.0) * area.width * area.height


def background_in(cells: Cells, fitted: Fitted, spread: Iterable[tuple[float, float]]) -> Floats:
    """The background's curves in each cell, for each (factor, variance) widened by so much and counted so many times.

    One background event in all for a factor of 1.
    """
    spread = list(spread)
    shares, widths = fitted.background.shares, fitted.background.bandwidths_m
    each = fitted.background_chance / fitted.background_chance.sum()
    total = np.zeros(cells.shape)
    for share, width in zip(shares[:-1], widths, strict=True):
        for bandwidth in np.unique(width).tolist() if share > 1e-5 else []:
            used = (width == bandwidth) & (each > 0)
            x, y = fitted.x[used], fitted.y[used]
            weights = share * each[used] / share_of_kernel(fitted.area, x, y, bandwidth)
            for factor, wider in _merged(spread, bandwidth):
                add_curves(total, cells, x, y, weights * factor, wider)
    even = shares[-1] * sum(factor for factor, _ in spread) * cells.area_m2 / fitted.area.area_m2
    return np.asarray((total[cells.row, cells.column] + even) * cells.inside)


def _merged(spread: list[tuple[float, float]], bandwidth: float) -> list[tuple[float, float]]:
    """Factors and bandwidths, those of nearly the same bandwidth added up."""
    groups: dict[int, list[tuple[float, float]]] = {}
    for factor, variance in spread:
        wider = float(np.hypot(bandwidth, np.sqrt(variance)))
        groups.setdefault(round(SAME * np.log(wider / bandwidth)), []).append((factor, wider))
    return [
        (sum(factor for factor, _ in group), sum(f * wider for f, wider in group) / sum(f for f, _ in group))
        for group in groups.values()
        if sum(factor for factor, _ in group) > 0
    ]


def add_curves(total: Floats, cells: Cells, x: Floats, y: Floats, weights: Floats, bandwidth_m: float) -> None:
    """Add the cells' shares of weighted curves; sources nearer to each other than a quarter bandwidth become one."""
    frame = cells.west, cells.south, cells.width, cells.height
    if x.size and bandwidth_m > 2 * max(cells.width, cells.height):
        side = bandwidth_m / BINS
        key = np.floor((x - cells.west) / side) + 1j * np.floor((y - cells.south) / side)
        which = np.unique(key, return_inverse=True)[1]
        mass: Floats = np.bincount(which, weights).astype(np.float64)
        kept = mass > 0
        middle = [np.bincount(which, weights * part)[kept] / mass[kept] for part in (x, y)]
        x, y, weights = middle[0], middle[1], mass[kept]
    kernels.fill_cells(x, y, weights, *frame, bandwidth_m, total)
