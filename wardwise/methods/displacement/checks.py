"""What every function of this package checks at its door."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Zones = list[tuple[NDArray[Any], NDArray[Any]] | None]
ZONES = ("treated", "control", "buffer", "buffer_control")


def counted(name: str, values: ArrayLike) -> Floats:
    """Counts as float64, none missing or below 0."""
    return np.asarray(_sound(name, values), dtype=np.float64)


def _sound(name: str, values: ArrayLike) -> NDArray[Any]:
    """The same as whole numbers where they came so: a hundred thousand tables need not be copied."""
    try:
        counts = np.asarray(values)
        if counts.dtype.kind not in "iu":
            counts = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"{name} must be numbers") from problem
    # The smallest is NaN where one is missing: one cheap pass for the usual case, counting only to complain.
    if counts.size and not (counts.min() >= 0 and counts.max() < np.inf):
        if bad := int((~np.isfinite(counts)).sum()):
            raise ValueError(f"{name} has {bad} missing or infinite values")
        raise ValueError(f"{name} has {int((counts < 0).sum())} counts below 0")
    return counts


def tables(**zones: Any) -> tuple[Zones, tuple[int, ...]]:
    """Counts before and after of each zone (None for one that is not used), and the shape all tables share."""
    given = {name: _sound(name, zone) for name, zone in zones.items() if zone is not None}
    for name, counts in given.items():
        if counts.ndim == 0 or counts.shape[-1] != 2:
            raise ValueError(f"{name} must end in an axis of two counts, before and after")
    if "buffer_control" in given and "buffer" not in given:
        raise ValueError("buffer_control without a buffer")
    try:
        shape = np.broadcast_shapes(*(counts.shape for counts in given.values()))
    except ValueError as problem:
        raise ValueError("the zones' tables differ in shape") from problem
    return [(given[name][..., 0], given[name][..., 1]) if name in given else None for name in ZONES], shape[:-1]


def weights_of(time_weights: tuple[float, float], area_weights: tuple[float, float, float, float]) -> Floats:
    """Weights of shape (4 zones, 2 periods)."""
    time, area = np.asarray(time_weights, dtype=np.float64), np.asarray(area_weights, dtype=np.float64)
    for name, weights, size in (("time_weights", time, 2), ("area_weights", area, 4)):
        if weights.shape != (size,) or not np.all(np.isfinite(weights)) or np.any(weights <= 0):
            raise ValueError(f"{name} must be {size} numbers above 0")
    return np.asarray(area[:, None] * time[None, :], dtype=np.float64)


def dispersions(dispersion: ArrayLike) -> Floats:
    factor = counted("dispersion", dispersion)
    if np.any(factor < 1):
        raise ValueError("dispersion must be 1 or more")
    return factor


def cut(level: float) -> float:
    if not 0.0 < level < 1.0:
        raise ValueError("level must lie between 0 and 1")
    return float(ndtri(0.5 + level / 2))
