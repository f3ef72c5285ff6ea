from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.methods.geometry import cells_covering, from_grid_reference, grid_reference, grid_references

EASTINGS, NORTHINGS = st.floats(0, 699_999.999), st.floats(0, 1_299_999.999)
DIGITS = st.sampled_from([2, 4, 6, 8, 10])


@pytest.mark.parametrize(
    ("easting", "northing", "digits", "reference"),
    [
        (651409, 313177, 6, "TG514131"),
        (509214, 221043, 6, "TL092210"),
        (509214, 221043, 4, "TL0921"),
        (512401, 220966, 6, "TL124209"),
        (0, 0, 2, "SV00"),
        (9587.909, 899448.996, 6, "NF095994"),
        (395999.668, 1138728.951, 6, "HT959387"),
        (421300.525, 1072147.239, 10, "HZ2130072147"),
        (699_999.999, 1_299_999.999, 10, "JM9999999999"),
    ],
)
def test_known_places_have_their_known_references(easting, northing, digits, reference):
    assert grid_reference(easting, northing, digits) == reference


def test_a_reference_is_cut_and_never_rounded():
    assert grid_reference(509299.999, 221099.999, 6) == "TL092210"
    assert grid_reference(509300, 221100, 6) == "TL093211"


@given(EASTINGS, NORTHINGS, DIGITS)
def test_the_cell_of_a_reference_holds_the_place(easting, northing, digits):
    reference = grid_reference(easting, northing, digits)
    cell = from_grid_reference(reference)
    west, south, east, north = cell.bounds
    assert west <= easting < east
    assert south <= northing < north
    assert grid_reference(*cell.centre, digits) == reference


@given(st.integers(0, 69_999), st.integers(0, 129_999))
def test_every_ten_metre_cell_round_trips_through_its_name(column, row):
    cell = from_grid_reference(grid_reference(column * 10, row * 10, 8))
    assert (cell.easting, cell.northing, cell.size_m) == (column * 10, row * 10, 10)


@given(EASTINGS, NORTHINGS)
def test_no_reference_holds_the_letter_i(easting, northing):
    assert "I" not in grid_reference(easting, northing)


@pytest.mark.parametrize("written", ["tl092210", " TL 092 210 ", "Tl\t092\n210"])
def test_spaces_and_small_letters_are_accepted(written):
    assert from_grid_reference(written).bounds == (509200, 221000, 509300, 221100)


@pytest.mark.parametrize(
    "written",
    [
        *["", "TL", "banana", "TL09221", "TL092210999999", "IL092210", "TI092210", "T092210", "TL09a210"],
        *["092210", "TL０９２２１０", "TL-09210", "TL 092 210; drop table", "A" * 100_000],
    ],
)
def test_what_is_no_reference_is_refused(written):
    with pytest.raises(ValueError, match="is not a grid reference"):
        from_grid_reference(written)


@pytest.mark.parametrize("written", ["ZZ123456", "AA00", "VV1212", "WA1212"])
def test_squares_off_the_grid_are_refused(written):
    with pytest.raises(ValueError, match="off the National Grid"):
        from_grid_reference(written)


@pytest.mark.parametrize("place", [(-0.001, 5), (700_000, 5), (5, -1), (5, 1_300_000)])
def test_places_off_the_grid_are_refused(place):
    with pytest.raises(ValueError, match="1 of 1 rows lie off the National Grid"):
        grid_reference(*place)


def test_missing_places_and_odd_digits_are_refused():
    with pytest.raises(ValueError, match="northing: 1 of 2 rows are missing"):
        grid_references([1, 2], [3, np.nan])
    with pytest.raises(ValueError, match="digits: 5 is not one of"):
        grid_reference(1, 2, 5)


def test_a_rectangle_is_covered_by_the_cells_it_touches():
    cells = cells_covering(509214, 221043, 509414, 221143, 100)
    assert [grid_reference(*cell.centre) for cell in cells[:3]] == ["TL092210", "TL093210", "TL094210"]
    assert len(cells_covering(100, 100, 100, 100, 100)) == 1
    with pytest.raises(ValueError, match="not a rectangle"):
        cells_covering(10, 0, 5, 5, 1)
    with pytest.raises(ValueError, match="size_m"):
        cells_covering(0, 0, 5, 5, 50)
