"""What every method asks of its arguments at the door: the right shape, nothing missing, nothing dropped."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def numbers(name: str, values: ArrayLike, *, at_least: float = -np.inf) -> Floats:
    """One row of finite numbers as float64; refuses missing values with their number of rows."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one row of numbers, not an array of shape {array.shape}.")
    if missing := int((~np.isfinite(array)).sum()):
        raise ValueError(f"{name} is missing or infinite in {missing:,} of {array.size:,} rows.")
    if array.size and array.min() < at_least:
        raise ValueError(f"{name} must be {at_least:g} or more; the smallest is {array.min():g}.")
    return array


def counts(name: str, values: ArrayLike) -> Integers:
    """One row of whole numbers, none below zero, as int64."""
    array = numbers(name, values, at_least=0)
    if not np.array_equal(array, np.floor(array)):
        raise ValueError(f"{name} must be whole numbers: they are counts of events.")
    return array.astype(np.int64)


def same_length(**arrays: NDArray[Any]) -> None:
    """Refuse arrays that describe different numbers of rows."""
    if len({array.shape[0] for array in arrays.values()}) > 1:
        lengths = ", ".join(f"{name} has {array.shape[0]:,}" for name, array in arrays.items())
        raise ValueError(f"All must have the same number of rows: {lengths}.")


def share(name: str, value: float) -> float:
    """A number between 0 and 1, both left out."""
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {value!r}.")
    return float(value)
