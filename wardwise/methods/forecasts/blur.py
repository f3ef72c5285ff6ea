"""Spreading a map of the lattice by a normal curve, in whole arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Floats

Map = NDArray[np.float32]
CUT = 3.0  # the curve ends here, in standard deviations
COARSE = 3.0  # a curve wider than this many cells is computed on larger ones


def blurred(map_: Map, width: float) -> Map:
    """Each value spread over its surroundings by a normal curve of that standard deviation, in cells.

    What is spread beyond the edge is lost. Wide curves are computed on blocks of cells and read off between their
    centres, so the cost does not grow with the width. Single precision: shares are not needed to seven digits.
    """
    if width <= COARSE:
        return _taps(_taps(map_, width, 0), width, 1)
    block = int(width / COARSE) + 1
    down, across = (-(-side // block) for side in map_.shape)
    wide = np.zeros((down * block, across * block), dtype=np.float32)
    wide[: map_.shape[0], : map_.shape[1]] = map_
    flat, small = wide[::block].copy(), np.zeros((down, across), dtype=np.float32)
    for k in range(1, block):
        flat += wide[k::block]
    for k in range(block):
        small += flat[:, k::block]
    small /= np.float32(block**2)
    # Blocks and the reading between them widen the curve by themselves.
    left = float(np.sqrt(max((width / block) ** 2 - 1 / 12 - 1 / 6, 0.25)))
    small = _taps(_taps(small, left, 0), left, 1)
    return _between(_between(small, block, map_.shape[0], 0), block, map_.shape[1], 1)


def _taps(map_: Map, width: float, axis: int) -> Map:
    """One direction of the curve, cell by cell."""
    reach = int(np.ceil(CUT * width))
    weights = np.exp(-0.5 * (np.arange(reach + 1) / width) ** 2)
    weights = (weights / (2 * weights.sum() - weights[0])).astype(np.float32)
    out: Map = map_ * weights[0]
    for step in range(1, min(reach, map_.shape[axis] - 1) + 1):
        part = map_ * weights[step]
        if axis:
            out[:, step:] += part[:, :-step]
            out[:, :-step] += part[:, step:]
        else:
            out[step:] += part[:-step]
            out[:-step] += part[step:]
    return out


def _between(small: Map, block: int, size: int, axis: int) -> Map:
    """Read off values between the centres of blocks, on a straight line."""
    at = np.clip((np.arange(size) + 0.5) / block - 0.5, 0, small.shape[axis] - 1)
    low = np.minimum(at.astype(np.int64), max(small.shape[axis] - 2, 0))
    part = (at - low).astype(np.float32)
    part = part[None, :] if axis else part[:, None]
    high = np.minimum(low + 1, small.shape[axis] - 1)
    return np.asarray(np.take(small, low, axis) * (1 - part) + np.take(small, high, axis) * part, dtype=np.float32)


def hyperbola(map_: Floats, size: float, reach: float) -> Floats:
    """Each value spread as 1 / (1 + distance in half cells) over the cells within reach (metres)."""
    steps = int(reach // size)
    padded = np.pad(map_, steps)
    out = np.zeros_like(map_)
    for down in range(-steps, steps + 1):
        for across in range(-steps, steps + 1):
            far = float(np.hypot(down, across))
            if far * size <= reach:
                part = padded[steps + down :, steps + across :][: map_.shape[0], : map_.shape[1]]
                out += part / (1 + 2 * far)
    return out
