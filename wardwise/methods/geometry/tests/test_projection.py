from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.methods import geometry
from wardwise.methods.geometry.tests.os_test_points import EASTING, LATITUDE, LONGITUDE, NORTHING


def test_the_published_test_points_come_out_to_two_millimetres():
    easting, northing = geometry.to_national_grid(LONGITUDE, LATITUDE)
    # Answers are rounded to a millimetre and the input to eight places.
    assert np.hypot(easting - EASTING, northing - NORTHING).max() < 0.002


def test_the_published_test_points_go_back_to_six_millimetres():
    longitude, latitude = geometry.to_wgs84(EASTING, NORTHING)
    east_m = (longitude - LONGITUDE) * 111_320 * np.cos(np.radians(LATITUDE))
    # St Kilda, 70 km beyond the Hebrides, is the worst: the inverse is found by iteration.
    assert np.hypot(east_m, (latitude - LATITUDE) * 111_320).max() < 0.006


def test_the_simple_shift_stays_within_five_metres_of_the_definitive_one():
    easting, northing = geometry.to_national_grid_helmert(LONGITUDE, LATITUDE)
    apart = np.hypot(easting - EASTING, northing - NORTHING)
    assert 0.5 < np.median(apart) < 2.5
    assert apart.max() < 5.0


@pytest.mark.parametrize(
    ("latitude", "longitude", "easting", "northing"),
    [(52.657977, 1.716038, 651409, 313177), (51.877270, -0.414871, 509214, 221043)],
)
def test_the_simple_shift_gives_the_known_vectors(latitude, longitude, easting, northing):
    found = geometry.to_national_grid_helmert(longitude, latitude)
    assert np.round(found).tolist() == [easting, northing]


@given(st.floats(100_000, 650_000), st.floats(10_000, 1_200_000))
def test_the_simple_shift_goes_there_and_back(easting, northing):
    there = geometry.to_wgs84_helmert(easting, northing)
    back = geometry.to_national_grid_helmert(*there)
    # The shift is undone by negating small angles, which is not quite its inverse.
    assert np.hypot(back[0] - easting, back[1] - northing) < 0.02


@given(st.floats(420_000, 560_000), st.floats(150_000, 300_000))
def test_the_definitive_transformation_goes_there_and_back(easting, northing):
    back = geometry.to_national_grid(*geometry.to_wgs84(easting, northing))
    assert np.hypot(back[0] - easting, back[1] - northing) < 0.003


@pytest.mark.parametrize("move", [geometry.to_national_grid, geometry.to_national_grid_helmert])
def test_missing_longitudes_are_refused_with_their_number(move):
    with pytest.raises(ValueError, match="longitude: 2 of 3 rows are missing"):
        move([np.nan, np.inf, -0.4], [51.9, 51.9, 51.9])


@pytest.mark.parametrize("move", [geometry.to_national_grid, geometry.to_national_grid_helmert])
def test_swapped_coordinates_are_refused(move):
    with pytest.raises(ValueError, match=r"longitude: 1 of 1 rows lie outside -9\.5 to 3"):
        move([51.9], [-0.4])


def test_a_place_without_cover_is_refused_or_answered_with_nan_if_asked():
    longitude, latitude = [-0.414871, 3.0, 151.2], [51.877270, 54.0, -33.9]
    with pytest.raises(ValueError, match="longitude: 1 of 3 rows"):
        geometry.to_national_grid(longitude, latitude)
    with pytest.raises(ValueError, match="1 of 2 rows lie outside the cover of OSTN15"):
        geometry.to_national_grid(longitude[:2], latitude[:2])
    easting, northing = geometry.to_national_grid(longitude, latitude, outside="nan")
    assert np.isnan(easting).tolist() == np.isnan(northing).tolist() == [False, True, True]


def test_missing_input_is_refused_even_where_gaps_are_allowed():
    with pytest.raises(ValueError, match="northing: 1 of 2 rows are missing"):
        geometry.to_wgs84([500_000, 500_000], [np.nan, 200_000], outside="nan")


def test_unequal_lengths_and_words_are_refused():
    with pytest.raises(ValueError, match="differ in shape"):
        geometry.to_national_grid([-0.4, -0.5], [51.9])
    with pytest.raises(ValueError, match="easting: not numbers"):
        geometry.to_wgs84(["Dallow"], [200_000])


def test_shapes_of_arrays_are_kept_and_inputs_are_not_changed():
    longitude, latitude = LONGITUDE.reshape(8, 5).copy(), LATITUDE.reshape(8, 5).copy()
    easting, _ = geometry.to_national_grid(longitude, latitude)
    assert easting.shape == (8, 5)
    assert (longitude == LONGITUDE.reshape(8, 5)).all()
    assert [part.size for part in geometry.to_national_grid([], [])] == [0, 0]
