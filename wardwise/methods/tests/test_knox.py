from __future__ import annotations

import itertools
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from wardwise.methods.nearrepeats import knox, near_repeat_calculator, pairs

KNOX = {"distance_edges": [0, 1, 2, 4], "day_edges": [0, 1, 3]}


def events(n, seed=1, span=6, days=9):
    rng = np.random.default_rng(seed)
    return rng.integers(0, span, n) / 1.0, rng.integers(0, span, n) / 1.0, rng.integers(0, days, n)


def by_hand(x, y, days, distance_edges, day_edges, metric="euclidean", same_place=False):
    """Every pair, one by one."""
    rows = ([(0, 0)] if same_place else []) + list(itertools.pairwise(distance_edges))
    table = np.zeros((len(rows), len(day_edges) - 1), dtype=int)
    for i in range(len(x)):
        for j in range(i):
            dx, dy, gap = abs(x[i] - x[j]), abs(y[i] - y[j]), abs(days[i] - days[j])
            far = dx + dy if metric == "manhattan" else np.sqrt(dx * dx + dy * dy)
            for row, (low, high) in enumerate(rows):
                inside = far == 0 if low == high else low <= far < high and not (same_place and far == 0)
                for column, (early, late) in enumerate(itertools.pairwise(day_edges)):
                    table[row, column] += inside and early <= gap < late
    return table


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
@pytest.mark.parametrize("same_place", [True, False])
@pytest.mark.parametrize(
    ("distance_edges", "day_edges"),
    [([0, 1, 2, 4], [0, 1, 3]), ([0, np.inf], [0, np.inf]), ([0, 2, np.inf], [1, 2, 3, 4, 5, 6, np.inf])],
)
def test_counts_every_pair_once(metric, same_place, distance_edges, day_edges, rng):
    x, y, days = events(60)
    edges = {"distance_edges": distance_edges, "day_edges": day_edges, "metric": metric, "same_place": same_place}
    table = knox(x, y, days, rng=rng, replications=40, **edges)
    assert table.observed.tolist() == by_hand(x, y, days, **edges).tolist()
    assert table.simulated.shape == (40, *table.observed.shape)


def test_bands_that_begin_above_zero_leave_nearer_pairs_out(rng):
    x, y, days = events(60)
    for edges in ([2, 3, np.inf], [1, 5], [3, np.inf]):
        table = knox(x, y, days, distance_edges=edges, day_edges=[2, np.inf], rng=rng, replications=1)
        assert table.observed.tolist() == by_hand(x, y, days, edges, [2, np.inf]).tolist()


@pytest.fixture
def rng():
    return np.random.default_rng(20)


def test_the_expected_count_is_the_mean_of_all_shuffles(rng):
    x, y, days = events(40)
    table = knox(x, y, days, rng=rng, replications=4_000, **KNOX)
    error = table.simulated.std(axis=0) / np.sqrt(4_000)
    assert np.all(np.abs(table.simulated.mean(axis=0) - table.expected) < 4 * error + 1e-12)


def test_each_shuffle_is_one_of_the_orders_with_equal_chance(rng):
    # Three events, only the first two near: the near pair gets each of three day gaps a third of the time.
    table = knox(
        [0, 1, 90], [0, 0, 0], [0, 1, 3], distance_edges=[0, 5], day_edges=[1, 2, 3, 4], rng=rng, replications=30_000
    )
    assert np.abs(table.simulated.sum(axis=0)[0] - 10_000).max() < 4 * np.sqrt(30_000 * 2 / 9)


def test_p_counts_the_observation_itself_and_equal_shuffles(rng):
    table = knox(*events(50), rng=rng, replications=99, **KNOX)
    more = (table.simulated >= table.observed).sum(axis=0)
    assert table.p_high.tolist() == ((more + 1) / 100).tolist()
    assert np.all(table.p_high + table.p_low > 1)


def test_p_is_uniform_when_dates_have_nothing_to_do_with_places():
    p = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        x, y = rng.uniform(0, 10, (2, 150))
        days = rng.integers(0, 400, 150)
        table = knox(x, y, days, distance_edges=[0, 3], day_edges=[0, 100], rng=rng, replications=199)
        p.append(table.p_high[0, 0])
    for level in (0.05, 0.2, 0.5):
        assert abs(np.mean(np.array(p) <= level) - level) < 4 * np.sqrt(level * (1 - level) / 400) + 0.01


def test_a_planted_near_repeat_is_found_in_its_cell_alone(rng):
    x, y = rng.uniform(0, 20_000, (2, 600))
    days = rng.integers(0, 700, 600)
    again = np.arange(0, 600, 6)
    x, y = np.append(x, x[again] + 20), np.append(y, y[again] + 20)
    table = knox(x, y, np.append(days, days[again] + 3), distance_edges=[0, 100, 200], day_edges=[0, 7, 14], rng=rng)
    assert table.p_high[0, 0] == 0.001
    assert table.ratio[0, 0] > 20
    assert table.p_high[1].min() > 0.01


