"""Panels and series whose truth is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def panel(
    rng: np.random.Generator,
    *,
    treated: int = 10,
    others: int = 20,
    months: int = 24,
    start: int = 12,
    ratio: float = 1.0,
    alpha: float = 0.1,
    own_way: float = 0.15,
    sets: int | None = None,
) -> tuple[Floats, NDArray[np.bool_], int]:
    """Places of very unequal size, a shared season, months that jump about, and a step of their own at the start."""
    many = (1 if sets is None else sets, treated + others)
    is_treated = np.arange(treated + others) < treated
    size = rng.lognormal(1.5, 0.7, many)[..., None]
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(months) / 12)
    after = np.arange(months) >= start
    step = np.exp(rng.normal(0, own_way, many) - own_way**2 / 2)[..., None] ** after
    mean = size * season * step * np.where(is_treated[:, None] & after, ratio, 1.0)
    jumps = rng.gamma(1 / alpha, alpha, mean.shape) if alpha else 1.0
    counts = rng.poisson(mean * jumps).astype(np.float64)
    return (counts[0] if sets is None else counts), is_treated, start


def series(
    rng: np.random.Generator,
    *,
    months: int = 60,
    start: int = 36,
    mean: float = 60.0,
    step: float = 1.0,
    turn: float = 1.0,
    carried: float = 0.0,
    jumps: float = 0.15,
) -> Floats:
    """Monthly counts with a season, a slow rise, and jumps of which a share is carried into the next month."""
    shock = rng.normal(0, jumps, months)
    for t in range(1, months):
        shock[t] = carried * shock[t - 1] + np.sqrt(1 - carried**2) * shock[t]
    t = np.arange(months)
    after = t >= start
    trend = 0.03 * t / 12 + after * (np.log(step) + np.log(turn) * (t - start) / 12)
    season = 0.3 * np.sin(2 * np.pi * t / 12)
    return rng.poisson(mean * np.exp(trend + season + shock)).astype(np.float64)
