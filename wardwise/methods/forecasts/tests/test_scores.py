from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from wardwise.methods.forecasts import calibration, forecast_scores, hit_rate_curve, overlap

ROWS = st.integers(0, 2**32 - 1).map(lambda seed: made(np.random.default_rng(seed)))


def made(rng, cells=40):
    """Scores with many ties, counts and areas."""
    return rng.integers(0, 6, cells).astype(float), rng.poisson(0.7, cells), rng.uniform(0.1, 1, cells)


def by_hand(score, events, area, coverage):
    """Cells one by one; where the last ones are equal, each of them in part."""
    left, hits = coverage * area.sum(), 0.0
    for value in sorted(set(score), reverse=True):
        group = score == value
        part = min(1.0, left / area[group].sum())
        hits, left = hits + part * events[group].sum(), left - part * area[group].sum()
        if left <= 0:
            break
    return hits / events.sum()


@given(ROWS)
def test_hits_are_those_counted_cell_by_cell(rows):
    score, events, area = rows
    for coverage in (0.01, 0.2, 0.77):
        assert hit_rate_curve(score, events + 1, area).at(coverage) == pytest.approx(
            by_hand(score, events + 1, area, coverage)
        )


@given(ROWS, st.integers(0, 2**32 - 1))
def test_neither_the_order_of_rows_nor_the_unit_of_area_nor_of_the_score_matters(rows, seed):
    score, events, area = rows
    order = np.random.default_rng(seed).permutation(score.size)
    first = forecast_scores(score, events + 1, area, coverage=0.1, expected=score + 0.5)
    other = forecast_scores(
        np.exp(score)[order], events[order] + 1, 7 * area[order], coverage=0.1, expected=(9 * score + 4.5)[order]
    )
    assert [first.pai, first.pei, first.auc5, first.bits] == pytest.approx(
        [other.pai, other.pei, other.auc5, other.bits]
    )


def test_a_score_that_says_nothing_is_worth_what_chance_is():
    rng = np.random.default_rng(1)
    events, area = rng.poisson(2.0, 500), rng.uniform(0.5, 2, 500)
    found = forecast_scores(np.zeros(500), events, area, coverage=0.02, expected=area)
    assert (found.pai, found.bits) == pytest.approx((1.0, 0.0))
    assert found.auc5 == pytest.approx(0.025)


def test_the_events_themselves_are_the_best_score_there_is():
    rng = np.random.default_rng(2)
    events, area = rng.poisson(0.5, 500), rng.uniform(0.5, 2, 500)
    assert forecast_scores(events / area, events, area, coverage=0.02).pei == pytest.approx(1.0)


def test_an_event_where_none_was_expected_costs_everything():
    assert forecast_scores([1, 0], [1, 1], [1, 1], coverage=0.5, expected=[1, 0]).bits == -np.inf


def test_a_window_without_events_has_no_score():
    found = forecast_scores([1, 2], [0, 0], [1, 1], coverage=0.5, expected=[1, 1])
    assert found.events == 0
    assert np.isnan([found.pai, found.pei, found.auc5, found.bits]).all()
    with pytest.raises(ValueError, match="no event"):
        hit_rate_curve([1, 2], [0, 0], [1, 1])


@pytest.mark.parametrize(
    ("score", "events", "area", "why"),
    [
        ([1, np.nan, np.nan], [1, 1, 1], [1, 1, 1], "score is missing or infinite in 2 of 3"),
        ([1, 1, 1], [1, -1, 1], [1, 1, 1], "events must be 0 or more"),
        ([1, 1, 1], [1, 1, 1], [1, 0, 1], "area must be above 0"),
        ([1, 1], [1, 1, 1], [1, 1, 1], "same number of rows"),
        ([], [], [], "there must be a cell"),
    ],
)
def test_what_makes_no_sense_is_refused(score, events, area, why):
    with pytest.raises(ValueError, match=why):
        forecast_scores(score, events, area, coverage=0.1)


def test_expectations_that_are_true_are_found_calibrated():
    rng = np.random.default_rng(3)
    expected = rng.gamma(0.2, 2.0, 40_000)
    found = calibration(expected, rng.poisson(expected), level=0.999)
    assert (found.low < 1).all()
    assert (found.high > 1).all()
    assert found.ratio[-1] == pytest.approx(1, abs=0.024)  # 3 standard errors of 16,000 events


def test_intervals_of_calibration_are_those_of_a_poisson_count():
    found = calibration([10.0], [4], shares=[1.0])
    assert found.low[0] * 10 == pytest.approx(stats.chi2.ppf(0.025, 8) / 2)
    assert found.high[0] * 10 == pytest.approx(stats.chi2.ppf(0.975, 10) / 2)


def test_cells_where_nothing_was_expected_have_no_ratio():
    assert np.isnan(calibration([0.0, 0.0], [1, 0]).ratio).all()


@given(ROWS)
def test_overlap_is_whole_with_itself_and_what_chance_gives_with_a_flat_map(rows):
    score, _, area = rows
    assert overlap(score, score, area, coverage=0.3) == pytest.approx(1.0)
    assert overlap(score, np.zeros(score.size), area, coverage=0.3) <= 1.0
    assert overlap(score, -score, area, coverage=0.3) == pytest.approx(overlap(-score, score, area, coverage=0.3))