def test_the_expected_count_of_knox_own_table(rng):
    # Made events with the margins of Knox (1964): 96 cases, 25 pairs near in space, 152 in time, 5 in both.
    x = np.where(np.arange(96) < 50, np.arange(96) // 2, np.arange(96)) * 10.0
    days = np.arange(96) * 1_000
    days[[*range(8), *range(50, 59)]], days[[8, 9, *range(60, 64)]], days[[70, 71]] = -1_000, -2_000, -3_000
    table = knox(x, x * 0, days, distance_edges=[0, 1, np.inf], day_edges=[0, 60, np.inf], rng=rng)
    assert table.observed.tolist() == [[5, 20], [147, 4388]]
    assert table.expected[0, 0].round(2) == 0.83
    assert table.p_high[0, 0] < 0.02


@pytest.mark.real_data
def test_counts_of_the_near_repeat_calculator_come_out_exactly(shared_data, rng):
    x, y, days = arson(shared_data)
    table = near_repeat_calculator(
        x, y, days, distance_band=200, distance_bands=3, day_band=1, day_bands=3, rng=rng, replications=999
    )
    theirs, ratios = answered(shared_data)
    assert table.observed.tolist() == theirs
    # Theirs divides by the mean of 99 shuffles, to three decimals: allow four standard errors and half a digit.
    error = 4 * table.simulated.std(axis=0) / np.sqrt(99) / table.expected
    assert np.all(np.abs(ratios - table.ratio) <= ratios * error + 0.0005)


@pytest.mark.real_data
def test_double_precision_would_put_one_pair_of_theirs_elsewhere(shared_data, rng):
    x, y, days = arson(shared_data)
    edges = {"distance_edges": [0, 200, 400, 600, np.inf], "day_edges": [0, 1, 2, 3, np.inf]}
    table = knox(x, y, days, rng=rng, replications=1, metric="manhattan", same_place=True, **edges)
    assert (table.observed - answered(shared_data)[0])[:, 3].tolist() == [0, 0, 1, -1, 0]


def arson(folder):
    rows = np.loadtxt(folder / "near-repeat/chicago_arson.csv", delimiter=",", dtype=str)
    return rows[:, 0].astype(float), rows[:, 1].astype(float), rows[:, 2].astype("datetime64[D]")


def answered(folder):
    """The observed counts and the ratios of the calculator's file; an empty field stands for nought."""
    lines = next((folder / "near-repeat").glob("*NRverbose*")).read_text(encoding="latin-1").splitlines()

    def numbers(title, kind):
        start = next(i for i, line in enumerate(lines) if line.startswith(title)) + 3
        return [[kind(field or 0) for field in line.split(",")[2:6]] for line in lines[start : start + 5]]

    return numbers("Observed frequencies", int), np.array(numbers("Observed over mean", float))


def test_the_same_generator_gives_the_same_table():
    x, y, days = events(80)
    once, again = (knox(x, y, days, rng=np.random.default_rng(5), **KNOX) for _ in range(2))
    assert once.simulated.tolist() == again.simulated.tolist()


def test_pairs_found_in_many_small_chunks_count_the_same(monkeypatch):
    x, y, days = events(200)
    once = knox(x, y, days, rng=np.random.default_rng(5), replications=70, **KNOX)
    monkeypatch.setattr(pairs, "ROOM", 200)
    again = knox(x, y, days, rng=np.random.default_rng(5), replications=70, **KNOX)
    assert once.simulated.tolist() == again.simulated.tolist()


def test_as_many_bands_as_are_allowed_hold_their_own_pairs(rng):
    x = np.arange(248) + 0.5
    edges = {"distance_edges": np.arange(250), "day_edges": [0, 1], "same_place": True}
    table = knox(np.append(0, x), np.zeros(249), np.zeros(249), rng=rng, replications=1, **edges)
    assert table.observed.sum() == 249 * 248 // 2
    assert table.observed[:2, 0].tolist() == [0, 1]


def test_more_pairs_than_sixteen_bits_hold_are_counted(rng):
    table = knox(np.zeros(400), np.zeros(400), np.zeros(400), distance_edges=[0, 1], day_edges=[0, 1], rng=rng)
    assert table.observed.tolist() == [[79_800]]
    assert set(table.simulated.ravel().tolist()) == {79_800}


def test_memory_does_not_grow_with_the_square_of_the_events(rng, monkeypatch):
    monkeypatch.setattr(pairs, "ROOM", 100_000)
    n = 20_000
    x, y, days = rng.uniform(0, 1_000, n), rng.uniform(0, 1_000, n), rng.integers(0, 500, n)
    tracemalloc.start()
    table = knox(x, y, days, distance_edges=[0, 20], day_edges=[0, 14], rng=rng, replications=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert table.observed[0, 0] > 10_000
    assert peak < 500 * n


def test_clock_times_count_to_the_second(rng):
    times = np.array(["2024-01-01T10:00:00", "2024-01-02T09:59:59", "2024-01-02T10:00:00"], dtype="datetime64[s]")
    table = knox([0, 0, 0], [0, 0, 0], times, distance_edges=[0, 1], day_edges=[0, 1, 2], rng=rng, replications=1)
    assert table.observed.tolist() == [[2, 1]]


def test_dates_and_day_numbers_answer_alike():
    x, y, days = events(60)
    dates = np.datetime64("2024-02-25") + days
    one, two = (knox(x, y, time, rng=np.random.default_rng(3), **KNOX) for time in (days, dates))
    assert one.simulated.tolist() == two.simulated.tolist()


@given(st.integers(0, 10_000), st.floats(0.1, 50), st.integers(-3_000, 3_000))
def test_order_shift_mirror_and_scale_do_not_matter(seed, scale, shift):
    x, y, days = events(30, seed)
    rng = np.random.default_rng(seed)
    order, edges = rng.permutation(30), np.array([0, 0.5, 1.2, 3.3, 4.7])
    here = knox(x, y, days, distance_edges=edges, day_edges=[0, 2, 5], rng=rng, replications=1)
    there = knox(
        (shift - y * scale)[order],
        (x * scale)[order],
        (days + shift)[order],
        distance_edges=edges * scale,
        day_edges=[0, 2, 5],
        rng=rng,
        replications=1,
    )
    assert here.observed.tolist() == there.observed.tolist()
    assert here.expected.tolist() == there.expected.tolist()


@given(
    arrays.arrays(float, st.integers(0, 25), elements=st.floats(-100, 100)), st.floats(0.01, 30), st.floats(0.5, 9)
)
def test_any_places_and_times_count_as_by_hand(x, step, days):
    time = np.floor(x * 3)
    rng = np.random.default_rng(1)
    edges = [0, step, 2 * step, 5 * step]
    table = knox(x, x[::-1], time, distance_edges=edges, day_edges=[0, days, 3 * days], rng=rng, replications=1)
    # Edges of days count to the second.
    seconds = [round(edge * 86_400) / 86_400 for edge in (0, days, 3 * days)]
    assert table.observed.tolist() == by_hand(x, x[::-1], time, edges, seconds).tolist()


@pytest.mark.parametrize("n", [0, 1])
def test_without_a_pair_nothing_is_expected(n, rng):
    table = knox(np.zeros(n), np.zeros(n), np.zeros(n), rng=rng, replications=9, **KNOX)
    assert table.observed.sum() == table.expected.sum() == 0
    assert np.isnan(table.ratio).all()
    assert set(table.p_high.ravel().tolist()) == set(table.p_low.ravel().tolist()) == {1.0}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"x": [0, np.nan, np.nan]}, "x is missing or infinite in 2 of 3 rows"),
        ({"time": np.array(["2024-01-01", "NaT", "2024-01-02"], dtype="datetime64[D]")}, "missing in 1 of 3 rows"),
        ({"y": [0, 1]}, "same number of rows"),
        ({"distance_edges": [0, 2, 2]}, "increase"),
        ({"day_edges": [3]}, "two edges"),
        ({"day_edges": [-1, 3]}, "0 or more"),
        ({"metric": "crow"}, "metric"),
        ({"distance_edges": np.arange(251)}, "250 at most"),
        ({"replications": 0}, "replications"),
        ({"same_place": True, "distance_edges": [1, 2]}, "same_place"),
        ({"time": [0, 0.00001157407, 5e7]}, "spans more than"),
        ({"time": [0, 1, 1e9]}, "no day"),
    ],
)
def test_what_cannot_be_answered_is_refused(changed, said, rng):
    asked = {"x": [0, 1, 2], "y": [0, 1, 2], "time": [0, 1, 2], **KNOX, **changed}
    with pytest.raises(ValueError, match=said):
        knox(asked.pop("x"), asked.pop("y"), asked.pop("time"), rng=rng, **asked)


def test_bands_without_width_are_refused(rng):
    with pytest.raises(ValueError, match="above 0"):
        near_repeat_calculator([0], [0], [0], distance_band=0, distance_bands=1, day_band=1, day_bands=1, rng=rng)


def test_the_callers_arrays_stay_as_they_are(rng):
    x, y, days = (array.astype(float) for array in events(40))
    for array in (x, y, days):
        array.setflags(write=False)
    knox(x, y, days, rng=rng, **KNOX)
