"""What every function of this package checks at its door."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def finite(name: str, values: ArrayLike) -> Floats:
    """The values as float64, or a ValueError that names the argument and counts the rows that are missing."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: not numbers ({error})") from error
    missing = int(np.count_nonzero(~np.isfinite(array)))
    if missing:
        raise ValueError(f"{name}: {missing} of {array.size} rows are missing (NaN) or infinite")
    return array


def within(name: str, values: ArrayLike, low: float, high: float, unit: str) -> Floats:
    """The values as float64, or a ValueError if any is missing or lies outside the closed range."""
    array = finite(name, values)
    outside = int(np.count_nonzero((array < low) | (array > high)))
    if outside:
        raise ValueError(f"{name}: {outside} of {array.size} rows lie outside {low:g} to {high:g} {unit}")
    return array


def same_shape(first: str, a: Floats, second: str, b: Floats) -> None:
    if a.shape != b.shape:
        raise ValueError(f"{first} and {second} differ in shape: {a.shape} and {b.shape}")
