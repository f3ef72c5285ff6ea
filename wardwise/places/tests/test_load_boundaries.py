from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from wardwise.methods import geometry
from wardwise.office.audit.models import Event
from wardwise.places import files, rules
from wardwise.places.exceptions import LoadRefused
from wardwise.places.models import Area, AreaScheme
from wardwise.places.tests.made import collection, feature, load, square, squares, written

pytestmark = pytest.mark.django_db
BOW_TIE = shapely.Polygon([(509_000, 221_000), (509_400, 221_400), (509_400, 221_000), (509_000, 221_500)])


def refusal(path, scheme="ward-2013", **options):
    with pytest.raises(LoadRefused) as caught:
        rules.load_boundaries(path, scheme=scheme, by=None, **options)
    assert not AreaScheme.objects.exists()
    assert not Event.objects.exists()
    return caught.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\0" * 100, "empty"),
        (b"PK\x03\x04 a shapefile", "not_text"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Fea', "not_json"),
        (b"WD13CD,WD13NM\nE05002193,Barnfield\n", "not_json"),
        ('{"type": "FeatureCollection", "name": "Cr\xe8che"}'.encode("latin-1"), "not_utf8"),
        (b"[" * 100_000, "too_deep"),
        (b'{"type": "Topology"}', "not_a_feature_collection"),
        (b"[]", "not_a_feature_collection"),
        (b'{"type": "FeatureCollection", "features": []}', "no_features"),
        (b'{"type": "FeatureCollection", "features": {"a": 1}}', "no_features"),
        (b'{"type": "FeatureCollection", "features": [1, null]}', "which_code"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not_json"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused_and_nothing_changes(tmp_path, content, code):
    path = tmp_path / "areas.geojson"
    path.write_bytes(content)
    assert refusal(path).code == code


def test_a_missing_file_a_folder_and_a_gigantic_file_are_refused(tmp_path, monkeypatch):
    assert refusal(tmp_path / "none.geojson").code == "no_file"
    assert refusal(tmp_path).code == "no_file"
    monkeypatch.setattr(files, "MAX_MEGABYTES", 0)
    assert refusal(written(tmp_path, collection(feature("A", square(0))))).code == "too_large"


@pytest.mark.parametrize("scheme", ["ward", "ward-13", "2013", "Ward-2013", "ward 2013", "ward-2013'; --", "x" * 99])
def test_a_scheme_without_its_year_is_refused(tmp_path, scheme):
    assert refusal(written(tmp_path, collection(feature("A", square(0)))), scheme).code == "no_vintage"


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "no geometry"),
        ({"type": "Point", "coordinates": [509_000, 221_000]}, "is a Point"),
        ({"type": "Polygon", "coordinates": []}, "empty"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "empty"),
        ({"type": "Polygon"}, "coordinates are not"),
        ({"type": "Polygon", "coordinates": "POLYGON"}, "coordinates are not"),
        ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}, "at least four"),
        ({"type": "Polygon", "coordinates": [[[509000, None], [1, 2], [3, 4], [5, 6]]]}, "coordinates are not"),
        ({"type": "Polygon", "coordinates": [[[509000, "1"], [1, 2], [3, 4], [5, 6]]]}, "coordinates are not"),
        ({"type": "Polygon", "coordinates": [[[np.nan, 1], [1, 2], [3, 4], [5, 6]]]}, "finite"),
        ({"type": "Polygon", "coordinates": [[[1e999, 1], [1, 2], [3, 4], [5, 6]]]}, "finite"),
        ({"type": "Polygon", "coordinates": [[[10**400, 1], [1, 2], [3, 4], [5, 6]]]}, "coordinates are not"),
        (shapely.LineString([(509_000, 221_000), (509_500, 221_000)]), "is a LineString"),
        (shapely.Polygon([(509_000, 221_000), (509_100, 221_000), (509_200, 221_000)]), "no area"),
        (shapely.box(800_000, 221_000, 800_100, 221_100), "outside Great Britain"),
    ],
)
def test_a_feature_without_a_proper_shape_is_refused_with_its_reason(tmp_path, geometry, reason):
    path = written(tmp_path, collection(feature("GOOD", square(0)), feature("BAD", geometry)))
    error = refusal(path)
    assert error.code == "rows_refused"
    assert [(row.row, row.code) for row in error.refused] == [(2, "BAD")]
    assert reason in error.refused[0].reason


