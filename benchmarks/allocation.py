"""Patrol allocation against spopt, which hands the programme to CBC.

The peer is imported in the process it is measured in: a fork of a process that holds it does not come back.
"""

from __future__ import annotations

import functools
import warnings
from typing import Any

import numpy as np

from benchmarks.measure import measure, table
from wardwise.methods.allocation import cover, median, visit_route, within_reach

RADIUS_M = 300.0
PROVED = 0.005
HEAD = (
    "what",
    "places",
    "ours, CPU s",
    "MB",
    "proved gap",
    "searched",
    "spopt, CPU s",
    "spopt / ours",
    "ours to the best",
)
SIZES = (150, 583, 2_000)


def town(places: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places that crowd round a dozen centres in a town of 6 by 6 km, a few of them with most of the events."""
    rng = np.random.default_rng(places)
    centres = rng.uniform(500, 5_500, (12, 2))
    at = centres[rng.integers(0, 12, places)] + rng.normal(0, 600, (places, 2))
    return rng.poisson(rng.gamma(0.5, 20, places)).astype(float), at[:, 0], at[:, 1]


def main() -> None:
    warnings.simplefilter("ignore")
    rows = []
    for places in SIZES:
        weights, x, y = town(places)
        away = np.hypot(x[:, None] - x, y[:, None] - y)
        rows.append(reached(weights, x, y, away, 20))
        rows.append(near(weights, away, 20))
    table(HEAD, rows)
    print()
    table(("round of visits, stops", "CPU s", "MB", "proved gap"), [walked(stops) for stops in (20, 60, 200)])


def reached(weights: np.ndarray, x: np.ndarray, y: np.ndarray, away: np.ndarray, sites: int) -> tuple[Any, ...]:
    def ours() -> Any:
        return cover(weights, within_reach(x, y, x, y, radius_m=RADIUS_M), sites=sites, gap=PROVED)

    def theirs() -> float:
        import pulp
        from spopt.locate import MCLP

        solved = MCLP.from_cost_matrix(away, weights, service_radius=RADIUS_M, p_facilities=sites)
        solved.solve(pulp.PULP_CBC_CMD(msg=False))
        return float(weights[[bool(served) for served in solved.cli2fac]].sum())

    us, them = measure(ours), measure(theirs, repeats=1)
    assert us.answer.bound >= them.answer - 1e-6, "the bound lies below a choice that exists"
    share = us.answer.weight / them.answer
    return line("cover 300 m, 20 sites", weights.size, us, them, share)


def near(weights: np.ndarray, away: np.ndarray, sites: int) -> tuple[Any, ...]:
    us = measure(functools.partial(median, weights, away, sites=sites, gap=PROVED))
    if weights.size > 600:
        return (
            "median, 20 sites",
            weights.size,
            us.cpu_s,
            us.peak_mb,
            us.answer.gap,
            us.answer.searched,
            "-",
            "-",
            "-",
        )

    def theirs() -> float:
        import pulp
        from spopt.locate import PMedian

        solved = PMedian.from_cost_matrix(away, weights, p_facilities=sites)
        solved.solve(pulp.PULP_CBC_CMD(msg=False))
        return float(pulp.value(solved.problem.objective))

    them = measure(theirs, repeats=1)
    assert us.answer.bound <= them.answer * (1 + 1e-6), "the bound lies above a choice that exists"
    return line("median, 20 sites", weights.size, us, them, us.answer.total / them.answer)


def line(what: str, places: int, us: Any, them: Any, share: float) -> tuple[Any, ...]:
    found = us.answer
    ratio = them.cpu_s / us.cpu_s
    return what, places, us.cpu_s, us.peak_mb, found.gap, found.searched, them.cpu_s, ratio, f"{share:.5f}"


def walked(stops: int) -> tuple[Any, ...]:
    _, x, y = town(stops)
    us = measure(functools.partial(visit_route, np.hypot(x[:, None] - x, y[:, None] - y) / 75))
    return stops, us.cpu_s, us.peak_mb, us.answer.gap


if __name__ == "__main__":
    main()
