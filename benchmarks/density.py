"""Kernel density at equal answers, against scikit-learn and SciPy; and what a binned Fourier transform gets wrong."""

from __future__ import annotations

import functools

import numpy as np
from scipy import signal, stats
from sklearn.neighbors import KernelDensity

from benchmarks.measure import measure, table
from wardwise.methods.density import CellGrid, choose_bandwidth, kernel_density

SIZES = ((10_000, 2_000, 60, 45), (65_669, 13_000, 120, 90), (175_732, 13_921, 540, 360))
HEAD = ("what", "events", "cells", "ours, CPU s", "ours, MB", "peer", "peer, CPU s", "peer, MB", "peer / ours")
BANDWIDTH_M = 250.0


def main() -> None:
    rows = []
    for events, distinct, columns, high in SIZES:
        grid = CellGrid(500_000.0, 200_000.0, 100.0, columns, high)
        x, y = town(grid, events, distinct)
        rows += against_peers(grid, x, y)
    table(HEAD, rows)
    print()
    table(("events", "distinct places", "bandwidth search, CPU s", "MB", "chosen, m"), searches())
    print()
    table(
        ("events", "cells", "peak by FFT / exact, %", "greatest error in the top 1%", "top 1% shared"), by_fourier()
    )


def town(grid: CellGrid, events: int, distinct: int) -> tuple[np.ndarray, np.ndarray]:
    """Events on shared map points that crowd round forty centres, some points far busier than others."""
    rng = np.random.default_rng(7)
    centres = rng.uniform([grid.x[0], grid.y[0]], [grid.x[-1], grid.y[-1]], (40, 2))
    points = centres[rng.integers(0, 40, distinct)] + rng.normal(0, 25 * grid.columns**0.5, (distinct, 2))
    busy = rng.gamma(0.4, size=distinct)
    return points[rng.choice(distinct, events, p=busy / busy.sum())].T.round()


def centres(grid: CellGrid) -> np.ndarray:
    return np.column_stack([g.ravel() for g in np.meshgrid(grid.x, grid.y)])


def against_peers(grid: CellGrid, x: np.ndarray, y: np.ndarray) -> list[tuple[object, ...]]:
    make = functools.partial(kernel_density, grid=grid, bandwidth_m=BANDWIDTH_M, correct_edges=False)
    places, times = np.unique(np.column_stack([x, y]), axis=0, return_counts=True)
    quartic = measure(functools.partial(make, x, y))
    weighted = measure(functools.partial(make, *places.T, weights=times))
    edges = measure(functools.partial(kernel_density, *places.T, grid, bandwidth_m=BANDWIDTH_M, weights=times))
    ours = measure(functools.partial(make, x, y, kernel="gaussian"))
    assert np.allclose(quartic.answer.per_km2, weighted.answer.per_km2)
    size, cells = x.size, grid.columns * grid.rows
    rows: list[tuple[object, ...]] = [
        (what, size, cells, figure.cpu_s, figure.peak_mb, "", "", "", "")
        for what, figure in (
            ("quartic", quartic),
            (f"quartic, {len(places):,} weighted places", weighted),
            ("... with edge correction", edges),
        )
    ]
    # Every event to every cell: where that is much, the peers do every so-manieth cell only, and we multiply.
    times_more = max(1, size * cells // 100_000_000)
    part = slice(None, None, times_more)
    for name, step in (("scikit-learn", by_sklearn), ("scipy gaussian_kde", by_scipy)):
        theirs = measure(functools.partial(step, x, y, centres(grid)[part]), repeats=1)
        near = np.abs(theirs.answer - ours.answer.per_km2.ravel()[part]).max() / theirs.answer.max()
        assert near < (1e-9 if name == "scikit-learn" else 1e-6), f"{name} answers otherwise: {near}"
        seconds = theirs.cpu_s * times_more
        said = f"{name}{f' (1/{times_more} of the cells)' if times_more > 1 else ''}"
        ratio = seconds / ours.cpu_s
        rows.append(("Gaussian", size, cells, ours.cpu_s, ours.peak_mb, said, seconds, theirs.peak_mb, ratio))
    return rows


def by_sklearn(x: np.ndarray, y: np.ndarray, at: np.ndarray) -> np.ndarray:
    fitted = KernelDensity(bandwidth=BANDWIDTH_M, kernel="gaussian", atol=0, rtol=0).fit(np.column_stack([x, y]))
    return np.exp(fitted.score_samples(at)) * x.size * 1e6


def by_scipy(x: np.ndarray, y: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Its width follows the points' covariance, so it is told another one: the same kernel in every direction."""
    fitted = stats.gaussian_kde(np.vstack([x, y]))
    fitted.cho_cov = np.eye(2) * BANDWIDTH_M
    return fitted.evaluate(at.T) * x.size * 1e6


def searches() -> list[tuple[object, ...]]:
    rows = []
    for events, distinct, columns, high in SIZES:
        x, y = town(CellGrid(500_000.0, 200_000.0, 100.0, columns, high), events, distinct)
        found = measure(functools.partial(choose_bandwidth, x, y, kernel="gaussian", widest_m=800), repeats=1)
        rows.append((events, found.answer.places, found.cpu_s, found.peak_mb, found.answer.bandwidth_m))
    return rows


def by_fourier() -> list[tuple[object, ...]]:
    """Count events by cell, then convolve the counts: what tools built on a Fourier transform do."""
    rows = []
    for events, distinct, columns, high in SIZES:
        grid = CellGrid(500_000.0, 200_000.0, 100.0, columns, high)
        x, y = town(grid, events, distinct)
        exact = kernel_density(x, y, grid, bandwidth_m=BANDWIDTH_M, correct_edges=False).per_km2
        edges = [grid.south + 100.0 * np.arange(high + 1), grid.west + 100.0 * np.arange(columns + 1)]
        counts = np.histogram2d(y, x, edges)[0]
        one = CellGrid(0.0, 0.0, 100.0, 9, 9)
        hill = kernel_density([450.0], [450.0], one, bandwidth_m=BANDWIDTH_M, correct_edges=False).per_km2
        fast = signal.fftconvolve(counts, hill, mode="same")
        top = np.argsort(exact.ravel())[::-1][: exact.size // 100]
        theirs = np.argsort(fast.ravel())[::-1][: exact.size // 100]
        error = np.abs(fast.ravel()[top] / exact.ravel()[top] - 1).max()
        shared = np.intersect1d(top, theirs).size / top.size
        rows.append((events, exact.size, 100 * fast.max() / exact.max(), f"{error:.1%}", f"{shared:.1%}"))
    return rows


if __name__ == "__main__":
    main()
