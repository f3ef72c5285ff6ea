"""Near repeats against pointpats at equal counts."""

from __future__ import annotations

import functools
import warnings

import numpy as np
from pointpats.spacetime import Knox, knox
from scipy import sparse, spatial

from benchmarks.measure import measure, table
from wardwise.methods import nearrepeats

HEAD = (
    "events",
    "near pairs",
    "shuffles",
    "cells",
    "ours, CPU s",
    "ours, MB",
    "peer, one cell",
    "CPU s",
    "MB",
    "times",
)
PER_KM2 = 117
METRES, DAYS = np.arange(6) * 100.0, np.arange(5) * 7.0


def main() -> None:
    print("Three years of days, 117 events a square kilometre; five bands of 100 m, four of 7 days.\n")
    table(HEAD, [*against_pointpats(), many()])
    print("\n## Chains: less than 200 m and 14 days\n")
    table(("events", "chains", "ours, CPU s", "MB", "SciPy, CPU s", "MB", "times"), linked())


def town(size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 1_000 * np.sqrt(size / PER_KM2), (2, size))
    return x, y, rng.integers(0, 1_096, size)


def ours(x: np.ndarray, y: np.ndarray, days: np.ndarray, shuffles: int) -> nearrepeats.Knox:
    rng = np.random.default_rng(4)
    return nearrepeats.knox(x, y, days, distance_edges=METRES, day_edges=DAYS, rng=rng, replications=shuffles)


def one_cell(x: np.ndarray, y: np.ndarray, days: np.ndarray, shuffles: int) -> int:
    """The table's total: less than 500 m and 28 days, which for whole days is at most 27. On a copy of the days."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = knox(np.column_stack([x, y]), days.copy()[:, None], METRES[-1], DAYS[-1] - 1, permutations=shuffles)
    return int(found["stat"])


def by_class(x: np.ndarray, y: np.ndarray, days: np.ndarray, shuffles: int) -> int:
    found = Knox(np.column_stack([x, y]), days.copy()[:, None], METRES[-1], DAYS[-1] - 1, permutations=shuffles)
    return int(found.statistic_)


def against_pointpats() -> list[tuple[object, ...]]:
    rows = []
    for size, shuffles, peer in (
        (1_000, 999, by_class),
        (1_000, 999, one_cell),
        (11_701, 999, one_cell),
        (100_000, 99, one_cell),
    ):
        events = town(size)
        mine = measure(functools.partial(ours, *events, shuffles))
        theirs = measure(functools.partial(peer, *events, shuffles), repeats=1)
        assert mine.answer.observed.sum() == theirs.answer, "pointpats counts otherwise"
        name = "pointpats.Knox" if peer is by_class else "pointpats.knox"
        rows.append(
            (
                size,
                near_pairs(mine.answer),
                shuffles,
                20,
                mine.cpu_s,
                mine.peak_mb,
                name,
                theirs.cpu_s,
                theirs.peak_mb,
                theirs.cpu_s / mine.cpu_s,
            )
        )
    return rows


def near_pairs(found: nearrepeats.Knox) -> int:
    """Pairs within the largest distance, from what is expected of them in the days looked at."""
    all_pairs_in_days = found.expected.sum()
    return round(all_pairs_in_days * 1_096**2 / (2 * 28 * 1_096 - 28**2))


def many() -> tuple[object, ...]:
    mine = measure(functools.partial(ours, *town(1_000_000), 99), repeats=1)
    return 1_000_000, near_pairs(mine.answer), 99, 20, mine.cpu_s, mine.peak_mb, "none", "", "", ""


def linked() -> list[tuple[object, ...]]:
    rows = []
    inputs = {f"{size:,}": town(size) for size in (11_701, 100_000, 1_000_000)}
    for name, events in {**inputs, "65,669 on 2,000 map points": on_map_points()}.items():
        mine = measure(functools.partial(nearrepeats.chains, *events, distance=200, days=14))
        theirs = measure(functools.partial(by_tree, *events), repeats=1)
        assert (np.sort(mine.answer.size) == theirs.answer).all(), "SciPy finds other chains"
        figures = mine.cpu_s, mine.peak_mb, theirs.cpu_s, theirs.peak_mb, theirs.cpu_s / mine.cpu_s
        rows.append((name, mine.answer.size.size, *figures))
    return rows


def on_map_points() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """As police data places events: in a town of 43 square kilometres."""
    rng = np.random.default_rng(5)
    x, y = rng.uniform(0, 6_557, (2, 2_000))[:, rng.integers(0, 2_000, 65_669)]
    return x, y, rng.integers(0, 1_096, 65_669)


def by_tree(x: np.ndarray, y: np.ndarray, days: np.ndarray) -> np.ndarray:
    """All pairs of a k-d tree, those near in time, and the connected parts of their graph."""
    left, right = spatial.KDTree(np.column_stack([x, y])).query_pairs(200, output_type="ndarray").T
    near = np.abs(days[left] - days[right]) < 14
    graph = sparse.coo_array((np.ones(near.sum()), (left[near], right[near])), shape=(x.size, x.size))
    sizes = np.bincount(sparse.csgraph.connected_components(graph, directed=False)[1])
    return np.sort(sizes[sizes > 1])


if __name__ == "__main__":
    main()
