from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.methods.nearrepeats import chains


def by_hand(x, y, days, distance, limit, metric):
    """The set of rows of every chain, by spreading over links until nothing is added."""
    dx, dy = np.abs(np.subtract.outer(x, x)), np.abs(np.subtract.outer(y, y))
    far = dx + dy if metric == "manhattan" else np.sqrt(dx * dx + dy * dy)
    linked = (far < distance) & (np.abs(np.subtract.outer(days, days)) < limit)
    while (wider := (linked.astype(int) @ linked) > 0).sum() > linked.sum():
        linked = wider
    return {frozenset(np.flatnonzero(row).tolist()) for row in linked if row.sum() > 1}


def as_sets(found):
    return {frozenset(np.flatnonzero(found.chain == k).tolist()) for k in range(found.size.size)}


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
@given(seed=st.integers(0, 10_000), n=st.integers(0, 60), limit=st.integers(1, 6), distance=st.floats(0.3, 4))
def test_chains_are_the_connected_parts_of_the_links(metric, seed, n, limit, distance):
    rng = np.random.default_rng(seed)
    (x, y), days = rng.integers(0, 9, (2, n)).astype(float), rng.integers(0, 60, n)
    found = chains(x, y, days, distance=distance, days=limit, metric=metric)
    assert as_sets(found) == by_hand(x, y, days, distance, limit, metric)


def test_a_chain_is_measured():
    found = chains([0, 30, 500, 60, 505], [0, 40, 0, 0, 0], [7, 3, 50, 8, 51], distance=60, days=7)
    assert found.chain.tolist() == [0, 0, 1, 0, 1]
    assert found.size.tolist() == [3, 2]
    assert found.first.tolist() == [1, 2]
    assert found.start_days.tolist() == [0.0, 47.0]
    assert found.span_days.tolist() == [5.0, 1.0]
    assert found.x.tolist() == [30.0, 502.5]
    assert found.radius.round(3).tolist() == [32.830, 2.5]


def test_less_than_the_limits_means_less():
    assert chains([0, 100], [0, 0], [0, 1], distance=100, days=7).size.size == 0
    assert chains([0, 99], [0, 0], [0, 7], distance=100, days=7).size.size == 0
    assert chains([0, 99], [0, 0], [0, 6], distance=100, days=7).size.size == 1


def test_many_events_at_one_place_cost_no_pairs():
    days = np.arange(200_000) // 20
    found = chains(np.zeros(200_000), np.zeros(200_000), days, distance=1, days=2)
    assert found.size.tolist() == [200_000]


@given(st.integers(0, 10_000))
def test_order_and_place_of_the_map_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    (x, y), days = rng.integers(0, 30, (2, 80)).astype(float), rng.integers(0, 90, 80)
    order = rng.permutation(80)
    here = chains(x, y, days, distance=3.5, days=9)
    there = chains(400_000 - y[order], x[order] + 200_000, days[order] + 5, distance=3.5, days=9)
    assert as_sets(here) == {frozenset(order[list(rows)].tolist()) for rows in as_sets(there)}
    assert here.size.tolist() == there.size.tolist()
    assert np.allclose(np.sort(here.radius), np.sort(there.radius), atol=1e-6)


@pytest.mark.parametrize("n", [0, 1])
def test_one_event_is_no_chain(n):
    found = chains(np.zeros(n), np.zeros(n), np.zeros(n), distance=1, days=1)
    assert (found.chain == -1).all()
    assert found.size.size == found.radius.size == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"x": [0, np.nan]}, "x is missing or infinite in 1 of 2 rows"),
        ({"y": [0]}, "same number of rows"),
        ({"distance": 0}, "above 0"),
        ({"days": np.inf}, "finite"),
        ({"metric": "crow"}, "metric"),
    ],
)
def test_what_cannot_be_answered_is_refused(changed, said):
    asked = {"x": [0, 1], "y": [0, 1], "time": [0, 1], "distance": 5, "days": 5, **changed}
    with pytest.raises(ValueError, match=said):
        chains(asked.pop("x"), asked.pop("y"), asked.pop("time"), **asked)
