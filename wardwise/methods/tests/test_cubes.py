from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.methods.cubes import cell_codes, count_by


@given(st.integers(0, 3_000), st.sampled_from([1, 40, 70_000]), st.sampled_from([1, 14, 300]), st.integers(0, 99))
def test_counts_are_those_of_counting_one_by_one(rows, places, kinds, seed):
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, places, rows), rng.integers(0, kinds, rows)
    expected = np.bincount(first * kinds + second, minlength=places * kinds).reshape(places, kinds)
    assert (count_by(first, second, sizes=(places, kinds)) == expected).all()
    assert (count_by(first, sizes=(places,)) == expected.sum(axis=1)).all()


@pytest.mark.parametrize("first", [np.uint8, np.uint16, np.uint32, np.int64])
@pytest.mark.parametrize("second", [np.uint8, np.uint16, np.int32])
def test_every_type_of_code_counts_the_same(first, second):
    rng = np.random.default_rng(4)
    places, kinds = rng.integers(0, 200, 999), rng.integers(0, 14, 999)
    expected = count_by(places, kinds, sizes=(200, 14))
    assert (count_by(places.astype(first), kinds.astype(second), sizes=(200, 14)) == expected).all()


def test_codes_that_may_not_be_changed_are_counted_and_left_alone():
    codes = np.array([1, 1, 0], dtype=np.uint16)
    codes.setflags(write=False)
    assert count_by(codes, sizes=(2,)).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("first", "second", "sizes", "words"),
    [
        ([0, 3, -1], None, (3,), "first must lie between 0 and 2; it does not in 2 of 3 rows"),
        ([0, 1], [0, 5], (2, 5), "second must lie between 0 and 4; it does not in 1 of 2 rows"),
        ([0, 1], [0], (2, 5), "the same number of rows: first has 2, second 1"),
        ([0.5], None, (2,), "whole numbers"),
        ([0], [0], (2,), "sizes must give a number of values"),
        ([0], [0], (50_000_000, 14), "more than the 100 million"),
        ([0], [0], (2, 70_000), "put the code with more first"),
    ],
)
def test_what_cannot_be_counted_is_refused(first, second, sizes, words):
    with pytest.raises(ValueError, match=words):
        count_by(first, second, sizes=sizes)


def test_nothing_counts_to_nothing():
    assert count_by(np.zeros(0, np.uint16), np.zeros(0, np.uint8), sizes=(2, 2)).tolist() == [[0, 0], [0, 0]]


def test_a_point_on_a_border_belongs_to_the_cell_north_or_east_of_it():
    codes = cell_codes([0, 100, 299.99, 300, -0.01], [0, 0, 0, 0, 0], west=0, south=0, cell_m=100, columns=3, rows=2)
    assert codes.tolist() == [0, 1, 2, -1, -1]


def test_points_without_coordinates_are_refused_with_their_number():
    with pytest.raises(ValueError, match="missing or infinite in 1 of 2 rows"):
        cell_codes([0, np.nan], [0, 0], west=0, south=0, cell_m=100, columns=3, rows=2)


def test_a_grid_without_cells_is_refused():
    with pytest.raises(ValueError, match="cannot be numbered"):
        cell_codes([0], [0], west=0, south=0, cell_m=0, columns=3, rows=2)
