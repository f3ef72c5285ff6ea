"""The inner loops of kernel density, in machine code."""

from __future__ import annotations

import math

import numpy as np
from numba import types

from wardwise.methods.compiled import FLOAT, FLOAT_ROWS, FLOATS_IN, compiled
from wardwise.methods.doors import Floats


@compiled(types.void, FLOATS_IN, FLOATS_IN, FLOATS_IN, FLOAT, FLOAT_ROWS)
def add_quartic(columns: Floats, rows: Floats, weights: Floats, reach: float, surface: Floats) -> None:
    """Add w (1 - d^2 / reach^2)^2 to each cell nearer than `reach`; lengths in cells, centres at whole numbers."""
    shrink = 1.0 / (reach * reach)
    for i in range(columns.size):
        across, up, weight = columns[i], rows[i], weights[i]
        for row in range(max(0, math.ceil(up - reach)), min(surface.shape[0] - 1, math.floor(up + reach)) + 1):
            left = 1.0 - (row - up) * (row - up) * shrink
            if left <= 0.0:
                continue
            half = reach * math.sqrt(left)
            first = max(0, math.ceil(across - half))
            last = min(surface.shape[1] - 1, math.floor(across + half))
            for column in range(first, last + 1):
                near = left - (column - across) * (column - across) * shrink
                surface[row, column] += weight * near * near


@compiled(types.void, FLOATS_IN, FLOATS_IN, FLOATS_IN, FLOAT, FLOAT, FLOAT_ROWS)
def add_gaussian(columns: Floats, rows: Floats, weights: Floats, sd: float, reach: float, surface: Floats) -> None:
    """Add w exp(-d^2 / (2 sd^2)) to each cell of the square of half-side `reach`; all lengths in cells."""
    shrink = -0.5 / (sd * sd)
    along = np.empty(surface.shape[1])
    for i in range(columns.size):
        across, up = columns[i], rows[i]
        first = max(0, math.ceil(across - reach))
        last = min(surface.shape[1] - 1, math.floor(across + reach))
        for column in range(first, last + 1):
            along[column] = math.exp((column - across) * (column - across) * shrink)
        for row in range(max(0, math.ceil(up - reach)), min(surface.shape[0] - 1, math.floor(up + reach)) + 1):
            here = weights[i] * math.exp((row - up) * (row - up) * shrink)
            for column in range(first, last + 1):
                surface[row, column] += here * along[column]


@compiled(types.void, FLOATS_IN, FLOATS_IN, FLOATS_IN, FLOAT, FLOAT, FLOAT_ROWS)
def add_pairs(x: Floats, y: Floats, weights: Floats, widest: float, reach: float, sums: Floats) -> None:
    """What each place receives from all others within `reach`, for bandwidths widest / sqrt(2)^k; x in rising order.

    Halving h^2 squares exp(-d^2 / (2 h^2)), so one exponential serves all bandwidths.
    """
    shrink = -0.5 / (widest * widest)
    for i in range(x.size):
        for j in range(i + 1, x.size):
            east = x[j] - x[i]
            if east > reach:
                break
            square = east * east + (y[j] - y[i]) * (y[j] - y[i])
            if square > reach * reach:
                continue
            term = math.exp(square * shrink)
            for k in range(sums.shape[1]):
                sums[i, k] += weights[j] * term
                sums[j, k] += weights[i] * term
                term = term * term
