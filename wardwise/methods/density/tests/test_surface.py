import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wardwise.methods.density import CellGrid, kernel_density, share_inside

GRID = CellGrid(1000.0, 2000.0, 50.0, 40, 30)


def events(n, seed=1):
    """Some of them outside the grid."""
    return np.random.default_rng(seed).uniform([800, 1800], [3200, 3700], (n, 2)).T


def distances(x, y, grid):
    east, north = np.meshgrid(grid.x, grid.y)
    return np.hypot(east[..., None] - x, north[..., None] - y)


def by_hand(kernel, x, y, w, grid, h):
    d = distances(x, y, grid) / h
    if kernel == "quartic":
        hill = np.where(d < 1, 3 / np.pi * (1 - d**2) ** 2, 0)
    else:
        hill = np.exp(-(d**2) / 2) / (2 * np.pi)
    return (hill * w).sum(axis=-1) / (h / 1000) ** 2


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
@pytest.mark.parametrize("h", [7.0, 120.0, 5000.0])
def test_every_cell_holds_the_sum_over_all_events(kernel, h):
    x, y = events(60)
    w = np.random.default_rng(2).uniform(0, 5, 60)
    found = kernel_density(x, y, GRID, bandwidth_m=h, kernel=kernel, weights=w, correct_edges=False)
    expected = by_hand(kernel, x, y, w, GRID, h)
    # a term near the edge of a hill is a small difference of large numbers
    near = max(found.error_per_km2, 1e-9 * expected.max())
    np.testing.assert_allclose(found.per_km2, expected, rtol=1e-12, atol=near)


def test_what_a_gaussian_leaves_out_stays_within_the_error_it_states():
    x, y = events(500)
    found = kernel_density(x, y, GRID, bandwidth_m=60, kernel="gaussian", correct_edges=False)
    gap = by_hand("gaussian", x, y, 1.0, GRID, 60.0) - found.per_km2
    assert gap.max() <= found.error_per_km2 + 1e-13 * found.per_km2.max()
    assert found.error_per_km2 < 1e-7


def test_gaussian_agrees_with_scipys():
    points = np.random.default_rng(1).normal(size=(2, 200))
    points -= points.mean(axis=1, keepdims=True)
    # scipy scales its width by the points' covariance: make that 300 m in every direction
    points = 300 * np.linalg.solve(np.linalg.cholesky(np.cov(points)), points) + [[2000], [2700]]
    theirs = stats.gaussian_kde(points, bw_method=1 / 3)(np.vstack([g.ravel() for g in np.meshgrid(GRID.x, GRID.y)]))
    ours = kernel_density(*points, GRID, bandwidth_m=100, kernel="gaussian", correct_edges=False)
    assert ours.per_km2.ravel() == pytest.approx(200e6 * theirs, rel=1e-9, abs=2 * ours.error_per_km2)


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
def test_the_volume_under_the_hills_is_the_sum_of_weights(kernel):
    x, y = np.random.default_rng(3).uniform([1800, 2600], [2200, 2900], (50, 2)).T
    found = kernel_density(x, y, GRID, bandwidth_m=80, kernel=kernel, correct_edges=False)
    # cells are half the size of the hills, so the midpoint sum of these smooth functions is good to a per mille
    assert found.per_km2.sum() * 0.05**2 == pytest.approx(50, rel=2e-3)


def test_a_point_with_weight_five_is_five_events():
    x, y = events(20)
    times = np.arange(20) % 4
    once = kernel_density(x, y, GRID, bandwidth_m=200, weights=times)
    spelled = kernel_density(np.repeat(x, times), np.repeat(y, times), GRID, bandwidth_m=200)
    assert once.per_km2 == pytest.approx(spelled.per_km2, rel=1e-12, abs=1e-12)


