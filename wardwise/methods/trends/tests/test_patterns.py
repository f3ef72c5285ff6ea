import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from wardwise.methods.trends import compare_patterns
from wardwise.methods.trends.patterns import _agree, _limits


def rng(seed=1):
    return np.random.default_rng(seed)


def drawn(seed, events, shares):
    return rng(seed).multinomial(events, shares)


EVEN = np.full(40, 1 / 40)


def test_moved_pattern_is_told_from_one_that_stayed():
    tilted = np.linspace(1, 5, 40) / np.linspace(1, 5, 40).sum()
    stayed = compare_patterns(drawn(2, 800, EVEN), drawn(3, 800, EVEN), rng=rng())
    moved = compare_patterns(drawn(2, 800, EVEN), drawn(3, 800, tilted), rng=rng())
    assert stayed.p_value > 0.05
    assert moved.p_value == 0.005
    assert moved.p_of_s <= 0.05
    assert moved.s_used < moved.s_expected


def test_index_is_well_below_one_for_sets_that_differ_by_chance_only():
    found = compare_patterns(drawn(4, 400, EVEN), drawn(5, 400, EVEN), rng=rng())
    assert found.s_expected < 0.8
    assert abs(found.s_used - found.s_expected) < 0.25


def test_empty_areas_raise_the_plain_index_and_not_the_other():
    a, b = drawn(6, 300, EVEN), drawn(7, 300, EVEN)
    found = compare_patterns(a, b, rng=rng())
    padded = compare_patterns(
        np.append(a, np.zeros(400, int)), np.append(b, np.zeros(400, int)), rng=rng(), replications=19
    )
    assert padded.s > 0.9 > found.s
    assert padded.s_used == pytest.approx(found.s_used, abs=0.11)  # other draws of the same events


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=12), st.floats(0.05, 0.95))
def test_limits_are_the_quantiles_of_the_hypergeometric_distribution(counts, sampled):
    counts = np.unique(counts)
    total = int(counts.sum()) + 1
    size = max(1, round(sampled * total))
    low, high = _limits(counts, size, total)
    null = stats.hypergeom(total, counts, size)
    slack = 1e-9  # a chance of 0.025 to the last bit may fall on either side
    assert (null.cdf(low) > 0.025 - slack).all()
    assert (null.cdf(low - 1) <= 0.025 + slack).all()
    assert (null.sf(high - 1) > 0.025 - slack).all()
    assert (null.sf(high) <= 0.025 + slack).all()


def test_limits_are_those_of_andresens_resamples_in_the_long_run():
    base, test = drawn(11, 900, EVEN), drawn(12, 1200, EVEN)
    resamples = np.sort(rng().multivariate_hypergeometric(test, 1020, size=20_000), axis=0)
    share = base / 900
    by_resampling = (share >= resamples[500] / 1020) & (share <= resamples[-501] / 1020)
    assert (_agree(base, test, 0.85) != by_resampling).sum() <= 1  # one that lies on the edge


def test_areas_p_is_fishers_tail_doubled():
    a, b = np.array([30, 10, 5]), np.array([15, 20, 12])
    found = compare_patterns(a, b, rng=rng())
    sides = [stats.fisher_exact([[30, 15], [15, 32]], alternative=side).pvalue for side in ("greater", "less")]
    assert found.p_area[0] == pytest.approx(min(1, 2 * min(sides)))


def test_false_alarms_keep_their_level():
    chance = rng(8)
    shares = chance.dirichlet(np.full(30, 0.3))
    p = [
        compare_patterns(
            chance.multinomial(150, shares), chance.multinomial(400, shares), rng=chance, replications=39
        )
        for _ in range(400)
    ]
    assert np.mean([found.p_value <= 0.05 for found in p]) < 0.085  # 0.05 and three standard errors
    assert np.mean([found.p_of_s <= 0.05 for found in p]) < 0.085


def test_same_generator_same_answer_and_callers_counts_stay():
    a, b = drawn(9, 100, EVEN), drawn(10, 100, EVEN)
    kept = a.copy(), b.copy()
    one, two = (compare_patterns(a, b, rng=rng()) for _ in range(2))
    assert (one.s, one.p_value) == (two.s, two.p_value)
    assert (a == kept[0]).all()
    assert (b == kept[1]).all()


def test_all_events_in_one_area_are_alike():
    found = compare_patterns([9, 0], [5, 0], rng=rng())
    assert (found.s, found.p_value) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"test": [0, 0]}, "test holds no events"),
        ({"base": [1, 2, 3]}, "same number of rows"),
        ({"replications": 0}, "1 or more"),
        ({"base": [np.nan, 1.0]}, "missing or infinite in 1 of 2"),
    ],
)
def test_impossible_arguments_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        compare_patterns(**{"base": [1, 2], "test": [2, 1], "rng": rng(), **change})
