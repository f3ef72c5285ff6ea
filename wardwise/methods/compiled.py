"""Kernels in machine code: compiled when their module is first imported, and kept beside it from then on.

A kernel states its types, so that nothing is compiled at a first call and a wrong type is refused instead of compiled
anew. `wardwise methods warm`, which `script/setup` runs, imports every method once; after that a process pays for
loading, not for compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from numba import njit, types

P = ParamSpec("P")
R = TypeVar("R")

FLOAT = types.float64
INT = types.int64
BOOL = types.boolean
TWO_FLOATS = types.UniTuple(types.float64, 2)  # type: ignore[no-untyped-call]
# What a kernel reads may be read-only; what it fills may not. All are contiguous, so the doors see to that.
FLOATS_IN = types.Array(types.float64, 1, "C", readonly=True)
INTS_IN = types.Array(types.int64, 1, "C", readonly=True)
SMALL_INTS_IN = types.Array(types.int32, 1, "C", readonly=True)
FLAGS_IN = types.Array(types.boolean, 1, "C", readonly=True)
FLOAT_ROWS_IN = types.Array(types.float64, 2, "C", readonly=True)
INT_ROWS_IN = types.Array(types.int64, 2, "C", readonly=True)
FLOATS = types.Array(types.float64, 1, "C")
INTS = types.Array(types.int64, 1, "C")
SMALL_INTS = types.Array(types.int32, 1, "C")
FLAGS = types.Array(types.boolean, 1, "C")
FLOAT_ROWS = types.Array(types.float64, 2, "C")
INT_ROWS = types.Array(types.int64, 2, "C")


def compiled(answer: Any, *arguments: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Compile a function for these types, now or from what was kept.

    Sums are added in the order written, so the answer is the same on every run; kernels let other threads go on.
    """

    def of(kernel: Callable[P, R]) -> Callable[P, R]:
        done: Callable[P, R] = njit(answer(*arguments), cache=True, nogil=True, error_model="numpy")(kernel)
        return done

    return of