@settings(max_examples=12)
@given(st.integers(0, 1000), st.sampled_from(["quartic", "gaussian"]), st.floats(-1e5, 1e5))
def test_order_shift_and_turning_the_map_change_nothing(seed, kernel, shift):
    x, y = events(15, seed)
    plain = kernel_density(x, y, GRID, bandwidth_m=150, kernel=kernel)
    order = np.random.default_rng(seed).permutation(15)
    moved = CellGrid(1000.0 + shift, 2000.0 - shift, 50.0, 40, 30)
    turned = CellGrid(2000.0, -3000.0, 50.0, 30, 40)
    a = kernel_density(x[order] + shift, y[order] - shift, moved, bandwidth_m=150, kernel=kernel).per_km2
    b = kernel_density(y, -x, turned, bandwidth_m=150, kernel=kernel).per_km2
    np.testing.assert_allclose(a, plain.per_km2, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(b[::-1].T, plain.per_km2, rtol=1e-9, atol=1e-9)


@settings(max_examples=12)
@given(st.floats(0.01, 100))
def test_scale_of_the_map_only_changes_the_unit(times):
    x, y = events(10)
    larger = CellGrid(1000.0 * times, 2000.0 * times, 50.0 * times, 40, 30)
    a = kernel_density(x, y, GRID, bandwidth_m=150).per_km2
    b = kernel_density(x * times, y * times, larger, bandwidth_m=150 * times).per_km2
    np.testing.assert_allclose(b * times**2, a, rtol=1e-8, atol=1e-6)


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
@pytest.mark.parametrize("h", [20.0, 70.0, 333.0])
def test_share_inside_is_the_integral_over_the_cells(kernel, h):
    inside = np.zeros(GRID.shape, dtype=bool)
    inside[10:14, 5:12] = True  # 1250 to 1600 m east, 2500 to 2700 m north
    found = share_inside(GRID, inside, bandwidth_m=h, kernel=kernel)

    # a fine midpoint sum; the kernel and its slope are continuous, so its error is that of the step's square
    east, north = (low + (np.arange(1500) + 0.5) * (high - low) / 1500 for low, high in ((1250, 1600), (2500, 2700)))
    d = np.hypot(east - GRID.x[6], north[:, None] - GRID.y[11]) / h
    hill = 3 / np.pi * np.maximum(1 - d * d, 0) ** 2 if kernel == "quartic" else np.exp(-d * d / 2) / (2 * np.pi)
    assert found[11, 6] == pytest.approx(hill.mean() * 350 * 200 / h**2, abs=1e-5)


def test_far_from_the_edge_the_whole_kernel_is_inside_and_in_a_corner_a_quarter():
    everywhere = np.ones(GRID.shape, dtype=bool)
    share = share_inside(GRID, everywhere, bandwidth_m=300)
    assert share[15, 20] == pytest.approx(1, abs=1e-9)
    assert share_inside(GRID, everywhere, bandwidth_m=1e6)[0, 0] < 1e-3
    assert 0.25 < share[0, 0] < 0.35


def test_even_ground_stays_even_up_to_the_edge_once_corrected():
    rng = np.random.default_rng(4)
    x, y = rng.uniform([1000, 2000], [3000, 3500], (100_000, 2)).T
    plain = kernel_density(x, y, GRID, bandwidth_m=400, correct_edges=False).per_km2
    fair = kernel_density(x, y, GRID, bandwidth_m=400).per_km2
    true = 100_000 / 3.0
    assert plain[0, 0] < 0.35 * true
    assert np.abs(fair / true - 1).max() < 0.08  # 2,000 events under a corner's quarter hill: 1.2 of their 6%


def test_outside_the_study_area_nothing_is_said():
    inside = np.ones(GRID.shape, dtype=bool)
    inside[:, :20] = False
    found = kernel_density(*events(30), GRID, bandwidth_m=100, inside=inside)
    assert np.isnan(found.per_km2[:, :20]).all()
    assert np.isfinite(found.per_km2[:, 20:]).all()


def test_no_events_one_event_and_all_in_one_place():
    assert kernel_density([], [], GRID, bandwidth_m=100).per_km2.max() == 0
    one = kernel_density([1500], [2500], GRID, bandwidth_m=100, correct_edges=False).per_km2
    many = kernel_density([1500] * 7, [2500] * 7, GRID, bandwidth_m=100, correct_edges=False).per_km2
    assert many == pytest.approx(7 * one)


def test_event_at_exactly_the_radius_counts_nothing():
    grid = CellGrid(0.0, 0.0, 100.0, 1, 1)
    assert kernel_density([150.0], [50.0], grid, bandwidth_m=100.0).per_km2.tolist() == [[0.0]]


def test_event_millions_of_metres_away_is_no_harm():
    found = kernel_density([-1e300, 1e12], [0.0, 1e12], GRID, bandwidth_m=100.0)
    assert found.per_km2.max() == 0


def test_arguments_are_left_as_they_were_and_may_be_read_only():
    x, y = events(5)
    w = np.ones(5)
    for array in (x, y, w):
        array.setflags(write=False)
    assert kernel_density(x, y, GRID, bandwidth_m=100, weights=w).per_km2.max() > 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": [np.nan, 1.0]}, "x is missing or infinite in 1 of 2 rows"),
        ({"weights": [1.0, -1.0]}, "weights must be 0 or more"),
        ({"weights": [1.0]}, "same number of rows"),
        ({"bandwidth_m": 0.0}, "bandwidth_m must be above 0"),
        ({"kernel": "flat"}, "quartic or gaussian"),
        ({"inside": np.ones((2, 2), dtype=bool)}, "grid's shape"),
        ({"inside": np.ones((30, 40))}, "must be bool"),
    ],
)
def test_impossible_arguments_are_refused(change, message):
    arguments = {"x": [1500.0, 1600.0], "y": [2500.0, 2600.0], "grid": GRID, "bandwidth_m": 100.0, **change}
    with pytest.raises(ValueError, match=message):
        kernel_density(**arguments)
