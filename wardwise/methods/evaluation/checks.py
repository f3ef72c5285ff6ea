"""What every function of this package checks at its door, and how it refuses what has no answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class NoAnswer(ValueError):
    """These figures have no answer. `code` never changes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def values(name: str, given: ArrayLike, *, axes: int | None = None, counts: bool = False) -> Floats:
    """Finite float64 of so many axes; with `counts` none below 0."""
    try:
        array = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"{name} must be numbers") from problem
    if axes is not None and array.ndim != axes:
        raise ValueError(f"{name} must have {axes} axes, not shape {array.shape}")
    if missing := int((~np.isfinite(array)).sum()):
        raise ValueError(f"{name} has {missing:,} missing or infinite values of {array.size:,}")
    if counts and (below := int((array < 0).sum())):
        raise ValueError(f"{name} has {below:,} counts below 0")
    return array


def flags(name: str, given: ArrayLike, size: int) -> Flags:
    """True and False, one for each row, with at least one of both."""
    array = np.asarray(given)
    if array.shape != (size,):
        raise ValueError(f"{name} has shape {array.shape}, but must have one entry for each of {size:,}")
    if array.dtype != bool and not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name} must be true or false")
    array = array.astype(bool)
    if array.all() or not array.any():
        raise ValueError(f"{name} must hold both true and false")
    return array


def codes(name: str, given: ArrayLike, size: int) -> Integers:
    """Labels as whole numbers from 0 without holes, in their sorted order."""
    array = np.asarray(given)
    if array.shape != (size,):
        raise ValueError(f"{name} has shape {array.shape}, but must have one entry for each of {size:,}")
    if array.dtype.kind == "f" and (missing := int((~np.isfinite(array)).sum())):
        raise ValueError(f"{name} has {missing:,} missing or infinite values of {array.size:,}")
    return np.unique(array, return_inverse=True)[1].astype(np.int64)


def above_zero(name: str, given: ArrayLike, shape: tuple[int, ...]) -> Floats:
    array = values(name, given)
    try:
        array = np.broadcast_to(array, shape)
    except ValueError as problem:
        raise ValueError(f"{name} has shape {array.shape}, which does not fit {shape}") from problem
    if below := int((array <= 0).sum()):
        raise ValueError(f"{name} must be above 0 in every row; it is not in {below:,}")
    return np.asarray(array)


def between(name: str, value: float, low: float = 0.0, high: float = 1.0) -> float:
    if not low < value < high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, not {value!r}")
    return float(value)


def whole(name: str, value: int, least: int) -> int:
    if int(value) != value or value < least:
        raise ValueError(f"{name} must be a whole number, {least} or more, not {value!r}")
    return int(value)


def two_sided(t: ArrayLike, degrees: ArrayLike) -> Floats:
    """p-value of Student's t."""
    return np.asarray(2 * stdtr(degrees, -np.abs(np.asarray(t, dtype=np.float64))))


def cut(level: float, degrees: ArrayLike) -> Floats:
    """The two-sided quantile of Student's t."""
    return np.asarray(stdtrit(degrees, 0.5 + between("level", level) / 2))
