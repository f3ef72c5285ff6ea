from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from wardwise.methods import hawkes
from wardwise.methods.hawkes.tests.made import PERIOD, SIDE, TOWN, town

FOUND = hawkes.fit(*town(2_000, np.random.default_rng(7)), TOWN, **PERIOD)


def grid(side, west=0.0, south=0.0, east=SIDE, north=SIDE):
    x, y = np.meshgrid(np.arange(west, east, side), np.arange(south, north, side))
    return np.column_stack([x.ravel(), y.ravel(), x.ravel() + side, y.ravel() + side])


def ahead(cells, days=30.0, found=FOUND):
    return hawkes.expected_counts(found, cells, start_day=1000, horizon_days=days)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([[0, 0, 1]], "rows of west"),
        (np.empty((0, 4)), "rows of west"),
        ([[0, 0, np.nan, 1]], "missing or infinite in 1 of 1"),
        ([[0, 0, 0, 1]], "west below their east"),
        ([[0, 0, 100, 100], [150, 0, 250, 100]], "one grid; 1 of 2"),
        ([[0, 0, 100, 100], [100, 0, 300, 100]], "one grid; 1 of 2"),
    ],
)
def test_cells_that_are_no_grid_are_refused(cells, words):
    with pytest.raises(ValueError, match=words):
        ahead(cells)


def test_horizons_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="horizon_days must be above 0"):
        ahead(grid(1000), days=0)
    with pytest.raises(ValueError, match="before the end of the fitted period"):
        hawkes.expected_counts(FOUND, grid(1000), start_day=999, horizon_days=1)


def test_cells_may_come_in_any_order_and_may_be_few():
    cells = grid(500)
    order = np.random.default_rng(1).permutation(len(cells))[:50]
    np.testing.assert_allclose(ahead(cells[order]).total, ahead(cells).total[order], rtol=1e-9)


def test_small_cells_add_up_to_large_ones():
    small, large = ahead(grid(100)).total, ahead(grid(1000)).total
    added = small.reshape(10, 10, 10, 10).sum(axis=(1, 3)).ravel()
    np.testing.assert_allclose(added, large, rtol=0.03, atol=0.02)  # wide sources are drawn together in fine cells


def test_cells_outside_the_area_expect_nothing_and_halves_half():
    beside, across, within = ahead([[-1000, 0, 0, 1000]]), ahead([[-500, 0, 500, 1000]]), ahead([[0, 0, 500, 1000]])
    assert beside.total.tolist() == [0]
    assert 0 < across.total[0] <= 1.1 * within.total[0]


def test_the_expected_count_is_the_mean_of_many_futures():
    rng = np.random.default_rng(3)
    cells = grid(2500)
    counts = np.zeros((300, len(cells)))
    for future in counts:
        made = hawkes.simulate(FOUND, start_day=1000, horizon_days=30, rng=rng)
        number = (made.y // 2500).astype(int) * 4 + (made.x // 2500).astype(int)
        future[:] = np.bincount(number, minlength=16)
    mean, error = counts.mean(axis=0), counts.std(axis=0) / np.sqrt(300)
    wanted = ahead(cells).total
    assert counts.sum(axis=1).mean() == pytest.approx(wanted.sum(), rel=0.03)
    assert (np.abs(mean - wanted) < 4 * error + 0.02 * wanted).all()


def test_known_events_fade_with_the_days_and_a_long_horizon_holds_all_they_bring():
    first, second = ahead(grid(1000), days=10.0).triggered.sum(), ahead(grid(1000), days=1000.0).triggered.sum()
    age = 1000 - FOUND.days
    left = FOUND.theta * np.exp(-FOUND.omega_per_day * age[age < 60]).sum() / (1 - FOUND.theta)
    assert first < second == pytest.approx(left, rel=0.04)  # some fall outside


def test_without_triggering_only_the_background_goes_on():
    x, y, days = town(1_000, np.random.default_rng(1), theta=0, clustered=False)
    alone = hawkes.fit(x, y, days, TOWN, **PERIOD, triggering=False)
    expected = ahead(grid(1000), days=100.0, found=alone)
    assert expected.triggered.sum() == 0
    assert expected.total.sum() == pytest.approx(100, rel=0.01)


def test_the_model_explains_as_many_as_there_are_in_all_and_nearly_in_each_cell():
    residuals = hawkes.cell_residuals(FOUND, grid(1000))
    assert residuals.seen.sum() == FOUND.x.size
    assert residuals.expected.sum() == pytest.approx(FOUND.x.size, rel=0.01)
    assert np.abs(residuals.pearson).max() < 4


def test_what_is_explained_is_what_the_formula_written_out_says():
    cells, (x, y) = grid(1000), (FOUND.x[:, None], FOUND.y[:, None])

    def shares(width):
        west, south, east, north = cells.T
        across = ndtr((east - x) / width) - ndtr((west - x) / width)
        return across * (ndtr((north - y) / width) - ndtr((south - y) / width))

    levels, chance = FOUND.background, FOUND.background_chance
    background = levels.shares[-1] / 100 * FOUND.background_events
    for share, width in zip(levels.shares[:-1], levels.bandwidths_m, strict=True):
        curves = shares(width[:, None])
        background = background + share * (chance[:, None] * curves / curves.sum(axis=1, keepdims=True)).sum(axis=0)
    ended = -np.expm1(-FOUND.omega_per_day * np.minimum(1000 - FOUND.days, 60))
    triggered = FOUND.theta * (ended[:, None] * shares(FOUND.sigma_m)).sum(axis=0)
    found = hawkes.explained_counts(FOUND, cells)
    np.testing.assert_allclose(found.background, background, rtol=0.01, atol=0.01)
    np.testing.assert_allclose(found.triggered, triggered, rtol=1e-3, atol=1e-4)  # curves end at 4.5 deviations


def test_waits_on_the_right_clock_are_exponential():
    residuals = hawkes.time_residuals(FOUND)
    assert min(residuals.waits_p, residuals.drift_p) > 0.05
    assert residuals.clock[-1] == pytest.approx(FOUND.x.size, rel=0.01)
    assert (np.diff(residuals.clock) >= 0).all()


def test_the_clock_is_that_of_the_formula_written_out():
    order = np.argsort(FOUND.days)
    days = FOUND.days[order]
    inside = hawkes.residuals.share_of_kernel(TOWN, FOUND.x[order], FOUND.y[order], FOUND.sigma_m)
    lag = np.clip(days[:, None] - days, 0, FOUND.reach_days)
    brought = FOUND.theta * ((1 - np.exp(-FOUND.omega_per_day * lag)) * inside).sum(axis=1)
    wanted = FOUND.background_events * days / 1000 + brought
    np.testing.assert_allclose(hawkes.time_residuals(FOUND).clock, wanted, rtol=1e-6)


def test_a_change_the_model_does_not_know_of_is_seen():
    x, y, days = town(2_000, np.random.default_rng(7))
    rising = hawkes.fit(x, y, 1000 * np.sqrt(days / 1000), TOWN, **PERIOD)
    assert hawkes.time_residuals(rising).drift_p < 1e-6


def test_towns_made_from_the_fit_give_its_numbers_again():
    again = hawkes.bootstrap(FOUND, replications=8, rng=np.random.default_rng(5))
    assert again.theta.mean() == pytest.approx(FOUND.theta, abs=3 * FOUND.theta_error)
    assert 0.3 < again.theta.std() / FOUND.theta_error < 2.5
    with pytest.raises(ValueError, match="replications must be 1 or more"):
        hawkes.bootstrap(FOUND, replications=0, rng=np.random.default_rng(5))
