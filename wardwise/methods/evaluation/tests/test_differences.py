from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardwise.methods.evaluation import (
    NoAnswer,
    course,
    difference_in_differences,
    placebo_places,
    placebo_starts,
    pre_trend,
    ratio_of_ratios,
)
from wardwise.methods.evaluation.tests.made import panel


def test_two_periods_in_closed_form_equal_the_regression():
    counts, treated, start = panel(np.random.default_rng(1), treated=5, others=8)
    before, after = counts[:, :start].sum(axis=1), counts[:, start:].sum(axis=1)
    short = ratio_of_ratios(before, after, treated)
    long = difference_in_differences(np.column_stack([before, after]), treated, 1)
    assert short.log_ratio == pytest.approx(long.log_ratio, abs=1e-9)
    assert short.standard_error == pytest.approx(long.standard_error, rel=1e-8)
    assert short.degrees == pytest.approx(long.degrees, rel=1e-6)
    # The months between do not change a Poisson ratio at all.
    assert difference_in_differences(counts, treated, start).log_ratio == pytest.approx(short.log_ratio, abs=1e-9)


def test_many_panels_at_once_equal_one_at_a_time():
    counts, treated, start = panel(np.random.default_rng(2), sets=20)
    before, after = counts[..., :start].sum(axis=-1), counts[..., start:].sum(axis=-1)
    many = ratio_of_ratios(before, after, treated)
    for i in range(20):
        one = ratio_of_ratios(before[i], after[i], treated)
        assert (one.log_ratio, one.low, one.p_value) == pytest.approx(
            (many.log_ratio[i], many.low[i], many.p_value[i]), rel=1e-12
        )


def test_no_panel_at_all_has_no_ratio():
    assert ratio_of_ratios(np.zeros((0, 4)), np.zeros((0, 4)), [1, 1, 0, 0]).ratio.shape == (0,)


@pytest.mark.parametrize(("treated", "others"), [(10, 20), (4, 30)])
def test_the_interval_holds_the_truth_where_places_go_their_own_way(treated, others):
    rng = np.random.default_rng(20_261)
    counts, is_treated, start = panel(rng, treated=treated, others=others, ratio=0.7, sets=1_000)
    found = ratio_of_ratios(counts[..., :start].sum(axis=-1), counts[..., start:].sum(axis=-1), is_treated)
    held = np.mean((found.low <= 0.7) & (found.high >= 0.7))
    assert 0.925 < held < 0.99  # few places of unequal size: nearly, and with four rather too often


def test_counts_taken_as_poisson_would_cry_wolf():
    counts, treated, start = panel(np.random.default_rng(3), treated=8, others=12, own_way=0.3, sets=600)
    before, after = counts[..., :start].sum(axis=-1), counts[..., start:].sum(axis=-1)
    found = ratio_of_ratios(before, after, treated)
    plain = sum(1 / part[:, which].sum(axis=1) for part in (before, after) for which in (treated, ~treated)) ** 0.5
    assert np.mean(found.p_value < 0.05) == pytest.approx(0.05, abs=0.036)  # four standard errors of a share from 600
    assert np.mean(np.abs(found.log_ratio) > 1.96 * plain) > 0.25


@pytest.mark.parametrize("family", ["poisson", "negative binomial"])
@pytest.mark.parametrize("errors", ["CR1", "CR2"])
def test_a_planted_effect_is_found(family, errors):
    counts, treated, start = panel(np.random.default_rng(4), ratio=0.6, treated=15, others=30)
    found = difference_in_differences(counts, treated, start, family=family, errors=errors)
    assert found.low < 0.6 < found.high < 1
    assert (found.alpha > 0) == (family != "poisson")
    assert found.prevented_low < counts[treated][:, start:].sum() * (1 / 0.6 - 1) < found.prevented_high


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_order_labels_and_units_do_not_matter(seed, times):
    rng = np.random.default_rng(seed)
    counts, treated, start = panel(rng, treated=4, others=5, months=6, start=3)
    order = rng.permutation(9)
    plain = difference_in_differences(counts + 1, treated, start)
    other = difference_in_differences((counts + 1)[order], treated[order], start, exposure=times)
    assert other.log_ratio == pytest.approx(plain.log_ratio, abs=1e-8)
    assert other.standard_error == pytest.approx(plain.standard_error, rel=1e-6)
    mirror = difference_in_differences(counts + 1, ~treated, start)
    assert mirror.log_ratio == pytest.approx(-plain.log_ratio, abs=1e-8)


def test_exposure_takes_out_what_more_days_explain():
    counts = np.array([[10, 10, 20], [20, 20, 40], [30, 30, 30], [40, 40, 40]], dtype=float)
    days = np.array([[1, 1, 2], [1, 1, 2], [1, 1, 1], [1, 1, 1]], dtype=float)
    assert difference_in_differences(counts, [1, 1, 0, 0], 2, exposure=days).ratio == pytest.approx(1, abs=1e-9)


def test_places_and_months_without_events_say_nothing():
    counts, treated, start = panel(np.random.default_rng(5))
    padded = np.vstack([counts, np.zeros((2, 24))])
    found = difference_in_differences(padded, np.append(treated, [True, False]), start)
    assert found.left_out == 2
    assert found.log_ratio == pytest.approx(difference_in_differences(counts, treated, start).log_ratio, abs=1e-9)