@pytest.mark.parametrize("code", [None, "", "  ", "=HYPERLINK(1)", "E" * 21, "E01 <b>"])
def test_a_feature_without_a_proper_code_is_refused(tmp_path, code):
    error = refusal(written(tmp_path, collection(feature("GOOD", square(0)), feature(code, square(1)))))
    assert [row.row for row in error.refused] == [2]


def test_codes_that_stand_twice_are_all_refused(tmp_path):
    error = refusal(written(tmp_path, collection(*[feature(c, square(i)) for i, c in enumerate("ABA")])))
    assert [row.row for row in error.refused] == [1, 3]
    assert "2 times" in error.refused[0].reason


def test_an_overlong_name_is_refused(tmp_path):
    assert refusal(written(tmp_path, collection(feature("A", square(0), WD13NM="x" * 121)))).code == "rows_refused"


def test_refused_features_can_be_left_out_and_the_sums_agree(tmp_path):
    report = load(tmp_path, feature("A", square(0)), feature("B", None), skip_refused=True)
    assert (report.read, report.loaded, report.updated, report.unchanged, len(report.refused)) == (2, 1, 0, 0, 1)
    assert report.as_dict()["rows_refused"] == 1
    assert json.dumps(report.as_dict())


def test_nothing_usable_is_refused_even_when_leaving_out(tmp_path):
    assert refusal(written(tmp_path, collection(feature("B", None))), skip_refused=True).code == "rows_refused"


def test_another_vintage_than_the_scheme_is_refused(tmp_path):
    path = written(tmp_path, collection(feature("A", square(0))))
    assert refusal(path, "ward-2023").code == refusal(path, "lsoa-2013").code == "other_vintage"


def test_unknown_properties_are_refused_with_what_there_is(tmp_path):
    path = written(tmp_path, collection(feature("A", square(0))))
    assert "WD13NM" in refusal(path, code_property="WD99CD").message
    assert refusal(path, name_property="nom").code == "no_such_property"


def test_several_codes_are_told_apart_by_the_scheme(tmp_path):
    report = load(tmp_path, feature("A", square(0), LSOA13CD="L1", LSOA13NM="Made 001A"), scheme="lsoa-2013")
    assert (report.code_property, report.name_property) == ("LSOA13CD", "LSOA13NM")
    assert Area.objects.get().name == "Made 001A"


@pytest.mark.parametrize("name", ["EPSG:3857", "urn:ogc:def:crs:EPSG::32630", ""])
def test_coordinates_of_another_system_are_refused(tmp_path, name):
    crs = {"type": "name", "properties": {"name": name}}
    assert refusal(written(tmp_path, collection(feature("A", square(0)), crs=crs))).code == "unknown_crs"


def test_a_file_that_says_its_coordinates_wrongly_is_refused(tmp_path):
    degrees = geometry.shape_to_wgs84(square(0))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert refusal(written(tmp_path, collection(feature("A", square(0)), crs=crs))).code == "wrong_crs"
    assert refusal(written(tmp_path, collection(feature("A", degrees))), crs="BNG").code == "wrong_crs"


def test_swapped_longitude_and_latitude_are_refused(tmp_path):
    swapped = shapely.transform(geometry.shape_to_wgs84(square(0)), lambda xy: xy[:, ::-1])
    error = refusal(written(tmp_path, collection(feature("A", swapped))))
    assert "swapped" in error.refused[0].reason


