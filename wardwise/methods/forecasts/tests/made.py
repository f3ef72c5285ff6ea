"""A small made town: places with rates of their own, events drawn from them."""

from __future__ import annotations

import numpy as np

from wardwise.methods.forecasts import Past, Places, past, places


def town(side: int = 20, size: float = 100.0) -> Places:
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    return places(column.ravel() * size, row.ravel() * size, np.full(side**2, size**2), size=size)


def rates(cells: Places, rng: np.random.Generator) -> np.ndarray:
    """Few places hold most of it; their neighbours a little."""
    return rng.gamma(0.15, 1.0, cells.area.size)


def events(
    cells: Places, rate: np.ndarray, rng: np.random.Generator, *, number: int = 3_000, days: int = 540, kinds: int = 2
) -> Past:
    """Events at cell centres, spread over the days before day 540; kind 0 is the target."""
    cell = rng.choice(rate.size, number, p=rate / rate.sum())
    x = (cells.column[cell] + 0.5) * cells.size
    y = (cells.row[cell] + 0.5) * cells.size
    kind = rng.integers(0, kinds, number)
    return past(x, y, np.floor(540 - days * rng.random(number)), kind, kind == 0)
