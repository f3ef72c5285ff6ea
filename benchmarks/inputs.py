"""Input for the benchmarks: made from a seed, so that everybody measures the same."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import shapely

WEST, SOUTH, SIDE = 490_000.0, 210_000.0, 45_000.0  # about the size of a county


def shared_data() -> Path | None:
    """The folder of real data beside the project, if there is one."""
    path = Path(os.environ.get("WARDWISE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared/data"))
    return path if path.is_dir() else None


def county(areas: int, seed: int = 1) -> list[shapely.Polygon]:
    """A county of areas that share winding borders, with about fifty corners each, as LSOAs have."""
    rng = np.random.default_rng(seed)
    frame = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
    seeds = shapely.MultiPoint(rng.uniform([WEST, SOUTH], [WEST + SIDE, SOUTH + SIDE], (areas, 2)))
    cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=frame)), frame)
    side = SIDE / np.sqrt(areas)
    fine = shapely.segmentize(shapely.set_precision(cells, 0.001), side / 12)

    def winding(xy: np.ndarray) -> np.ndarray:
        # The same bend wherever the same corner stands: neighbours go on sharing their border.
        turns = 2 * np.pi * np.round(xy, 3) / side
        bend = np.column_stack([np.sin(3 * turns[:, 1]), np.sin(3 * turns[:, 0])])
        return xy + 0.03 * side * bend

    return [shape for shape in shapely.transform(fine, winding) if shape.is_valid and shape.area > 0]


def places(size: int, *, distinct: int | None = None, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Places spread over the county; with `distinct`, as few different ones as published snap points have."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform([WEST, SOUTH], [WEST + SIDE, SOUTH + SIDE], (distinct or size, 2)).T
    if distinct:
        drawn = rng.integers(0, distinct, size)
        x, y = x[drawn], y[drawn]
    return x, y
