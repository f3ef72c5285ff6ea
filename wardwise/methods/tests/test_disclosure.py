from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from wardwise.methods.disclosure import Table, every_interval, protect

THRESHOLD = 5


def published_equations(counts, tables: list[Table]):
    """What a reader holds, written out cell by cell: an attacker that shares no code with the method."""
    rows, columns = counts.shape[1:]
    for table in tables:
        for r, c in itertools.product(range(rows + 1), range(columns + 1)):
            if not table.shown[r, c]:
                continue
            line = np.zeros(counts.shape)
            in_rows = range(rows) if r == rows else [r]
            in_columns = range(columns) if c == columns else [c]
            for p, i, j in itertools.product(table.periods, in_rows, in_columns):
                line[p, i, j] = 1
            yield line.ravel(), float((line * counts).sum())


def attack(counts, tables: list[Table], wanted) -> float:
    """How many whole units lie between the least and the greatest value a reader must allow for one sum."""
    equations = list(published_equations(counts, tables))
    if not equations:
        return np.inf
    matrix, values = np.array([line for line, _ in equations]), np.array([value for _, value in equations])
    ends = []
    for sign in (1, -1):
        found = linprog(sign * wanted.ravel(), A_eq=matrix, b_eq=values, bounds=(0, 10_000), method="highs")
        assert found.status == 0
        ends.append(sign * found.fun)
    return ends[1] - ends[0]


def small_sums(counts, tables: list[Table]):
    """Every small figure of every table, and every small count of one period alone."""
    periods, rows, columns = counts.shape
    groups = [table.periods for table in tables] + [(p,) for p in range(periods)]
    for group in groups:
        for r, c in itertools.product(range(rows + 1), range(columns + 1)):
            wanted = np.zeros(counts.shape)
            in_rows, in_columns = (
                slice(None) if r == rows else slice(r, r + 1),
                slice(None) if c == columns else slice(c, c + 1),
            )
            wanted[list(group), in_rows, in_columns] = 1
            is_wanted = group in [table.periods for table in tables] or (r < rows and c < columns)
            if is_wanted and 0 < (wanted * counts).sum() < THRESHOLD:
                yield wanted


def release(counts, periods, earlier: list[Table]) -> Table:
    return Table(tuple(periods), protect(counts, threshold=THRESHOLD, periods=periods, earlier=earlier).shown)


def test_hiding_only_the_small_count_is_undone_by_the_total() -> None:
    counts = np.array([[[12, 3, 8]]])
    naive = Table((0,), np.array([[True, False, True, True], [True, False, True, True]]))
    assert attack(counts, [naive], np.array([[[0, 1, 0]]])) == 0
    assert attack(counts, [release(counts, [0], [])], np.array([[[0, 1, 0]]])) >= THRESHOLD


def test_cheapest_large_enough_neighbour_is_hidden_with_it() -> None:
    assert protect(np.array([[[12, 3, 8, 0]]]), threshold=5).shown[0].tolist() == [True, False, False, True, True]


def test_nothing_small_hides_nothing() -> None:
    assert protect(np.array([[[5, 0, 8], [7, 6, 0]]]), threshold=5).shown.all()


def test_table_of_nothing_is_shown() -> None:
    assert protect(np.zeros((1, 3, 3), dtype=int), threshold=5).shown.all()


def test_small_total_is_hidden_too() -> None:
    found = protect(np.array([[[1, 0, 2]]]), threshold=5)
    assert found.shown[0].tolist() == [False, True, False, False]
    assert found.values[0].tolist() == [1, 0, 2, 3]


def test_two_small_counts_with_a_small_sum_need_a_third() -> None:
    assert protect(np.array([[[1, 2, 0, 9]]]), threshold=5).shown[0].tolist() == [False, False, True, False, True]


@pytest.mark.parametrize("seed", range(10))
def test_attacker_with_all_margins_learns_no_small_count(seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(4, size=(1, 4, 4))
    table = release(counts, [0], [])
    assert all(attack(counts, [table], wanted) >= THRESHOLD - 1e-6 for wanted in small_sums(counts, [table]))


@pytest.mark.parametrize("seed", range(6))
def test_attacker_who_tries_every_table_of_whole_numbers_learns_no_small_count(seed: int) -> None:
    counts = np.random.default_rng(seed).integers(0, 6, size=(1, 2, 2))
    table = release(counts, [0], [])
    equations = list(published_equations(counts, [table]))
    grid = np.array(list(itertools.product(range(24), repeat=4)))
    fits = np.ones(len(grid), dtype=bool)
    for line, value in equations:
        fits &= grid @ line == value
    for wanted in small_sums(counts, [table]):
        reached = grid[fits] @ wanted.ravel()
        assert reached.max() - reached.min() >= THRESHOLD


@pytest.mark.parametrize("seed", range(4))
def test_attacker_who_kept_every_release_of_a_sliding_year_learns_no_small_count(seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(1.5, size=(7, 1, 4))
    tables: list[Table] = []
    for last in range(4, 8):
        tables.append(release(counts, range(last - 4, last), tables))
        assert all(attack(counts, tables, wanted) >= THRESHOLD - 1e-6 for wanted in small_sums(counts, tables))


def test_two_quarters_whose_year_grew_by_one_do_not_tell_who_came_late() -> None:
    counts = np.array([[[0, 9]], [[0, 9]], [[5, 9]], [[1, 9]]])
    first = release(counts, [0, 1, 2], [])
    tables = [first, release(counts, [0, 1, 2, 3], [first])]
    late = np.zeros(counts.shape)
    late[3, 0, 0] = 1
    assert first.shown[0].all()
    assert attack(counts, tables, late) >= THRESHOLD


def test_same_table_again_hides_the_same_counts() -> None:
    counts = np.array([[[12, 3, 8, 20]]])
    first = release(counts, [0], [])
    assert (release(counts, [0], [first]).shown == first.shown).all()


def test_what_earlier_releases_gave_away_hides_nothing_for_nothing() -> None:
    counts = np.array([[[12, 3, 8]]])
    careless = Table((0,), np.ones((2, 4), dtype=bool))
    assert protect(counts, threshold=5, earlier=[careless]).shown[0].tolist() == [True, False, True, True]


def test_every_interval_reports_what_the_attacker_finds() -> None:
    counts = np.array([[[12, 3, 8]]])
    found = {
        (row, column): (low, high) for _, row, column, low, high in every_interval(counts, [release(counts, [0], [])])
    }
    assert found[0, 1] == (0, 11)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (np.array([1, 2, 3]), "shape"),
        (np.zeros((1, 0, 3), dtype=int), "shape"),
        (np.array([[[1.0, 2.0]]]), "whole"),
        (np.array([[[1, -2]]]), "negative"),
    ],
)
def test_counts_that_are_none_are_refused(counts, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        protect(counts, threshold=5)


def test_bad_threshold_period_or_earlier_table_is_refused() -> None:
    counts = np.array([[[1, 2]]])
    with pytest.raises(ValueError, match="threshold"):
        protect(counts, threshold=1)
    with pytest.raises(ValueError, match="periods"):
        protect(counts, threshold=5, periods=[1])
    with pytest.raises(ValueError, match="earlier"):
        protect(counts, threshold=5, earlier=[Table((0,), np.ones((1, 1), dtype=bool))])
