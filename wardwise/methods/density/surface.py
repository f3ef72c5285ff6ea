"""The density itself, and how much of a kernel lies inside the study area."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft, special

from wardwise.methods import doors
from wardwise.methods.density import kernels
from wardwise.methods.density.cells import CellGrid
from wardwise.methods.doors import Floats

Kernel = Literal["quartic", "gaussian"]

SMALLEST_TERM = 1e-12  # of a Gaussian's peak: what lies beyond is left out


@dataclass(frozen=True)
class Density:
    """Events per square kilometre at the centres of the cells of `grid`; arrays have its shape (rows, columns).

    `per_km2` is nan outside the study area. `share` is the share of the kernel that lies inside it, by which the
    density was divided (1 where there was no correction). `error_per_km2` bounds what leaving out a Gaussian's
    farthest tails can have taken from any cell, before that division; it is 0 for the quartic kernel.
    """

    grid: CellGrid
    per_km2: Floats
    share: Floats
    kernel: Kernel
    bandwidth_m: float
    error_per_km2: float


def kernel_density(
    x: ArrayLike,
    y: ArrayLike,
    grid: CellGrid,
    *,
    bandwidth_m: float,
    kernel: Kernel = "quartic",
    weights: ArrayLike | None = None,
    inside: ArrayLike | None = None,
    correct_edges: bool = True,
) -> Density:
    """How densely do incidents lie around each cell's centre?

    Use it to draw a smooth map of where incidents lie. Do not use it to name the worst addresses (it spreads a
    single bad one over a street: count places instead), to compare places with different numbers of people, or as
    proof that a peak is more than chance (`gi_star_exact`). Published police data stand on shared map points, so
    with a bandwidth below some 150 m the map shows those points.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Metres. Events off the grid count in the cells within their reach.
    grid : CellGrid
        Where to evaluate.
    bandwidth_m : float
        Above 0. For the quartic kernel the radius beyond which an event no longer counts, for the Gaussian its
        standard deviation; the same smoothness takes a quartic 2.78 times as wide.
    kernel : {"quartic", "gaussian"}
        Shape of the hill that each event adds.
    weights : array_like of float, shape (n,), optional
        0 or more: how many events a point stands for, or their harm. 1 if not given.
    inside : array_like of bool, shape (rows, columns), optional
        The study area (see `cells_inside`); the whole grid if not given.
    correct_edges : bool
        Divide by the share of the kernel inside the study area, since what happens beyond was not seen. Say False
        where events beyond the edge are in the data.

    Returns
    -------
    Density
        Densities per square kilometre; their sum times the cell's area is about the sum of weights.

    Raises
    ------
    ValueError
        If a coordinate is missing, lengths or shapes differ, a weight is negative or the bandwidth not above 0.

    Notes
    -----
    Quartic: sum_i w_i 3 / (pi h^2) (1 - d_i^2 / h^2)^2 over d_i < h; Gaussian: sum_i w_i exp(-d_i^2 / (2 h^2)) /
    (2 pi h^2). Each event is added to the cells within its reach, so the quartic sum is exact and the Gaussian one
    lacks terms below 1e-12 of its peak (more than 7.4 h away); `error_per_km2` says how much that can be in all. The
    correction is the uniform one: right on average where the true density is even. Near an edge it divides by
    small shares and so is noisier. Cost: n times the cells within reach; memory: the grid. Points at one place may
    be given once, with their number as weight.

    References
    ----------
    Silverman (1986), doi:10.1201/9781315140919, equations 4.1 and 4.5 (K3 is the quartic); Diggle (1985),
    doi:10.2307/2347366, section 3 (correction by the share inside).

    Examples
    --------
    One event at a cell's centre, a quartic hill 300 m wide: 3 / (pi 0.09) at the top, (1 - 1/9)^2 of it 100 m away.

    >>> hill = kernel_density([50], [50], CellGrid(0, 0, 100, 2, 1), bandwidth_m=300, correct_edges=False)
    >>> hill.per_km2.round(3).tolist()
    [[10.61, 8.383]]
    """
    columns, rows, weight, area = _checked(x, y, grid, bandwidth_m, weights, inside)
    if kernel not in ("quartic", "gaussian"):
        raise ValueError(f"kernel must be quartic or gaussian, not {kernel!r}.")
    surface, h = np.zeros(grid.shape), bandwidth_m / grid.size_m
    km2 = (bandwidth_m / 1000) ** 2
    if kernel == "quartic":
        kernels.add_quartic(columns, rows, weight, h, surface)
        peak, error = 3 / (np.pi * km2), 0.0
    else:
        kernels.add_gaussian(columns, rows, weight, h, h * np.sqrt(-2 * np.log(SMALLEST_TERM)), surface)
        peak = 1 / (2 * np.pi * km2)
        error = peak * SMALLEST_TERM * float(weight.sum())
    surface *= peak
    share = share_inside(grid, area, bandwidth_m=bandwidth_m, kernel=kernel) if correct_edges else np.ones(grid.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        surface = np.where(area, surface / share, np.nan)
    return Density(grid, surface, share, kernel, float(bandwidth_m), error)


def share_inside(grid: CellGrid, inside: ArrayLike, *, bandwidth_m: float, kernel: Kernel = "quartic") -> Floats:
    """What share of a kernel that stands on each cell's centre lies within the study area?

    Parameters
    ----------
    grid : CellGrid
        The cells.
    inside : array_like of bool, shape (rows, columns)
        The study area as a set of whole cells.
    bandwidth_m, kernel
        As in `kernel_density`.

    Returns
    -------
    ndarray of float64, shape (rows, columns)
        Between 0 and 1. Exact to about 1e-9 for the area as the cells draw it.

    Raises
    ------
    ValueError
        If shapes differ or the bandwidth is not above 0.

    Notes
    -----
    The kernel's integral over each cell around it is found once (in closed form for the Gaussian, by an exact inner
    and a Gauss-Legendre outer integral for the quartic) and laid over the study area by a Fourier transform.

    References
    ----------
    Diggle (1985), doi:10.2307/2347366, section 3.

    Examples
    --------
    A study area of a single cell, and a hill that reaches one cell beyond: a third of it lies outside.

    >>> share_inside(CellGrid(0, 0, 100, 3, 1), [[False, True, False]], bandwidth_m=100).round(2).tolist()
    [[0.08, 0.67, 0.08]]
    """
    _wide(bandwidth_m)
    area = _area(grid, inside)
    h = bandwidth_m / grid.size_m
    stencil = _quartic_shares(h, grid) if kernel == "quartic" else _gaussian_shares(h, grid)
    return np.clip(_laid_over(area.astype(np.float64), stencil), 0.0, 1.0)


def _laid_over(area: Floats, stencil: Floats) -> Floats:
    """The stencil's centre laid on every cell and summed. (`scipy.signal` has it too, and takes 0.4 s to import.)"""
    shape = [fft.next_fast_len(a + s - 1, real=True) for a, s in zip(area.shape, stencil.shape, strict=True)]
    whole: Floats = fft.irfft2(fft.rfft2(area, shape) * fft.rfft2(stencil, shape), shape)
    up, across = ((side - 1) // 2 for side in stencil.shape)
    return whole[up : up + area.shape[0], across : across + area.shape[1]]


def _quartic_shares(h: float, grid: CellGrid) -> Floats:
    """Integral of the kernel at the origin over each cell around it, lengths in cells."""
    at, step = np.polynomial.legendre.leggauss(32)
    edges, rows = _edges(h, grid.columns), []
    across = _edges(h, grid.rows).clip(-h, h)
    for low, high in itertools.pairwise(across):
        y = (low + high) / 2 + at * (high - low) / 2
        left = 1 - np.square(y / h)[:, None]
        x = np.clip(edges / h, -np.sqrt(left), np.sqrt(left))
        inner = left**2 * x - 2 * left * x**3 / 3 + x**5 / 5  # integral of (left - x^2)^2
        rows.append((step * (high - low) / 2) @ np.diff(inner, axis=1) * 3 / (np.pi * h))
    return np.array(rows)


def _gaussian_shares(h: float, grid: CellGrid) -> Floats:
    reach = h * np.sqrt(-2 * np.log(SMALLEST_TERM))
    along, up = (np.diff(special.ndtr(_edges(reach, cells) / h)) for cells in (grid.columns, grid.rows))
    return np.outer(up, along)


def _edges(reach: float, cells: int) -> Floats:
    """Borders of the cells that a kernel can reach, and that lie on the grid from some cell of it."""
    far = int(min(np.ceil(reach + 0.5), cells))
    return np.arange(-far - 0.5, far + 1)


def _checked(
    x: ArrayLike,
    y: ArrayLike,
    grid: CellGrid,
    bandwidth_m: float,
    weights: ArrayLike | None,
    inside: ArrayLike | None,
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Columns and rows as numbers of cells, centres at whole numbers; weights; the study area."""
    east, north = doors.numbers("x", x), doors.numbers("y", y)
    weight = np.ones(east.size) if weights is None else doors.numbers("weights", weights, at_least=0)
    doors.same_length(x=east, y=north, weights=weight)
    _wide(bandwidth_m)
    area = np.ones(grid.shape, dtype=bool) if inside is None else _area(grid, inside)
    columns, rows = (east - grid.west) / grid.size_m - 0.5, (north - grid.south) / grid.size_m - 0.5
    return columns, rows, np.ascontiguousarray(weight), area


def _wide(bandwidth_m: float) -> None:
    if not (np.isfinite(bandwidth_m) and bandwidth_m > 0):
        raise ValueError(f"bandwidth_m must be above 0, not {bandwidth_m!r}.")


def _area(grid: CellGrid, inside: ArrayLike) -> NDArray[np.bool_]:
    area = np.asarray(inside)
    if area.dtype != bool or area.shape != grid.shape:
        raise ValueError(f"inside must be bool of the grid's shape {grid.shape}, not {area.dtype} {area.shape}.")
    return area