@pytest.mark.parametrize("declared", [None, "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_degrees_become_metres_to_a_few_millimetres(tmp_path, declared):
    members = {"crs": {"type": "name", "properties": {"name": declared}}} if declared else {}
    path = written(tmp_path, collection(feature("A", geometry.shape_to_wgs84(square(0))), **members))
    report = rules.load_boundaries(path, scheme="ward-2013", by=None)
    assert report.crs == "WGS84"
    assert shapely.hausdorff_distance(Area.objects.get().geometry, square(0)) < 0.005


@pytest.mark.parametrize("declared", [None, "urn:ogc:def:crs:EPSG::27700"])
def test_metres_stay_as_they_are(tmp_path, declared):
    members = {"crs": {"type": "name", "properties": {"name": declared}}} if declared else {}
    path = written(tmp_path, collection(feature("A", square(0)), **members))
    assert rules.load_boundaries(path, scheme="ward-2013", by=None).crs == "BNG"
    area = Area.objects.get()
    assert (area.west, area.south, area.east, area.north) == square(0).bounds
    assert area.area_m2 == 250_000


def test_heights_and_a_byte_order_mark_are_no_matter(tmp_path):
    tall = {"type": "Polygon", "coordinates": [[[*xy, 12.5] for xy in square(0).exterior.coords]]}
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps(collection(feature("A", tall))), encoding="utf-8-sig")
    assert rules.load_boundaries(path, scheme="ward-2013", by=None).loaded == 1
    assert Area.objects.get().geometry.has_z is False


def test_a_shape_that_crosses_itself_is_repaired_and_said_so(tmp_path):
    report = load(tmp_path, feature("A", BOW_TIE))
    assert report.repaired == (("A", "Self-intersection"),)
    assert Area.objects.get().geometry.is_valid


def test_loading_the_same_file_again_changes_nothing(tmp_path):
    squares(tmp_path, "A", "B")
    before = AreaScheme.objects.values().get(), list(Area.objects.order_by("pk").values()), Event.objects.count()
    report = squares(tmp_path, "A", "B")
    assert (report.loaded, report.updated, report.unchanged) == (0, 0, 2)
    after = AreaScheme.objects.values().get(), list(Area.objects.order_by("pk").values()), Event.objects.count()
    assert after == before


def test_a_changed_boundary_or_name_is_updated_and_the_others_stay(tmp_path):
    squares(tmp_path, "A", "B", "C")
    report = load(tmp_path, feature("A", square(0, 1)), feature("B", square(1), WD13NM="Dallow"))
    assert (report.loaded, report.updated, report.unchanged) == (0, 2, 0)
    assert Area.objects.get(code="A").geometry.equals(square(0, 1))
    assert Area.objects.get(code="B").name == "Dallow"
    assert Area.objects.count() == 3


def test_a_load_is_audited_with_codes_and_numbers_only(tmp_path):
    squares(tmp_path, "A", "B")
    event = Event.objects.get(verb="places.boundaries_loaded")
    assert (event.detail["loaded"], len(event.detail["sha256"])) == (2, 64)


def test_a_failure_in_the_middle_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("power cut")

    monkeypatch.setattr("wardwise.places.rules.boundaries.audit.record", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        squares(tmp_path, "A", "B")
    assert not AreaScheme.objects.exists()
    assert not Area.objects.exists()


def test_overlapping_areas_are_reported_with_the_land_they_share(tmp_path):
    wide = shapely.box(*square(0).bounds[:2], square(1).bounds[0] + 100, square(0).bounds[3])
    report = load(tmp_path, feature("A", wide), feature("B", square(1)), feature("C", square(2)))
    assert [(o.first, o.second, o.shared_m2) for o in report.overlaps] == [("A", "B", 50_000)]


def test_overlaps_with_areas_loaded_before_are_reported_too(tmp_path):
    squares(tmp_path, "A", "B")
    report = load(tmp_path, feature("X", square(1)))
    assert [(o.first, o.second) for o in report.overlaps] == [("B", "X")]


def test_a_scheme_stays_approximate_until_every_area_is_replaced(tmp_path):
    assert load(tmp_path, feature("A", square(0), approximate=True), feature("B", square(1))).is_approximate
    assert load(tmp_path, feature("A", square(0))).is_approximate
    assert not load(tmp_path, feature("A", square(0)), feature("B", square(1))).is_approximate
    assert load(tmp_path, feature("A", square(0)), approximate=True).is_approximate


@pytest.mark.real_data
def test_the_real_boundary_files_load_whole(shared_data):
    sizes = {}
    for path, scheme in [
        ("luton-wards", "ward-2013"),
        ("bedford-wards", "ward-2013"),
        ("central-bedfordshire-wards", "ward-2013"),
        ("luton-lsoa-2011", "lsoa-2011"),
        ("luton-lsoa-2021-approximate", "lsoa-2021"),
    ]:
        report = rules.load_boundaries(shared_data / f"boundaries/{path}.geojson", scheme=scheme, by=None)
        sizes[path] = report.loaded
        assert (report.refused, report.overlaps) == ((), ())
    assert list(sizes.values()) == [19, 27, 31, 121, 125]
    assert AreaScheme.objects.get(code="lsoa-2021").is_approximate
