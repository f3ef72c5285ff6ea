from __future__ import annotations

import json

import pytest
import shapely

from wardwise.methods.geometry import shape_to_wgs84
from wardwise.partners.exceptions import Refused
from wardwise.response.operations import shapes
from wardwise.response.operations.tests.factories import ward

pytestmark = pytest.mark.django_db


def drawn(ground):
    return shapely.to_geojson(shape_to_wgs84(ground))


def test_a_drawn_area_comes_back_in_metres(luton):
    square = shapely.box(508_000, 221_000, 508_400, 221_300)
    found = shapes.read(drawn(square), luton)
    assert found.symmetric_difference(square).area < 1.0  # GeoJSON keeps some 15 digits
    assert shapely.box(*shapely.from_geojson(json.dumps(shapes.to_geojson(found))).bounds).is_valid


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dallow",
        "[]",
        "null",
        "[" * 5_000,
        '{"type": "Point", "coordinates": [0, 51]}',
        '{"type": "Polygon"}',
        '{"type": "Polygon", "coordinates": 7}',
        '{"type": "Polygon", "coordinates": [[["a", "b"], [1, 2], [3, 4], [1, 2]]]}',
        '{"type": "Polygon", "coordinates": [[[0, 51], [1, 52]]]}',
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "Feature", "geometry": null}',
        '{"type": "Polygon", "coordinates": [[[NaN, 51], [0.1, 51], [0.1, 51.1], [NaN, 51]]]}',
        '{"type": "Polygon", "coordinates": [[[-0.4, 51.8], [-0.3, 51.9], [-0.3, 51.8], [-0.4, 51.9], [-0.4, 51.8]]]}',  # noqa: E501
        '{"type": "Polygon", "coordinates": []}',
    ],
)
def test_what_is_no_area_is_refused_in_words(text, luton):
    with pytest.raises(Refused):
        shapes.read(text, luton)


@pytest.mark.parametrize(
    ("ground", "code"),
    [
        (shapely.box(508_000, 221_000, 508_010, 221_010), "polygon_too_small"),
        (shapely.box(480_000, 200_000, 540_000, 260_000), "polygon_too_large"),
        (shapely.box(530_000, 180_000, 531_000, 181_000), "polygon_elsewhere"),
        (shapely.Point(508_500, 221_500).buffer(400, quad_segs=2_000), "polygon_too_long"),
    ],
)
def test_ground_that_cannot_be_meant_is_refused(ground, code, luton):
    ward(luton, "E05002216", "Dallow")
    with pytest.raises(Refused) as refusal:
        shapes.read(drawn(ground), luton)
    assert refusal.value.code == code


def test_ground_outside_great_britain_is_refused(luton):
    paris = json.dumps(shapely.geometry.mapping(shapely.box(2.3, 48.8, 2.4, 48.9)))
    with pytest.raises(Refused):
        shapes.read(paris, luton)
