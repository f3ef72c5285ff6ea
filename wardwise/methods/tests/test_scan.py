from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardwise.methods.scan import cylinders, scan_permutation, scan_poisson

QUIET = {"replications": 0}


def surprise(count, expected, total):
    if count <= expected:
        return 0.0
    outside = (total - count) * math.log((total - count) / (total - expected)) if count < total else 0.0
    return count * math.log(count / expected) + outside


def windows(first, last, longest, prospective):
    for begin in range(first, last + 1):
        for end in [last] if prospective else range(begin, last + 1):
            if end - begin < longest:
                yield begin, end


def by_hand(place_xy, weight, share, event_place, time, *, radius, longest, prospective, most=0.5, most_time=0.5):
    """Every circle and every window, then again without the places found: (value, count, expected) of each cluster.

    share(begin, end) is the part of all that is expected in a window; weight what is expected at each place.
    """
    n, free, found = len(event_place), np.ones(len(place_xy), dtype=bool), []
    first, last = min(share.steps), max(share.steps)
    far = [[(a - c) ** 2 + (b - d) ** 2 for c, d in place_xy] for a, b in place_xy]
    while True:
        best = (1e-12, None)
        for row in far:
            for edge in sorted({d for d in row if d <= radius**2}):
                inside = np.array(row) <= edge
                size = weight[inside].sum()
                if size > most * n + 1e-9 or not free[inside].all():
                    break
                for begin, end in windows(first, last, longest, prospective):
                    part = share(begin, end)
                    count = (inside[event_place] & (time >= begin) & (time <= end)).sum()
                    if part <= most_time + 1e-12 and count >= 2:
                        value = surprise(count, size * part, n)
                        if value > best[0] + 1e-9:
                            best = (value, inside, int(count), size * part)
        if best[1] is None:
            return found
        found.append((best[0], best[2], best[3]))
        free &= ~best[1]


class Share:
    def __init__(self, steps, weights):
        self.steps, self.weights = list(steps), np.asarray(weights, dtype=float) / np.sum(weights)

    def __call__(self, begin, end):
        return self.weights[begin - self.steps[0] : end - self.steps[0] + 1].sum()


def told(found):
    return [(cluster.llr, cluster.observed, cluster.expected) for cluster in found.clusters]


def agree(found, hand):
    """Equal values one by one; where cylinders tie, either may come first, and then later ones may differ."""
    for ours, theirs in zip(told(found), hand, strict=False):
        assert ours[0] == pytest.approx(theirs[0], abs=1e-9)
        if ours != pytest.approx(theirs, abs=1e-9):
            return


@pytest.mark.parametrize("prospective", [True, False])
@settings(max_examples=25)
@given(seed=st.integers(0, 100_000), radius=st.sampled_from([0.5, 1, 2, 3, np.inf]), longest=st.integers(1, 8))
def test_the_permutation_scan_finds_what_trying_everything_finds(prospective, seed, radius, longest):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 30))
    x, y = rng.integers(0, 5, (2, n)).astype(float)
    time = rng.integers(3, 13, n)
    limits = {"most_events": 0.6, "most_time": 0.5}
    found = scan_permutation(
        x, y, time, radius=radius, longest=longest, prospective=prospective, rng=rng, **QUIET, **limits
    )
    spot, row = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
    steps = range(time.min(), time.max() + 1)
    hand = by_hand(
        spot,
        np.bincount(row.ravel()),
        Share(steps, np.bincount(time)[time.min() :]),
        row.ravel(),
        time,
        radius=radius,
        longest=longest,
        prospective=prospective,
        most=0.6,
    )
    assert bool(found.clusters) == bool(hand)
    agree(found, hand)


