"""Does the interval of the displacement difference cover what was planted, as often as it says?"""

from __future__ import annotations

import numpy as np
import pytest

from wardwise.demo import rates
from wardwise.demo.process import clustered_counts
from wardwise.demo.town import Town, make_town
from wardwise.methods.displacement import weighted_displacement_difference

SEEDS = 500
ASB = "anti-social-behaviour"


@pytest.fixture(scope="module")
def town() -> Town:
    return make_town(3, as_of="2026-08")


def expected_table(town: Town) -> np.ndarray:
    """Records expected before and during the campaign in treated, control, buffer and control buffer."""
    truth, ward = town.truth, town.land.lsoa_ward
    during = tuple(range(truth.campaign[0], truth.campaign[1] + 1))
    before = tuple(month - 12 for month in during)
    zones = (
        tuple(np.flatnonzero(np.isin(ward, truth.treated_wards))),
        tuple(np.flatnonzero(np.isin(ward, truth.control_wards))),
        truth.buffer_lsoas,
        truth.control_buffer_lsoas,
    )
    return np.array([[truth.expected(town, zone, months, ASB) for months in (before, during)] for zone in zones])


def coverage(table: np.ndarray, repeats: float, dispersion: float) -> float:
    change = table[:, 1] - table[:, 0]
    true = change[0] - change[1] + change[2] - change[3]
    drawn = np.concatenate(
        [clustered_counts(table, repeats, np.random.default_rng(seed), 1) for seed in range(SEEDS)]
    )
    found = weighted_displacement_difference(
        drawn[:, 0], drawn[:, 1], buffer=drawn[:, 2], buffer_control=drawn[:, 3], dispersion=dispersion
    )
    return float(((found.low <= true) & (true <= found.high)).mean())


def test_the_interval_covers_the_true_effect_at_its_nominal_rate(town):
    # 500 towns: the standard error of a rate of 95% is 1 point; three of them are allowed.
    assert coverage(expected_table(town), 0.0, 1.0) == pytest.approx(0.95, abs=0.03)


def test_where_incidents_cluster_it_covers_too_seldom_until_it_is_widened(town):
    repeats = rates.CATEGORIES[rates.ASB].repeats
    table = expected_table(town)
    assert coverage(table, repeats, 1.0) < 0.93
    assert coverage(table, repeats, 1 / (1 - repeats) ** 2) == pytest.approx(0.95, abs=0.03)


def test_the_planted_effect_is_a_quarter_in_the_treated_wards(town):
    table = expected_table(town)
    treated, control = table[0, 1] / table[0, 0], table[1, 1] / table[1, 0]
    assert treated / control == pytest.approx(0.75, abs=0.01)  # the categories' trend is the same in both
