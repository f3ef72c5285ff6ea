from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.displacement import dispersion_of, weighted_displacement_difference


def test_over_dispersed_months_are_covered_only_when_widened():
    rng = np.random.default_rng(11)
    n, months, mean, spread = 2_000, 12, 20.0, 3.0
    draw = rng.negative_binomial(mean / (spread - 1), 1 / spread, (n, 2, 2 * months))  # variance is 3 x mean
    periods = np.repeat([0, 1], months)
    factor = np.array([dispersion_of(one, periods) for one in draw])
    tables = np.stack([draw[:, :, :months].sum(axis=2), draw[:, :, months:].sum(axis=2)], axis=-1)
    plain = weighted_displacement_difference(tables[:, 0], tables[:, 1])
    wide = weighted_displacement_difference(tables[:, 0], tables[:, 1], dispersion=factor)
    assert np.mean((plain.low <= 0) & (plain.high >= 0)) < 0.80
    assert np.mean((wide.low <= 0) & (wide.high >= 0)) == pytest.approx(0.95, abs=0.02)  # factor is estimated
    assert np.median(factor) == pytest.approx(spread, rel=0.1)


def test_a_season_that_all_zones_share_does_not_widen_the_interval():
    rng = np.random.default_rng(12)
    n, months = 2_000, 12
    season = 20 * (1 + 0.6 * np.sin(2 * np.pi * np.arange(2 * months) / 12))
    draw = rng.poisson(season, (n, 2, 2 * months))
    periods = np.repeat([0, 1], months)
    assert np.median([dispersion_of(one, periods) for one in draw]) > 3
    factor = np.array([dispersion_of(one, periods, share_months=True) for one in draw])
    assert np.median(factor) < 1.1
    tables = np.stack([draw[:, :, :months].sum(axis=2), draw[:, :, months:].sum(axis=2)], axis=-1)
    found = weighted_displacement_difference(tables[:, 0], tables[:, 1], dispersion=factor)
    # Never below 1, the factor errs on the wide side: a little more is covered than promised.
    assert 0.94 <= np.mean((found.low <= 0) & (found.high >= 0)) <= 0.985


def test_shared_months_do_not_hide_what_each_zone_does_alone():
    rng = np.random.default_rng(13)
    spread, mean = 3.0, 20.0
    draw = rng.negative_binomial(mean / (spread - 1), 1 / spread, (2_000, 2, 24))  # variance is 3 x mean
    periods = np.repeat([0, 1], 12)
    factor = [dispersion_of(one, periods, share_months=True) for one in draw]
    assert np.median(factor) == pytest.approx(spread, rel=0.1)
    with pytest.raises(ValueError, match="two zones"):
        dispersion_of([1, 2, 3], share_months=True)


def test_a_step_between_the_periods_is_not_taken_for_dispersion():
    months = [10] * 6 + [40] * 6
    assert dispersion_of(months) > 5
    assert dispersion_of(months, [0] * 6 + [1] * 6) == 1.0


def test_dispersion_of_zeros_is_one_and_of_one_month_is_refused():
    assert dispersion_of([[0, 0, 0], [0, 0, 0]]) == 1.0
    with pytest.raises(ValueError, match="two months"):
        dispersion_of([5])
    with pytest.raises(ValueError, match="3 months"):
        dispersion_of([5, 4, 3], [0, 1])