def test_a_drift_before_the_start_is_seen_and_none_is_not():
    rng = np.random.default_rng(6)
    counts, treated, _ = panel(rng, own_way=0, treated=15, others=15)
    drift = np.exp(0.6 * np.arange(24) / 12)
    drifting = rng.poisson(np.where(treated[:, None], counts * drift, counts))
    found = pre_trend(drifting, treated, 24)
    assert found.low < np.exp(0.6) < found.high
    assert found.p_value < 0.01 < pre_trend(counts, treated, 24).p_value
    assert np.isnan(found.prevented)
    placebo = placebo_starts(drifting, treated, 24, [8, 12, 16])
    assert [one.p_value < 0.05 for one in placebo] == [True] * 3


def test_the_pre_trend_test_keeps_its_size():
    rng = np.random.default_rng(7)
    hits = sum(
        pre_trend(*panel(rng, own_way=0, months=12, treated=6, others=10)[:2], 12).p_value < 0.05 for _ in range(60)
    )
    assert hits / 60 == pytest.approx(0.05, abs=0.113)  # four standard errors of a share from 60


def test_the_course_shows_when_places_parted():
    counts, treated, start = panel(np.random.default_rng(8), ratio=0.5, treated=20, others=20, own_way=0)
    found = course(counts, treated, start)
    assert found.stretch.tolist() == [-4, -3, -2, 0, 1, 2, 3]
    assert np.all(found.high[found.stretch >= 0] < 1)
    assert found.joint_p > 0.01
    assert course(counts, treated, start, stretch_months=12).stretch.tolist() == [0]
    assert np.isnan(course(counts, treated, start, stretch_months=12).joint_p)


def test_shuffled_places_rank_the_real_one():
    rng = np.random.default_rng(9)
    counts, _, start = panel(rng, others=30, treated=10, own_way=0.1)
    before, after = counts[:, :start].sum(axis=1), counts[:, start:].sum(axis=1)
    largest = np.argmax(np.abs(np.log((after + 0.5) / (before + 0.5))))
    found = placebo_places(before, after, np.arange(40) == largest, replications=4_000, rng=rng)
    assert found.p_value == pytest.approx(1 / 40, abs=0.02)
    again = placebo_places(before, after, np.arange(40) < 10, replications=99, rng=np.random.default_rng(1))
    same = placebo_places(before, after, np.arange(40) < 10, replications=99, rng=np.random.default_rng(1))
    assert np.array_equal(again.placebo_log_ratios, same.placebo_log_ratios)


def test_shuffling_keeps_its_size_even_with_two_treated_places():
    rng = np.random.default_rng(10)
    counts, treated, start = panel(rng, treated=2, others=18, own_way=0.5, sets=400)
    before, after = counts[..., :start].sum(axis=-1), counts[..., start:].sum(axis=-1)
    p = np.array(
        [placebo_places(b, a, treated, replications=199, rng=rng).p_value for b, a in zip(before, after, strict=True)]
    )
    assert np.mean(p <= 0.05) == pytest.approx(0.05, abs=0.044)  # four standard errors of a share from 400
    assert np.mean(p <= 0.5) == pytest.approx(0.5, abs=0.1)


def test_strata_are_shuffled_apart():
    rng = np.random.default_rng(11)
    before, after = np.array([100.0, 10, 100, 10]), np.array([50.0, 10, 100, 20])
    found = placebo_places(before, after, [1, 0, 0, 1], strata=[0, 1, 0, 1], replications=2_000, rng=rng)
    assert len(np.unique(found.placebo_log_ratios.round(9))) == 4
    with pytest.raises(NoAnswer, match="No stratum"):
        placebo_places(before, after, [1, 0, 0, 1], strata=[0, 1, 2, 3], rng=rng)


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ([[1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1]], "zero_count"),
        ([[1, 1, 1, 1], [1, 1, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1]], "zero_count"),
        ([[1, 1, 1, 1], [0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1]], "too_few"),
        ([[0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1]], "zero_count"),
    ],
)
def test_what_has_no_answer_is_refused(counts, code):
    with pytest.raises(NoAnswer) as refusal:
        difference_in_differences(counts, [1, 1, 0, 0], 2)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"counts": np.full((4, 4), np.nan)}, "counts has 16 missing"),
        ({"counts": np.ones(4)}, "counts must have 2 axes"),
        ({"is_treated": [1, 0]}, "is_treated has shape"),
        ({"is_treated": [1, 1, 1, 1]}, "both true and false"),
        ({"is_treated": [1, 2, 0, 0]}, "true or false"),
        ({"start": 0}, "start must"),
        ({"start": 4}, "start must"),
        ({"exposure": np.ones((3, 3))}, "exposure has shape"),
        ({"family": "normal"}, "family"),
        ({"errors": "HC3"}, "errors"),
        ({"clusters": [1, 2, 3]}, "clusters"),
    ],
)
def test_bad_input_is_named(arguments, words):
    usual = {"counts": np.ones((4, 4)), "is_treated": [1, 1, 0, 0], "start": 2}
    with pytest.raises(ValueError, match=words):
        difference_in_differences(**{**usual, **arguments})
