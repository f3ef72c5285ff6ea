"""Near repeats against pointpats, and what the peers get wrong beside what is right."""

from __future__ import annotations

import functools
import importlib.util
import warnings

import numpy as np
from pointpats.spacetime import Knox, knox
from scipy import sparse, spatial, stats

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
    print("\n## Faults\n")
    table(("fault", "theirs", "ours", "right"), faults())


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


def faults() -> list[tuple[object, ...]]:
    """Each on a small input that shows it."""
    x, y, days = town(200)
    given = days.astype(float)[:, None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        knox(np.column_stack([x, y]), given, 500, 27, permutations=9)
        changed = int((given[:, 0] != days).sum())
        apart = spread_out()
        np.random.seed(1)  # the peer draws from the global generator
        folded = knox(np.column_stack(apart[:2]), apart[2].copy()[:, None], 50, 7, permutations=99)
    right = nearrepeats.knox(
        *apart, distance_edges=[0, 50], day_edges=[0, 8], rng=np.random.default_rng(1), replications=99
    )
    x, y, days = knox_1964()
    cell = Knox(np.column_stack([x, y]), days[:, None], 1, 59, permutations=0)
    seen, mean = cell.observed[0, 0], cell.expected[0, 0]
    rows = [
        ("pointpats.knox shuffles the caller's times", f"{changed} of 200 rows changed", "0 changed", "0"),
        (
            "pointpats.knox folds p: avoidance looks like clustering",
            f"p = {float(folded['pvalue'][0]):.2f}",
            f"p_high = {right.p_high[0, 0]:.2f}, p_low = {right.p_low[0, 0]:.2f}",
            "1.00 and 0.01",
        ),
        (
            "pointpats.Knox: Poisson p leaves the observed count out",
            f"{float(cell.p_poisson):.4f}",
            "no Poisson p",
            f"P(X >= {seen:.0f}) = {stats.poisson.sf(seen - 1, mean):.4f}",
        ),
    ]
    return [*rows, *open_cp_faults()]


def knox_1964() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Made events with the margins of Knox's table: 96 cases, 25 pairs near in space, 152 in time, 5 in both."""
    x = np.where(np.arange(96) < 50, np.arange(96) // 2, np.arange(96)) * 10.0
    days = np.arange(96) * 1_000.0
    days[[*range(8), *range(50, 59)]] = -1_000
    days[[8, 9, *range(60, 64)]] = -2_000
    days[[70, 71]] = -3_000
    return x, np.zeros(96), days


def spread_out() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of near places whose events are always half a year apart: fewer near pairs than any shuffle has."""
    rng = np.random.default_rng(6)
    x = np.repeat(np.arange(60) * 1_000.0, 2) + np.tile([0, 10], 60)
    days = np.column_stack([first := rng.integers(0, 20, 60), first + 180]).ravel().astype(float)
    return x, np.zeros(120), days


def open_cp_faults() -> list[tuple[object, ...]]:
    if importlib.util.find_spec("open_cp") is None:
        return [("open_cp", "not installed: it is on no package index", "", "")]
    np.object = object  # open_cp asks NumPy for a name that left it in 1.24
    from open_cp import data
    from open_cp.knox import Knox as Theirs

    x, y, days = np.arange(20) * 100.0, np.zeros(20), np.arange(20)
    theirs = Theirs(space_bins=[(0, 100), (100, 200)], time_bins=[(np.timedelta64(0, "D"), np.timedelta64(2, "D"))])
    theirs.data = data.TimedPoints.from_coords(np.datetime64("2024-01-01") + days, x, y)
    found = theirs.calculate(iterations=99)
    edges = {"distance_edges": [0, 100, 200], "day_edges": [0, 2]}
    mine = nearrepeats.knox(x, y, days, rng=np.random.default_rng(1), replications=99, **edges)
    return [
        ("open_cp: p can be 0", f"p = {found.pvalue(1, 0)}", f"p = {mine.p_high[1, 0]}", "1 / (n + 1) at least"),
        (
            "open_cp: a pair on an edge is in both bands",
            f"{found.statistic(0, 0):.0f} and {found.statistic(1, 0):.0f}",
            f"{mine.observed[0, 0]} and {mine.observed[1, 0]}",
            "each pair once",
        ),
    ]


if __name__ == "__main__":
    main()
