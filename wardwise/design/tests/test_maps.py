from __future__ import annotations

import json
import re

import pytest
from django.template import engines

from wardwise.design import maps


def square(code: str, x: float = 0.0, **properties) -> dict:
    ring = [[x, 51.0], [x + 1, 51.0], [x + 1, 52.0], [x, 52.0], [x, 51.0]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": code, **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


def test_areas_are_shaded_by_their_value_and_one_without_is_said_to_have_none():
    ground = collection(*(square(f"A{i}", i) for i in range(6)))
    shown = maps.choropleth("Map", ground, {"A0": 1, "A1": 5, "A2": 9, "A3": 20, "A4": 90})
    shades = [feature["properties"]["shade"] for feature in shown.geojson["features"]]
    assert shades == ["1", "2", "3", "4", "5", "none"]
    assert [shade.words for shade in shown.shades] == [
        "1 to 4",
        "5 to 7",
        "8 to 13",
        "14 to 34",
        "35 to 90",
        "No figure",
    ]


def test_the_ground_that_was_given_is_not_changed():
    ground = collection(square("A"))
    before = json.dumps(ground)
    maps.choropleth("Map", ground, {"A": 3})
    assert json.dumps(ground) == before


@pytest.mark.parametrize("values", [{}, {"A": None}, {"A": float("nan")}, {"A": 0}, {"A": 7, "B": 7}])
def test_no_values_and_equal_values_are_drawn(values):
    shown = maps.choropleth("Map", collection(square("A"), square("B", 1)), values)
    assert maps.page_parts(shown)["picture"].startswith("<svg")


def test_every_value_falls_in_the_class_that_the_legend_gives_it():
    values = {f"A{i}": v for i, v in enumerate([0, 1, 1, 2, 3, 5, 8, 13, 21, 34])}
    ground = collection(*(square(code, i) for i, code in enumerate(values)))
    shown = maps.choropleth("Map", ground, values)
    ranges = {s.key: [int(n) for n in re.findall(r"\d+", s.words)] for s in shown.shades if s.key != "none"}
    for feature in shown.geojson["features"]:
        bounds = ranges[feature["properties"]["shade"]]
        assert bounds[0] <= values[feature["properties"]["code"]] <= bounds[-1]


def test_the_picture_shows_polygons_with_holes_and_parts_and_points():
    island = {
        "type": "MultiPolygon",
        "coordinates": [[[[0, 51], [1, 51], [1, 52], [0, 51]]], [[[2, 51], [3, 51], [3, 52], [2, 51]]]],
    }
    features = [{"type": "Feature", "properties": {}, "geometry": island}]
    shown = maps.points("Map", [0.5], [51.5], ["Here"], [3], outline=collection(*features))
    picture = maps.page_parts(shown)["picture"]
    assert picture.count("Z") == 2
    assert picture.count("<circle") == 1


def test_a_name_cannot_break_out_of_the_picture_or_of_the_data():
    shown = maps.choropleth("</svg><script>", collection(square("</script><script>alert(1)</script>")), {})
    page = engines["django"].from_string("{% map m %}").render({"m": shown})
    assert "<script>alert" not in page
    assert "</svg><script>" not in page


def test_an_empty_map_says_nothing_and_breaks_nothing():
    page = engines["django"].from_string("{% map m %}").render({"m": maps.Map("Nothing", collection())})
    assert "<svg class" not in page


def test_a_map_of_the_same_areas_sets_their_shapes_in_the_page_once():
    ground = collection(square("A"), square("B", 1))
    first, again = (
        maps.choropleth(title, ground, {"A": 1, "B": 9}, same_areas=same)
        for title, same in (("One", False), ("Two", True))
    )
    one, two = maps.page_parts(first), maps.page_parts(again)
    assert one["areas"] == two["areas"] != ""
    assert one["id"] != two["id"]
    held = json.loads(two["embedded"].split(">", 1)[1].removesuffix("</script>").replace("\\u003c", "<"))
    assert [feature["geometry"] for feature in held["features"]] == [None, None]
    assert [feature["properties"]["shade"] for feature in held["features"]] == ["1", "5"]
    assert re.findall(r' d="[^"]*"', two["picture"]) == re.findall(r' d="[^"]*"', one["picture"])
    page = engines["django"].from_string("{% map one %}{% map two %}").render({"one": first, "two": again})
    assert f'data-areas="{one["areas"]}"' in page
    assert f'data-same-areas="{one["areas"]}"' in page
    assert page.count('"Polygon"') == 2


def test_areas_are_named_in_the_picture_where_there_is_room():
    assert text_of(collection(square("Dallow"), square("Biscot", 1))) == ["Dallow", "Biscot"]
    assert text_of(collection(square("Dallow"), square("Biscot", 0.001))) == ["Dallow"]


def test_many_areas_have_no_names_but_the_signs_that_are_given():
    many = collection(*[square(f"Area {i}", i / 10) for i in range(41)])
    assert text_of(many) == []
    assert text_of(many, signs=(("Dallow", 2.0, 51.5),)) == ["Dallow"]
    assert (
        '"signs":[["Dallow",2.0,51.5]]'
        in maps.page_parts(maps.Map("Map", many, signs=(("Dallow", 2.0, 51.5),)))["embedded"]
    )


def text_of(ground, **details):
    picture = maps.page_parts(maps.Map("Map", ground, **details))["picture"]
    return [part.split("<")[0] for part in picture.split('em">')[1:]]
