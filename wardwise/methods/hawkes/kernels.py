"""The inner loops of the self-exciting model, in machine code: pairs, one step over them, and sums of kernels."""

from __future__ import annotations

import math

import numpy as np
from numba import types
from numpy.typing import NDArray

from wardwise.methods.compiled import (
    FLOAT,
    FLOAT_ROWS,
    FLOAT_ROWS_IN,
    FLOATS,
    FLOATS_IN,
    INT,
    INT_ROWS_IN,
    INTS,
    INTS_IN,
    compiled,
)
from wardwise.methods.doors import Floats, Integers

LEVELS = 4096  # classes of lag and of distance between none and the reach
CUT = 4.5  # standard deviations after which a normal curve is nothing

Codes = NDArray[np.uint16]
CODES = types.Array(types.uint16, 1, "C")
CODES_IN = types.Array(types.uint16, 1, "C", readonly=True)
NOTHING = types.void


@compiled(INT, FLOATS_IN, FLOATS_IN, FLOATS_IN, INTS_IN, INT_ROWS_IN, FLOAT, FLOAT, INTS, CODES, CODES)
def near_pairs(
    x: Floats,
    y: Floats,
    days: Floats,
    starts: Integers,
    neighbours: Integers,
    reach_m: float,
    reach_days: float,
    offsets: Integers,
    lags: Codes,
    gaps: Codes,
) -> int:
    """Count the earlier events near each event (`lags` empty), or write the class of their lag and distance.

    Events are sorted by cell (side `reach_m`), then by time; `neighbours` names the cells around each, -1 for none.
    """
    filling = lags.size > 0
    first = np.empty(9, dtype=np.int64)
    total = 0
    for cell in range(starts.size - 1):
        for k in range(9):
            other = neighbours[cell, k]
            first[k] = starts[other] if other >= 0 else 0
        for i in range(starts[cell], starts[cell + 1]):
            offsets[i] = total
            for k in range(9):
                other = neighbours[cell, k]
                if other < 0:
                    continue
                end = starts[other + 1]
                j = first[k]
                while j < end and days[i] - days[j] > reach_days:
                    j += 1
                first[k] = j
                while j < end and days[j] < days[i]:
                    dx, dy = x[i] - x[j], y[i] - y[j]
                    squared = dx * dx + dy * dy
                    if squared < reach_m * reach_m:
                        if filling:
                            lags[total] = min(LEVELS - 1, int((days[i] - days[j]) / reach_days * LEVELS))
                            gaps[total] = min(LEVELS - 1, int(math.sqrt(squared) / reach_m * LEVELS))
                        total += 1
                    j += 1
    offsets[x.size] = total
    return total


@compiled(NOTHING, INTS_IN, CODES_IN, CODES_IN, FLOATS_IN, FLOATS_IN, FLOAT, FLOATS_IN, FLOATS, FLOATS, FLOATS)
def share_out(
    offsets: Integers,
    lags: Codes,
    gaps: Codes,
    in_time: Floats,
    in_space: Floats,
    theta: float,
    background: Floats,
    near: Floats,
    by_lag: Floats,
    by_gap: Floats,
) -> None:
    """One expectation step: `near`, each event's triggered intensity with theta 1, and how many events each class of
    lag and distance explains."""
    for i in range(background.size):
        total = 0.0
        for pair in range(offsets[i], offsets[i + 1]):
            total += in_time[lags[pair]] * in_space[gaps[pair]]
        near[i] = total
        if total > 0.0:
            each = theta / (background[i] + theta * total)
            for pair in range(offsets[i], offsets[i + 1]):
                part = in_time[lags[pair]] * in_space[gaps[pair]] * each
                by_lag[lags[pair]] += part
                by_gap[gaps[pair]] += part


@compiled(NOTHING, INTS_IN, CODES_IN, CODES_IN, FLOAT_ROWS_IN, FLOAT_ROWS_IN, FLOAT_ROWS)
def slopes(
    offsets: Integers,
    lags: Codes,
    gaps: Codes,
    in_time: Floats,
    in_space: Floats,
    answer: Floats,
) -> None:
    """For each event the sums over its pairs of the products of table rows: one column for each row."""
    for i in range(answer.shape[0]):
        for pair in range(offsets[i], offsets[i + 1]):
            for row in range(answer.shape[1]):
                answer[i, row] += in_time[row, lags[pair]] * in_space[row, gaps[pair]]


@compiled(NOTHING, FLOATS_IN, FLOATS_IN, FLOATS_IN, INTS_IN, INT_ROWS_IN, FLOAT, FLOAT, FLOATS)
def sum_near(
    x: Floats,
    y: Floats,
    weights: Floats,
    starts: Integers,
    neighbours: Integers,
    bandwidth: float,
    cut: float,
    answer: Floats,
) -> None:
    """Weighted sum of normal curves at each point, the points sorted by cell of side `cut`; a weight of 0 costs none.

    `neighbours` names the nine cells around each.
    """
    scale = -0.5 / (bandwidth * bandwidth)
    peak = 1.0 / (2.0 * math.pi * bandwidth * bandwidth)
    for cell in range(starts.size - 1):
        for i in range(starts[cell], starts[cell + 1]):
            if weights[i] == 0.0:
                continue
            for k in range(9):
                other = neighbours[cell, k]
                if other < 0:
                    continue
                for j in range(starts[other], starts[other + 1]):
                    dx, dy = x[i] - x[j], y[i] - y[j]
                    squared = dx * dx + dy * dy
                    if squared < cut * cut:
                        answer[j] += peak * weights[i] * math.exp(scale * squared)