@pytest.mark.parametrize("prospective", [True, False])
@settings(max_examples=25)
@given(seed=st.integers(0, 100_000), radius=st.sampled_from([0.5, 2, np.inf]), longest=st.integers(1, 6))
def test_the_poisson_scan_finds_what_trying_everything_finds(prospective, seed, radius, longest):
    rng = np.random.default_rng(seed)
    spot = np.unique(rng.integers(0, 5, (9, 2)), axis=0).astype(float)
    people = rng.integers(1, 50, len(spot))
    n = int(rng.integers(2, 25))
    place, time, weights = rng.integers(0, len(spot), n), rng.integers(5, 12, n), rng.uniform(0.5, 2, 7)
    found = scan_poisson(
        place,
        time,
        x=spot[:, 0],
        y=spot[:, 1],
        population=people,
        steps=(5, 11),
        step_weights=weights,
        radius=radius,
        longest=longest,
        prospective=prospective,
        rng=rng,
        **QUIET,
    )
    hand = by_hand(
        spot,
        people * n / people.sum(),
        Share(range(5, 12), weights),
        place,
        time,
        radius=radius,
        longest=longest,
        prospective=prospective,
    )
    assert bool(found.clusters) == bool(hand)
    agree(found, hand)


def town(seed, n=300, days=60, places=80):
    rng = np.random.default_rng(seed)
    spot = rng.uniform(0, 5_000, (places, 2))
    x, y = spot[rng.integers(0, places, n)].T
    return x, y, rng.integers(0, days, n), rng


@pytest.mark.parametrize("prospective", [True, False])
def test_p_is_uniform_when_nothing_happens(prospective):
    p = []
    for seed in range(200):
        x, y, time, rng = town(seed, n=150, days=30, places=40)
        options = {"radius": 1_500, "longest": 4, "prospective": prospective, "rng": rng, "stop_after": None}
        p.append(scan_permutation(x, y, time, replications=19, clusters=1, **options).clusters[0].p_value)
    for level in (0.05, 0.25, 0.5):
        assert abs(np.mean(np.array(p) <= level) - level) < 4 * np.sqrt(level * (1 - level) / 200)


def test_p_of_the_poisson_scan_is_uniform_when_nothing_happens():
    p = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        x, y = rng.uniform(0, 5_000, (2, 60))
        people = rng.integers(1, 300, 60)
        place = rng.choice(60, 250, p=people / people.sum())
        site = {"x": x, "y": y, "population": people, "steps": (0, 29), "radius": 1_500, "longest": 7}
        found = scan_poisson(
            place, rng.integers(0, 30, 250), rng=rng, replications=19, clusters=1, stop_after=None, **site
        )
        p.append(found.clusters[0].p_value)
    for level in (0.05, 0.25, 0.5):
        assert abs(np.mean(np.array(p) <= level) - level) < 4 * np.sqrt(level * (1 - level) / 200)


def test_stopping_early_keeps_p_uniform_and_spares_work():
    p, made = [], []
    for seed in range(200):
        x, y, time, rng = town(seed)
        found = scan_permutation(
            x, y, time, radius=1_500, longest=7, rng=rng, replications=99, clusters=1, stop_after=4
        )
        p.append(found.clusters[0].p_value)
        made.append(found.maxima.size)
    for level in (0.05, 0.2, 0.5):
        assert abs(np.mean(np.array(p) <= level) - level) < 4 * np.sqrt(level * (1 - level) / 200) + 0.01
    assert np.mean(made) < 30


def test_stopped_at_the_fourth_that_reached_it_p_is_four_over_the_number_made():
    x, y, time, rng = town(3)
    found = scan_permutation(x, y, time, radius=1_500, longest=7, rng=rng, stop_after=4)
    first = found.clusters[0]
    assert found.stopped
    assert (found.maxima >= first.llr).sum() == 4
    assert first.p_value == pytest.approx(4 / found.maxima.size)


@pytest.mark.parametrize("prospective", [True, False])
def test_planted_clusters_are_found_where_and_when_they_were_planted(prospective):
    x, y, time, rng = town(1, n=1_500)
    near = np.hypot(x - x[0], y - y[0]) < 300
    planted = np.flatnonzero(near)[np.arange(14) % near.sum()]
    x, y = np.append(x, x[planted]), np.append(y, y[planted])
    time = np.append(time, 59 - np.arange(14) % 4)
    found = scan_permutation(x, y, time, radius=2_000, longest=10, prospective=prospective, rng=rng, replications=199)
    first = found.clusters[0]
    assert first.p_value == 0.005
    assert first.p_gumbel < 0.001
    assert first.first >= 55
    assert np.isin(np.arange(1_500, 1_514), first.events).mean() > 0.7
    assert found.clusters[1].p_value > 0.05


