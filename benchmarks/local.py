"""Gi* and local Moran's I against esda at equal answers, and whether their p keep their word."""

from __future__ import annotations

import functools
import warnings

import esda
import numpy as np
from libpysal import graph
from libpysal.weights import W, lat2W
from scipy import sparse

from benchmarks.measure import Figure, measure, table
from wardwise.methods import local

SIZES = ((60, 45), (216, 144), (540, 360))
HEAD = ("what", "cells", "ours, CPU s", "ours, MB", "esda", "esda, CPU s", "esda, MB", "esda / ours", "agreement")
PEER_CELLS = 40_000  # esda would take minutes for more


def main() -> None:
    warnings.simplefilter("ignore")
    g_local(*small(), 9)  # compiles once, 16 s of CPU
    rows = []
    for high, wide in SIZES:
        rows += against_esda(counts(high, wide))
    table(HEAD, rows)
    print()
    table(("null", "method", "p <= 0.01", "p <= 0.05", "p <= 0.2"), calibration())


def counts(high: int, wide: int) -> np.ndarray:
    """Counts with nine cells in ten empty and a few very busy places, as 100 m cells of a county have."""
    rng = np.random.default_rng(5)
    busy = rng.gamma(0.05, 20, (high, wide))
    for _ in range(high * wide // 500):
        i, j = rng.integers(0, high - 3), rng.integers(0, wide - 3)
        busy[i : i + 3, j : j + 3] += rng.gamma(2, 10)
    return rng.poisson(busy)


def weights(grid: np.ndarray, *, with_self: bool) -> sparse.csr_array:
    return local.grid_weights(np.ones(grid.shape, dtype=bool), with_self=with_self)


def as_graph(w: sparse.csr_array) -> graph.Graph:
    return graph.Graph.from_sparse(w)


def small() -> tuple[np.ndarray, graph.Graph]:
    grid = counts(20, 20)
    return grid.ravel().astype(float), as_graph(weights(grid, with_self=True))


def against_esda(grid: np.ndarray) -> list[tuple[object, ...]]:
    x, cells = grid.ravel().astype(float), grid.size
    near, others = weights(grid, with_self=True), weights(grid, with_self=False)
    z = measure(functools.partial(local.gi_star_on_grid, grid, p_values="none"))
    by_matrix = measure(functools.partial(local.gi_star, x, near))
    exact = measure(functools.partial(local.gi_star_on_grid, grid))
    moran = measure(functools.partial(local.local_moran_exact, grid.ravel(), others))
    drawn = measure(functools.partial(local.local_moran_permuted, x, others, rng=np.random.default_rng(1)), repeats=1)
    around = measure(functools.partial(local.gi_star_permuted, x, near, rng=np.random.default_rng(1)), repeats=1)
    assert np.allclose(by_matrix.answer.z, z.answer.z.ravel())
    if cells > PEER_CELLS:
        return [
            (what, cells, figure.cpu_s, figure.peak_mb, "", "", "", "", "")
            for what, figure in (
                ("Gi*, z", z),
                ("Gi*, z, by weight matrix", by_matrix),
                ("Gi*, z and exact p", exact),
                ("local Moran, exact p", moran),
                ("local Moran, 999 draws", drawn),
                ("Gi*, 999 draws", around),
            )
        ]
    g, h = as_graph(near), as_graph(others)
    their_z = measure(functools.partial(g_local, x, g, 0), repeats=1)
    old = lat2W(*grid.shape, rook=False)
    older_z = measure(functools.partial(g_local, x, old, 0), repeats=1)
    assert np.allclose(older_z.answer[0], by_matrix.answer.z, atol=1e-9), "esda's z differs"
    their_p = measure(functools.partial(g_local, x, g, 999), repeats=1)
    their_i = measure(functools.partial(i_local, x, h, 999), repeats=1)
    assert np.allclose(their_z.answer[0], by_matrix.answer.z, atol=1e-9), "esda's z differs"
    scaled = moran.answer.i * (cells - 1) / cells  # esda divides by n - 1
    assert np.allclose(their_i.answer[0], scaled, atol=1e-9), "esda's I differs"
    return [
        line("Gi*, z", cells, z, "z, transform B, weights as `W`", older_z, "1e-9"),
        line("Gi*, z", cells, z, "z, transform B, as `Graph`", their_z, "1e-9"),
        line("Gi*, z, by weight matrix", cells, by_matrix, "z, transform B, as `Graph`", their_z, "1e-9"),
        line("Gi*, z and exact p", cells, exact, "999 permutations", their_p, "z; its p is folded"),
        line("Gi*, 999 draws", cells, around, "999 permutations", their_p, "z; its p is folded"),
        line("local Moran, exact p", cells, moran, "999 permutations", their_i, "I; its p is folded"),
        line("local Moran, 999 draws", cells, drawn, "999 permutations", their_i, "I; its p is folded"),
    ]


def line(what: str, cells: int, ours: Figure, peer: str, theirs: Figure, agreement: str) -> tuple[object, ...]:
    ratio = theirs.cpu_s / ours.cpu_s
    return what, cells, ours.cpu_s, ours.peak_mb, peer, theirs.cpu_s, theirs.peak_mb, ratio, agreement


def g_local(
    x: np.ndarray, g: graph.Graph | W, permutations: int, transform: str = "B"
) -> tuple[np.ndarray, np.ndarray]:
    found = esda.G_Local(
        x, g, transform=transform, star=True, permutations=permutations, seed=1, keep_simulations=False, n_jobs=1
    )
    return found.Zs, getattr(found, "p_sim", np.zeros(0))


def i_local(x: np.ndarray, g: graph.Graph, permutations: int) -> tuple[np.ndarray, np.ndarray]:
    found = esda.Moran_Local(x, g, permutations=permutations, seed=1, keep_simulations=False, n_jobs=1)
    return found.Is, found.p_sim


def calibration(simulations: int = 400) -> list[tuple[object, ...]]:
    """Share of p-values at or below a level when counts lie anywhere: never above it, by much, is what is asked."""
    rng, rows = np.random.default_rng(3), []
    nulls = {
        "Poisson, mean 3": lambda: rng.poisson(3, (30, 30)),
        "nine cells in ten empty": lambda: rng.negative_binomial(0.05, 0.05, (30, 30)),
        "one in a hundred not empty": lambda: rng.binomial(1, 0.01, (30, 30)) * rng.integers(1, 30, (30, 30)),
    }
    for name, draw in nulls.items():
        found: dict[str, list[np.ndarray]] = {"Gi*, exact": [], "Gi*, normal": [], "local Moran, exact": []}
        for _ in range(simulations):
            grid = draw()
            found["Gi*, exact"].append(local.gi_star_on_grid(grid).p_high.ravel())
            found["Gi*, normal"].append(local.gi_star(grid.ravel(), weights(grid, with_self=True)).p_high)
            moran = local.local_moran_exact(grid.ravel(), weights(grid, with_self=False))
            found["local Moran, exact"].append(moran.p_alike)
        for method, p in found.items():
            shares = [f"{np.mean(np.concatenate(p) <= level):.4f}" for level in (0.01, 0.05, 0.2)]
            rows.append((name, method, *shares))
    return rows


if __name__ == "__main__":
    main()
