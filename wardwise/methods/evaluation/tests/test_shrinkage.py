from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.evaluation import NoAnswer, chosen_places, shrunk_counts


def places(rng, number=300):
    level = rng.gamma(3, 4, number)
    return level, rng.poisson(level), rng.poisson(level)


def test_the_road_of_the_tutorial():
    found = shrunk_counts([12], reference=[4.34], size=2.05 * 1.8)
    assert found.weight[0] == pytest.approx(0.460, abs=5e-4)  # as printed, like the next two
    assert found.expected[0] == pytest.approx(8.48, abs=0.005)
    assert np.sqrt(found.variance[0]) == pytest.approx(2.14, abs=0.005)


def test_without_a_reference_the_truth_of_made_places_is_found():
    level, before, after = places(np.random.default_rng(1), 20_000)
    found = shrunk_counts(before)
    assert found.size[0] == pytest.approx(3, rel=0.05)
    assert np.mean((found.expected - level) ** 2) == pytest.approx(found.variance.mean(), rel=0.05)
    high = before >= 25
    assert found.expected[high].mean() == pytest.approx(after[high].mean(), rel=0.03)
    assert before[high].mean() > 1.1 * after[high].mean()


def test_places_that_are_all_alike_are_expected_alike():
    found = shrunk_counts([5, 5, 5, 5], exposure=2)
    assert found.expected.tolist() == pytest.approx([5, 5, 5, 5])
    assert np.isinf(found.size).all()


def test_twice_the_area_is_expected_to_hold_twice_as_much():
    rng = np.random.default_rng(2)
    area = rng.choice([1.0, 2.0], 5_000)
    counts = rng.poisson(rng.gamma(3, 2, 5_000) * area)
    found = shrunk_counts(counts, exposure=area)
    ratio = found.expected[area == 2].mean() / found.expected[area == 1].mean()
    assert ratio == pytest.approx(2, rel=0.05)


def test_the_interval_holds_no_effect_where_a_plain_one_sees_success():
    rng = np.random.default_rng(3)
    held = plain = 0
    for _ in range(60):
        _, before, after = places(rng)
        chosen = before >= np.sort(before)[-20]
        found = chosen_places(before, after, chosen)
        held += found.low <= 1 <= found.high
        plain += np.log(found.before / found.after) < 1.96 * np.sqrt(1 / found.before + 1 / found.after)
    assert held / 60 == pytest.approx(0.95, abs=0.113)  # four standard errors of a share from 60
    assert plain / 60 < 0.6


def test_a_real_fall_is_told_apart_from_the_return():
    rng = np.random.default_rng(4)
    level, before, _ = places(rng, 2_000)
    chosen = before >= np.sort(before)[-100]
    after = rng.poisson(level * 1.2 * np.where(chosen, 0.7, 1.0) * 2)
    found = chosen_places(before, after, chosen, lengths=(6, 12))
    assert found.low < 0.7 < found.high < 0.85
    assert found.change_elsewhere == pytest.approx(1.2, rel=0.03)
    assert 0.05 < found.fall_anyway < 0.35
    assert found.prevented == pytest.approx(found.expected - after[chosen].sum())


def test_places_that_go_their_own_way_widen_the_interval():
    rng = np.random.default_rng(5)
    level, before, after = places(rng, 500)
    wild = rng.poisson(level * rng.gamma(2, 0.5, 500))
    chosen = before >= np.sort(before)[-20]
    calm, jumpy = chosen_places(before, after, chosen), chosen_places(before, wild, chosen)
    assert jumpy.alpha > 2 * calm.alpha
    assert jumpy.high / jumpy.low > 1.2 * calm.high / calm.low


def test_luck_larger_than_poisson_is_not_taken_for_lasting_differences():
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(60):
        level = rng.gamma(2, 6, 300)
        before, after = rng.poisson(level * rng.gamma(10, 0.1, (2, 300)))
        found = chosen_places(before, after, before >= np.sort(before)[-20])
        held += found.low <= 1 <= found.high
    assert held / 60 == pytest.approx(0.95, abs=0.113)  # four standard errors of a share from 60


def test_order_does_not_matter_and_arguments_stay_as_they_are():
    _, before, after = places(np.random.default_rng(6))
    chosen = before > 20
    kept = before.copy()
    order = np.random.default_rng(7).permutation(before.size)
    one = chosen_places(before, after, chosen)
    other = chosen_places(before[order], after[order], chosen[order])
    assert (one.ratio, one.low) == pytest.approx((other.ratio, other.low), rel=1e-9)
    assert np.array_equal(before, kept)


@pytest.mark.parametrize(
    ("before", "after"), [([0, 5, 5], [1, 5, 5]), ([5, 5, 5], [0, 5, 5]), ([5, 5, 5], [5, 0, 0])]
)
def test_what_has_no_answer_is_refused(before, after):
    with pytest.raises(NoAnswer) as refusal:
        chosen_places(before, after, [1, 0, 0])
    assert refusal.value.code == "zero_count"
    with pytest.raises(NoAnswer, match="Fewer than 10 other places"):
        chosen_places([9, 5, 5], [5, 5, 5], [1, 0, 0])


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="before has 1 missing"):
        chosen_places([1, np.nan], [1, 2], [1, 0])
    with pytest.raises(ValueError, match="before has 2 places and after 3"):
        chosen_places([1, 2], [1, 2, 3], [1, 0])
    with pytest.raises(ValueError, match="both true and false"):
        chosen_places([1, 2], [1, 2], [1, 1])
    with pytest.raises(ValueError, match="lengths"):
        chosen_places([1, 2], [1, 2], [1, 0], lengths=(0, 1))
    with pytest.raises(ValueError, match="go together"):
        shrunk_counts([1, 2], size=3)