def test_a_rise_everywhere_and_a_place_always_busy_are_no_clusters():
    rng = np.random.default_rng(4)
    spot = rng.uniform(0, 5_000, (60, 2))
    at = np.where(rng.random(1_200) < 0.3, 7, rng.integers(0, 60, 1_200))
    time = np.where(rng.random(1_200) < 0.3, rng.integers(53, 60, 1_200), rng.integers(0, 60, 1_200))
    found = scan_permutation(*spot[at].T, time, radius=1_000, longest=10, rng=rng, replications=99)
    assert found.clusters[0].p_value > 0.05


def test_a_cluster_is_measured_and_names_its_events():
    x = np.array([0, 300, 300, 300, 900, 900, 5_000, 5_000, 5_000, 9_000, 9_000, 9_000.0])
    time = np.array([20, 20, 19, 20, 1, 2, 3, 4, 5, 6, 7, 8])
    found = scan_permutation(x, x * 0, time, radius=400, longest=5, rng=np.random.default_rng(1), every=7, **QUIET)
    first = found.clusters[0]
    assert (first.radius, first.first, first.last, first.observed) == (300.0, 19, 20, 4)
    assert first.events.tolist() == [0, 1, 2, 3]
    assert first.expected == pytest.approx(4 * 4 / 12)
    assert first.llr == pytest.approx(surprise(4, 4 / 3, 12))
    assert (first.ratio, first.p_value, first.recurrence) == (pytest.approx(3.0), 1.0, 7.0)
    assert np.isnan(first.p_gumbel)


def test_later_clusters_share_no_event_with_earlier_ones():
    x, y, time, rng = town(5, n=600)
    found = scan_permutation(x, y, time, radius=1_500, longest=7, prospective=False, rng=rng, clusters=9, **QUIET)
    rows = np.concatenate([cluster.events for cluster in found.clusters])
    assert rows.size == np.unique(rows).size > 9
    assert [c.llr for c in found.clusters] == sorted((c.llr for c in found.clusters), reverse=True)


@pytest.mark.parametrize("prospective", [True, False])
def test_neighbours_found_in_pieces_answer_the_same(monkeypatch, prospective):
    x, y, time, _ = town(6)
    options = {"radius": 1_500, "longest": 7, "prospective": prospective, "replications": 40}
    once = scan_permutation(x, y, time, rng=np.random.default_rng(2), **options)
    monkeypatch.setattr(cylinders, "ROOM", 100)
    again = scan_permutation(x, y, time, rng=np.random.default_rng(2), **options)
    assert once.maxima.tolist() == again.maxima.tolist()
    assert told(once) == told(again)


@pytest.mark.parametrize("prospective", [True, False])
def test_replications_search_as_thoroughly_as_the_first_look(monkeypatch, prospective):
    # Their search begins at a raised bar; begun at nought each time it must find the same.
    x, y, time, _ = town(7, n=150, days=30)
    options = {"radius": 1_500, "longest": 7, "replications": 80, "prospective": prospective}
    once = scan_permutation(x, y, time, rng=np.random.default_rng(2), **options)
    monkeypatch.setattr(cylinders, "_START", 0.0)
    again = scan_permutation(x, y, time, rng=np.random.default_rng(2), **options)
    assert once.maxima.tolist() == pytest.approx(again.maxima.tolist(), abs=1e-12)
    monkeypatch.setattr(cylinders, "_START", 3.0)
    too_high = scan_permutation(x, y, time, rng=np.random.default_rng(2), **options)
    assert too_high.maxima.tolist() == pytest.approx(again.maxima.tolist(), abs=1e-12)


@given(st.integers(0, 10_000), st.sampled_from([0.25, 1, 8]), st.integers(-500, 500))
@settings(max_examples=20)
def test_order_shift_turn_and_scale_do_not_matter(seed, scale, shift):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 6, (2, 60)).astype(float)
    time, order = rng.integers(0, 20, 60), rng.permutation(60)
    here = scan_permutation(x, y, time, radius=2, longest=5, rng=rng, **QUIET)
    there = scan_permutation(
        (-y * scale + shift)[order],
        (x * scale)[order],
        (time + shift)[order],
        radius=2 * scale,
        longest=5,
        rng=rng,
        **QUIET,
    )
    assert here.clusters[0].llr == pytest.approx(there.clusters[0].llr, abs=1e-9)


