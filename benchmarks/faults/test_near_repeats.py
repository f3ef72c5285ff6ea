"""pointpats' Knox tests and the rules of open_cp's, against Knox (1964) and (r + 1) / (n + 1)."""

from __future__ import annotations

import numpy as np
import pytest
from pointpats.spacetime import Knox, knox
from scipy import stats

from benchmarks.nearrepeats import town
from wardwise.methods import nearrepeats

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pointpats' own
pointpats = pytest.mark.peer("pointpats", "2.5.5")


def ours(x: np.ndarray, y: np.ndarray, days: np.ndarray, metres: list[float], lags: list[float]) -> nearrepeats.Knox:
    rng = np.random.default_rng(1)
    return nearrepeats.knox(x, y, days, distance_edges=metres, day_edges=lags, rng=rng, replications=99)


@pointpats
def test_function_shuffles_the_callers_own_times():
    x, y, days = town(200)
    given, mine = days.astype(float)[:, None], days.copy()
    knox(np.column_stack([x, y]), given, 500, 27, permutations=9)
    assert (given[:, 0] != days).any()
    ours(x, y, mine, [0, 500], [0, 28])
    assert (mine == days).all()


@pointpats
def test_folded_p_takes_avoidance_for_clustering():
    x, y, days = spread_out()
    np.random.seed(1)  # the peer draws from the global generator
    peer = knox(np.column_stack([x, y]), days.copy()[:, None], 50, 7, permutations=99)
    found = ours(x, y, days, [0, 50], [0, 8])
    assert float(peer["pvalue"][0]) == pytest.approx(0.01)
    assert (found.p_high[0, 0], found.p_low[0, 0]) == (1.0, 0.01)


@pointpats
def test_poisson_p_leaves_the_observed_count_out():
    """Knox's table has 5 pairs near in both where 0.83 are expected."""
    x, y, days = knox_1964()
    peer = Knox(np.column_stack([x, y]), days[:, None], 1, 59, permutations=0)
    found = ours(x, y, days, [0, 1.5], [0, 60])
    assert (int(peer.observed[0, 0]), int(found.observed[0, 0])) == (5, 5)
    assert found.expected[0, 0] == pytest.approx(25 * 152 / (96 * 95 / 2))
    at_least, more = stats.poisson.sf([4, 5], found.expected[0, 0])
    assert float(peer.p_poisson) == pytest.approx(more, rel=1e-6)
    assert at_least > 5 * more


@pytest.mark.restated("open_cp")
def test_bands_closed_at_both_ends_count_a_pair_on_the_edge_twice():
    x, y, days = np.arange(20) * 100.0, np.zeros(20), np.arange(20.0)
    gap, lag = np.abs(np.subtract.outer(x, x)), np.abs(np.subtract.outer(days, days))
    pairs = np.triu(np.ones_like(gap, dtype=bool), 1) & (lag <= 2)
    closed = [int((pairs & (low <= gap) & (gap <= high)).sum()) for low, high in ((0, 100), (100, 200))]
    found = ours(x, y, days, [0, 100, 200], [0, 2]).observed
    assert closed == [19, 37]
    assert found[:, 0].tolist() == [0, 19]


@pytest.mark.restated("open_cp")
def test_p_without_the_observation_counted_in_can_be_nought():
    """r / (n + 1). Phipson and Smyth (2010), doi:10.2202/1544-6115.1585: the observation counts."""
    x, y, days = np.arange(20) * 100.0, np.zeros(20), np.arange(20.0)
    found = ours(x, y, days, [0, 150], [0, 2])
    assert (found.simulated[:, 0, 0] >= found.observed[0, 0]).sum() == 0  # so r / (n + 1) is 0
    assert found.p_high[0, 0] == 0.01


def spread_out() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of near places whose events are always half a year apart: fewer near pairs than any shuffle has."""
    rng = np.random.default_rng(6)
    x = np.repeat(np.arange(60) * 1_000.0, 2) + np.tile([0, 10], 60)
    days = np.column_stack([first := rng.integers(0, 20, 60), first + 180]).ravel().astype(float)
    return x, np.zeros(120), days


def knox_1964() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Made events with the margins of Knox's table: 96 cases, 25 pairs near in space, 152 in time, 5 in both."""
    x = np.where(np.arange(96) < 50, np.arange(96) // 2, np.arange(96)) * 10.0
    days = np.arange(96) * 1_000.0
    days[[*range(8), *range(50, 59)]] = -1_000
    days[[8, 9, *range(60, 64)]] = -2_000
    days[[70, 71]] = -3_000
    return x, np.zeros(96), days
