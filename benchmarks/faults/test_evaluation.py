"""Errors that promise 5% false alarms and give more, on data sets in which nothing happened."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from benchmarks.evaluation_size import carried, panel
from wardwise.methods import evaluation

pytestmark = pytest.mark.peer("statsmodels", "0.15")
SETS = 300
STANDARD_ERROR = np.sqrt(0.05 * 0.95 / SETS)


def test_newey_west_errors_call_steps_that_are_not_there():
    """Turner and others (2021), doi:10.1186/s12874-021-01364-0."""
    rng, t = np.random.default_rng(3), np.arange(36)
    after, angle = t >= 24, 2 * np.pi * t / 12
    waves = [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
    design = np.column_stack([after, after * (t - 24) / 12, np.ones(36), t / 12, *waves]).astype(float)
    months = rng.poisson(60 * np.exp(0.3 * np.sin(angle) + 0.15 * carried(rng, (SETS, 36), 0.3)))
    lags = {"cov_type": "HAC", "cov_kwds": {"maxlags": 3, "use_correction": True}}
    peer = [sm.GLM(one, design, family=sm.families.Poisson()).fit(**lags).pvalues[0] for one in months]
    ours = [evaluation.interrupted_series(one, 24).step.p_value for one in months]
    assert np.mean(np.array(peer) < 0.05) > 0.15
    assert np.mean(np.array(ours) < 0.05) < 0.05 + 3 * STANDARD_ERROR


def test_clustered_errors_with_three_treated_places_cry_wolf():
    """Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004."""
    rng = np.random.default_rng(3)
    place, month = (index.ravel() for index in np.indices((15, 16)))
    acted = (place < 3) & (month >= 8)
    full = np.column_stack([acted, month[:, None] == np.arange(1, 16), place[:, None] == np.arange(15)]).astype(float)
    peer, ours = [], []
    for counts in panel(rng, SETS, 3, 12, 16, 1.0):
        model = sm.GLM(counts.ravel(), full, family=sm.families.Poisson())
        peer.append(model.fit(cov_type="cluster", cov_kwds={"groups": place}).pvalues[0])
        found = evaluation.difference_in_differences(counts, np.arange(15) < 3, 8, family="poisson", errors="CR2")
        ours.append(not found.low <= 1 <= found.high)
    assert np.mean(np.array(peer) < 0.05) > 0.12
    assert np.mean(ours) < 0.05 + 3 * STANDARD_ERROR