@pytest.mark.real_data
def test_a_month_of_burglaries_has_the_value_that_open_cp_gives(shared_data):
    # open_cp's stscan2 at 11595041 with radii to 3,000 ft, windows to 28 days back and both limits one half.
    rows = np.loadtxt(shared_data / "near-repeat/chicago_be_month1.csv", delimiter=",", dtype=str)
    time = rows[:, 2].astype("datetime64[D]")
    x, y = rows[:, :2].astype(float).T
    found = scan_permutation(x, y, time, radius=3_000, longest=29, rng=np.random.default_rng(1), replications=99)
    assert found.clusters[0].llr == pytest.approx(12.711635462062834, abs=1e-9)
    assert found.clusters[0].observed == 5
    assert found.clusters[0].p_value == 0.01


def test_dates_and_day_numbers_answer_alike():
    x, y, time, _ = town(8)
    dates = np.datetime64("1970-01-01") + time
    one, two = (
        scan_permutation(x, y, when, radius=900, longest=7, rng=np.random.default_rng(1), replications=20)
        for when in (time, dates)
    )
    assert told(one) == told(two)
    assert one.clusters[0].first == two.clusters[0].first


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_events_make_no_cluster(n):
    found = scan_permutation(np.zeros(n), np.zeros(n), np.zeros(n), radius=1, longest=1, rng=np.random.default_rng(1))
    assert found.clusters == ()


def test_all_in_one_place_or_on_one_day_is_no_cluster():
    rng = np.random.default_rng(1)
    for x, time in ((np.zeros(50), np.arange(50)), (np.arange(50.0), np.zeros(50))):
        for prospective in (True, False):
            options = {"radius": 99, "longest": 5, "prospective": prospective, "rng": rng, **QUIET}
            assert scan_permutation(x, x, time, most_events=1, most_time=1, **options).clusters == ()


REFUSED = [
    ({"x": [0, np.nan]}, "x is missing or infinite in 1 of 2 rows"),
    ({"time": [0, 0.5]}, "whole steps"),
    ({"time": np.array(["2024-01-01", "NaT"], dtype="datetime64[D]")}, "missing in 1 of 2 rows"),
    ({"time": [0, 20_000]}, "at most 20,000"),
    ({"now": 0}, "before the last event"),
    ({"y": [0]}, "same number of rows"),
    ({"radius": 0}, "radius"),
    ({"longest": 0}, "longest"),
    ({"fewest": 0}, "fewest"),
    ({"most_events": 0}, "most_events"),
    ({"most_time": 1.1}, "most_time"),
    ({"replications": -1}, "replications"),
    ({"stop_after": 0}, "stop_after"),
]


@pytest.mark.parametrize(("changed", "said"), REFUSED)
def test_what_cannot_be_answered_is_refused(changed, said):
    asked = {"x": [0, 1], "y": [0, 1], "time": [0, 1], "radius": 5, "longest": 1, **changed}
    with pytest.raises(ValueError, match=said):
        scan_permutation(asked.pop("x"), asked.pop("y"), asked.pop("time"), rng=np.random.default_rng(1), **asked)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"place": [0, 2]}, "no row of population in 1 of 2 rows"),
        ({"time": [0, 9]}, "outside steps"),
        ({"population": [0, 5]}, "population is 0 where 1 of 2"),
        ({"population": [-1, 5]}, "0 or more"),
        ({"step_weights": [1, 0]}, "above 0"),
        ({"steps": (1, 0)}, "first and the last"),
        ({"x": [0]}, "same number of rows"),
    ],
)
def test_what_the_poisson_scan_cannot_answer_is_refused(changed, said):
    asked = {"place": [0, 1], "time": [0, 1], "x": [0, 1], "y": [0, 1], "population": [9, 9], "steps": (0, 1)}
    asked |= changed
    with pytest.raises(ValueError, match=said):
        scan_poisson(
            asked.pop("place"), asked.pop("time"), radius=5, longest=1, rng=np.random.default_rng(1), **asked
        )
