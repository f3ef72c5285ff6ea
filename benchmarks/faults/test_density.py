"""Binned densities and cross-validation over shared points, against the sum over all events."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.neighbors import KernelDensity

from benchmarks.density import BANDWIDTH_M, town
from wardwise.methods.density import CellGrid, choose_bandwidth, kernel_density


def quartic(x: np.ndarray, y: np.ndarray, grid: CellGrid) -> np.ndarray:
    return kernel_density(x, y, grid, bandwidth_m=BANDWIDTH_M, correct_edges=False).per_km2


@pytest.mark.peer("scipy", "1")
def test_counting_by_cell_before_a_fourier_transform_bends_peaks_and_reorders_the_top_cells():
    grid = CellGrid(500_000.0, 200_000.0, 100.0, 120, 90)
    x, y = town(grid, 65_669, 8_356)
    edges = [grid.south + 100.0 * np.arange(91), grid.west + 100.0 * np.arange(121)]
    hill = quartic(np.array([450.0]), np.array([450.0]), CellGrid(0.0, 0.0, 100.0, 9, 9))
    peer = signal.fftconvolve(np.histogram2d(y, x, edges)[0], hill, mode="same").ravel()
    ours = quartic(x, y, grid).ravel()
    top = np.argsort(ours)[::-1][:108]
    assert np.abs(peer[top] / ours[top] - 1).max() > 0.1
    assert np.intersect1d(top, np.argsort(peer)[::-1][:108]).size < 104
    # The textbook at the first of them: every event by itself.
    row, column = divmod(int(top[0]), 120)
    gap2 = (x - grid.west - 100 * column - 50) ** 2 + (y - grid.south - 100 * row - 50) ** 2
    inside = np.maximum(1 - gap2 / BANDWIDTH_M**2, 0)
    assert ours[top[0]] == pytest.approx(3e6 / (np.pi * BANDWIDTH_M**2) * (inside**2).sum(), rel=1e-9)


@pytest.mark.peer("scikit-learn", "1.9")
def test_cross_validation_over_shared_points_ends_at_no_bandwidth_at_all():
    """Twenty events on each of 300 map points: leaving out one of twenty leaves nineteen at no distance."""
    x, y = np.repeat(np.random.default_rng(3).normal(0, 600, (2, 300)), 20, axis=1)
    folds = KFold(10, shuffle=True, random_state=1)
    widths = {"bandwidth": [1.0, 5.0, 25.0, 100.0, 200.0, 400.0]}
    peer = GridSearchCV(KernelDensity(), widths, cv=folds).fit(np.column_stack([x, y]))
    ours = choose_bandwidth(x, y, kernel="gaussian", narrowest_m=1.0)
    assert peer.best_params_["bandwidth"] == 1.0
    assert ours.bandwidth_m == pytest.approx(600 * 300 ** (-1 / 6), rel=0.2)  # 232 m: least square error