@compiled(NOTHING, FLOAT_ROWS_IN, FLOATS_IN, FLOAT_ROWS)
def smooth(
    grid: Floats,
    taps: Floats,
    answer: Floats,
) -> None:
    """Spread each value of a grid over its neighbours, down and along, by a symmetric row of weights.

    Only what is not empty is worked on: `answer` must be 0 at first.
    """
    rows, columns = grid.shape
    wide = taps.size - 1
    first, last = np.full(rows, columns), np.full(rows, -1)
    for row in range(rows):
        for column in range(columns):
            if grid[row, column] != 0.0:
                first[row] = min(first[row], column)
                last[row] = column
    between = np.zeros(columns)
    for row in range(rows):
        top, bottom = max(0, row - wide), min(rows, row + wide + 1)
        begin, end = first[top:bottom].min(), last[top:bottom].max() + 1
        if begin >= end:
            continue
        between[begin:end] = 0.0
        for other in range(top, bottom):
            weight, here, there = taps[abs(row - other)], grid[other, begin:end], between[begin:end]
            if last[other] >= 0:
                for column in range(end - begin):
                    there[column] += weight * here[column]
        line, held = answer[row], between[begin:end]
        for step in range(-wide, wide + 1):
            weight, shift = taps[abs(step)], begin + step
            low, high = max(0, -shift), min(end - begin, columns - shift)
            if low < high:
                here, there = held[low:high], line[shift + low : shift + high]
                for column in range(high - low):
                    there[column] += weight * here[column]


@compiled(NOTHING, FLOATS_IN, FLOATS_IN, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT_ROWS_IN, FLOAT_ROWS_IN, FLOAT, FLOATS)
def share_inside(
    x: Floats,
    y: Floats,
    west: float,
    south: float,
    width: float,
    height: float,
    inside: Floats,
    heaped: Floats,
    bandwidth: float,
    answer: Floats,
) -> None:
    """Share of a normal curve round each point that lies in the study area; `heaped` holds the sums of `inside`."""
    rows, columns = inside.shape
    across = np.empty(columns)
    scale = 1.0 / (bandwidth * math.sqrt(2.0))
    cut = CUT * bandwidth
    for i in range(x.size):
        c0, c1 = math.floor((x[i] - cut - west) / width), math.floor((x[i] + cut - west) / width) + 1
        r0, r1 = math.floor((y[i] - cut - south) / height), math.floor((y[i] + cut - south) / height) + 1
        if c0 >= 0 and r0 >= 0 and c1 <= columns and r1 <= rows:
            full = heaped[r1, c1] - heaped[r0, c1] - heaped[r1, c0] + heaped[r0, c0]
            if full >= (r1 - r0) * (c1 - c0) - 1e-6:
                answer[i] = 1.0
                continue
        c0, c1, r0, r1 = max(0, c0), min(columns, c1), max(0, r0), min(rows, r1)
        before = math.erf((west + c0 * width - x[i]) * scale)
        for column in range(c0, c1):
            after = math.erf((west + (column + 1) * width - x[i]) * scale)
            across[column] = after - before
            before = after
        total = 0.0
        before = math.erf((south + r0 * height - y[i]) * scale)
        for row in range(r0, r1):
            after = math.erf((south + (row + 1) * height - y[i]) * scale)
            along = 0.0
            for column in range(c0, c1):
                along += inside[row, column] * across[column]
            total += along * (after - before)
            before = after
        answer[i] = 0.25 * total


@compiled(NOTHING, FLOATS_IN, FLOATS_IN, FLOATS_IN, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT_ROWS)
def fill_cells(
    x: Floats,
    y: Floats,
    weights: Floats,
    west: float,
    south: float,
    width: float,
    height: float,
    bandwidth: float,
    answer: Floats,
) -> None:
    """Add to each cell of a grid the share of weighted normal curves that lies in it, exactly."""
    rows, columns = answer.shape
    across = np.empty(columns)
    scale = 1.0 / (bandwidth * math.sqrt(2.0))
    cut = CUT * bandwidth
    for i in range(x.size):
        c0, c1 = math.floor((x[i] - cut - west) / width), math.floor((x[i] + cut - west) / width) + 1
        r0, r1 = math.floor((y[i] - cut - south) / height), math.floor((y[i] + cut - south) / height) + 1
        c0, c1, r0, r1 = max(0, c0), min(columns, c1), max(0, r0), min(rows, r1)
        if c0 >= c1 or r0 >= r1:
            continue
        before = math.erf((west + c0 * width - x[i]) * scale)
        for column in range(c0, c1):
            after = math.erf((west + (column + 1) * width - x[i]) * scale)
            across[column] = after - before
            before = after
        before = math.erf((south + r0 * height - y[i]) * scale)
        for row in range(r0, r1):
            after = math.erf((south + (row + 1) * height - y[i]) * scale)
            up = 0.25 * weights[i] * (after - before)
            before = after
            for column in range(c0, c1):
                answer[row, column] += up * across[column]
