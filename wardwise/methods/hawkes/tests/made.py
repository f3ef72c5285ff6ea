"""Towns of which the truth is known."""

from __future__ import annotations

import numpy as np

from wardwise.methods import hawkes

SIDE = 10_000.0
TOWN = hawkes.box(0, 0, SIDE, SIDE)
PERIOD = {"start_day": 0.0, "end_day": 1000.0}


def places(count, rng, *, clustered):
    """Even, or in sixty neighbourhoods of very different size over an even fifth."""
    even = rng.uniform(0, SIDE, (count, 2))
    if not clustered:
        return even.T
    centre, size = rng.uniform(0, SIDE, (60, 2)), rng.uniform(60, 800, 60)
    weight = rng.pareto(1.2, 60) + 0.1
    which = rng.choice(60, count, p=weight / weight.sum())
    at = centre[which] + rng.normal(size=(count, 2)) * size[which, None]
    inside = ((at >= 0) & (at <= SIDE)).all(axis=1) & (rng.random(count) > 0.2)
    return np.where(inside[:, None], at, even).T


def town(events, rng, *, theta=0.35, omega=0.1, sigma=60.0, clustered=True):
    """About so many events of 1,000 days, as x, y, days."""
    lasting = round(events * (1 - theta))
    x, y = places(lasting, rng, clustered=clustered)
    made = hawkes.branch(
        x, y, rng.uniform(0, 1000, lasting), theta=theta, omega_per_day=omega, sigma_m=sigma, rng=rng, end_day=1000,
        area=TOWN,
    )  # fmt: skip
    return made.x, made.y, made.days
