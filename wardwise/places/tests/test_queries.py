from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from wardwise.methods import geometry
from wardwise.places import queries
from wardwise.places.exceptions import UnknownScheme
from wardwise.places.models import Area
from wardwise.places.tests.made import SIDE, SOUTH, WEST, feature, load, square, squares

pytestmark = pytest.mark.django_db


def test_places_are_found_in_the_areas_of_every_scheme(tmp_path):
    squares(tmp_path, "B", "A")
    squares(tmp_path, "X", scheme="lsoa-2021")
    found = queries.locate(["ward-2013", "lsoa-2021"], [WEST + 10, WEST + SIDE + 10, 0], [SOUTH + 10] * 3)
    assert {scheme: codes.tolist() for scheme, codes in found.items()} == {
        "ward-2013": ["B", "A", ""],
        "lsoa-2021": ["X", "", ""],
    }


def test_a_border_belongs_to_the_lower_code_whatever_was_loaded_first(tmp_path):
    squares(tmp_path, "B", "A")
    border = WEST + SIDE, SOUTH + 10
    assert queries.locate(["ward-2013"], [border[0]], [border[1]])["ward-2013"].tolist() == ["A"]
    area = queries.area_at("ward-2013", *border)
    assert area is not None
    assert area.code == "A"


def test_no_scheme_and_no_area_are_answered_with_none(tmp_path):
    assert queries.area_at("ward-2013", WEST, SOUTH) is None
    assert queries.locate(["ward-2013"], [WEST], [SOUTH])["ward-2013"].tolist() == [""]
    squares(tmp_path, "A")
    assert queries.area_at("ward-2013", WEST - 1, SOUTH) is None


def test_the_index_is_kept_until_a_boundary_changes(tmp_path, django_assert_num_queries):
    squares(tmp_path, "A")
    kept = queries.locator("ward-2013")
    with django_assert_num_queries(1):
        assert queries.locator("ward-2013") is kept
    load(tmp_path, feature("A", square(5)))
    assert queries.locator("ward-2013").positions([WEST + 1], [SOUTH + 1]).tolist() == [-1]


def test_missing_places_are_refused(tmp_path):
    squares(tmp_path, "A")
    with pytest.raises(ValueError, match="easting: 1 of 1 rows are missing"):
        queries.locate(["ward-2013"], [np.nan], [SOUTH])


def test_neighbours_are_positions_in_the_list_given(tmp_path):
    squares(tmp_path, "A", "B", "C")
    assert queries.neighbours(queries.areas_of("ward-2013")) == [(0, 1), (1, 2)]


def test_an_unknown_scheme_says_what_there_is(tmp_path):
    squares(tmp_path, "A")
    with pytest.raises(UnknownScheme, match=r"“lsoa-2021” here\. Load it first\. Loaded: ward-2013"):
        queries.scheme("lsoa-2021")


def test_a_map_has_degrees_with_six_places_and_what_is_known_of_each_area(tmp_path):
    squares(tmp_path, "A", "B")
    drawn = queries.as_geojson(queries.areas_of("ward-2013"), {"A": {"count": 7}})
    first, second = drawn["features"]
    assert first["properties"] == {"code": "A", "name": "Ward A", "count": 7}
    assert second["properties"] == {"code": "B", "name": "Ward B"}
    text = json.dumps(drawn)
    assert max(len(part.split(".")[1]) for part in text.replace("]", ",").split(",") if "." in part) <= 6
    back = geometry.shape_to_national_grid(shapely.geometry.shape(first["geometry"]))
    assert shapely.hausdorff_distance(back, square(0)) < 0.2


def test_a_map_without_areas_is_empty():
    assert queries.as_geojson(Area.objects.none()) == {"type": "FeatureCollection", "features": []}


def wavy(column: int) -> shapely.Polygon:
    """A square whose right border is the left border of the next, with many small bends."""
    y = np.linspace(SOUTH, SOUTH + SIDE, 401)
    bends = [WEST + (column + step) * SIDE + 3 * np.sin(y) for step in (0, 1)]
    return shapely.Polygon([*zip(bends[0], y, strict=True), *zip(bends[1][::-1], y[::-1], strict=True)])


def test_simplified_neighbours_still_meet_and_become_much_smaller(tmp_path):
    load(tmp_path, feature("A", wavy(0)), feature("B", wavy(1)))
    drawn = queries.as_geojson(queries.areas_of("ward-2013"), tolerance_m=10)
    shapes = [shapely.geometry.shape(found["geometry"]) for found in drawn["features"]]
    assert sum(shapely.get_num_coordinates(shapes)) < 80  # of 1,606
    assert shapely.touches(*shapes)
    assert shapely.union_all(shapes).geom_type == "Polygon"


def test_a_drawn_map_is_cached_and_drawn_anew_when_a_boundary_changes(tmp_path, monkeypatch):
    squares(tmp_path, "A")
    first = queries.as_geojson(queries.areas_of("ward-2013"))
    with monkeypatch.context() as patch:
        patch.setattr(queries, "_draw", None)
        assert queries.as_geojson(queries.areas_of("ward-2013")) == first
    load(tmp_path, feature("A", square(3)))
    assert queries.as_geojson(queries.areas_of("ward-2013")) != first


@pytest.mark.real_data
def test_the_real_areas_part_the_land_without_gaps(tmp_path, shared_data):
    from wardwise.places import rules

    rules.load_boundaries(shared_data / "boundaries/luton-lsoa-2011.geojson", scheme="lsoa-2011", by=None)
    areas = list(queries.areas_of("lsoa-2011"))
    pairs = queries.neighbours(areas)
    assert len({place for pair in pairs for place in pair}) == 121
    drawn = queries.as_geojson(areas)
    shapes = [shapely.geometry.shape(found["geometry"]) for found in drawn["features"]]
    assert len(shapely.get_parts(shapely.union_all(shapes))) == 1
    assert len(json.dumps(drawn)) < 150_000
