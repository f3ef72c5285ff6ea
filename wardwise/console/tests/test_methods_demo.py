"""`wardwise methods demo` draws a folder of pictures, or nothing at all."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from click.testing import CliRunner

from wardwise.console.main import main

KINDS = ("Anti-social behaviour", "Violence and sexual offences", "=Robbery", "Burglary")


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Sixteen square areas and thirty months: 900 street crimes, and stops, made from a seed."""
    folder = tmp_path_factory.mktemp("given")
    rng = np.random.default_rng(3)
    with zipfile.ZipFile(folder / "made.zip", "w") as archive:
        for month in (f"{2021 + i // 12}-{1 + i % 12:02d}" for i in range(30)):
            rows = [
                [month, f"{-0.45 + 0.01 * x:.5f}", f"{51.87 + 0.01 * y:.5f}", KINDS[kind]]
                for x, y, kind in zip(*rng.integers(0, 40, (2, 30)) / 10, rng.integers(0, 4, 30), strict=True)
            ]
            put(archive, f"{month}/{month}-made-street.csv", ["Month", "Longitude", "Latitude", "Crime type"], rows)
            stops = [[f"{month}-05T{hour:02d}:30:00+00:00"] for hour in rng.integers(0, 24, 20)]
            put(archive, f"{month}/{month}-made-stop-and-search.csv", ["Date"], stops)
    areas = [square(-0.45 + 0.01 * i, 51.87 + 0.01 * j, f"Made {i}{j}") for i in range(4) for j in range(4)]
    (folder / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": areas}))
    return folder


def put(archive, name, head, rows):
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    archive.writestr(name, text.getvalue())


def square(west, south, name):
    ring = [[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west, south + 0.01], [west, south]]
    return {
        "type": "Feature",
        "properties": {"LSOA21NM": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def run(*words):
    return CliRunner().invoke(main, ["methods", "demo", *map(str, words)])


def test_every_picture_comes_with_its_figures_and_stands_on_the_page(given, tmp_path):
    answer = run(given / "made.zip", given / "areas.geojson", tmp_path / "pictures")
    assert answer.exit_code == 0, answer.output
    pictures = sorted((tmp_path / "pictures").glob("*.svg"))
    page = (tmp_path / "pictures/index.html").read_text()
    assert len(pictures) >= 9
    for picture in pictures:
        drawn = ET.fromstring(picture.read_text())  # noqa: S314  (what this test has just drawn)
        assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
        rows = list(csv.reader(picture.with_suffix(".csv").read_text().splitlines()))
        assert len({len(row) for row in rows}) == 1
        assert f'href="{picture.stem}.csv"' in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    ("archive", "areas", "words"),
    [
        ("areas.geojson", "areas.geojson", "no archive of data.police.uk"),
        ("nowhere.zip", "areas.geojson", "no archive of data.police.uk"),
        ("made.zip", "made.zip", "no GeoJSON file of areas"),
    ],
)
def test_what_is_no_archive_or_no_areas_changes_nothing(given, tmp_path, archive, areas, words):
    answer = run(given / archive, given / areas, tmp_path / "pictures")
    assert (answer.exit_code, words in answer.output) == (2, True), answer.output
    assert not list(tmp_path.glob("*pictures*"))


def test_areas_elsewhere_are_told(given, tmp_path):
    (tmp_path / "far.geojson").write_text(json.dumps({"features": [square(-3.0, 53.0, "Far")]}))
    answer = run(given / "made.zip", tmp_path / "far.geojson", tmp_path / "pictures")
    assert answer.exit_code == 2
    assert "lies inside the areas" in answer.output


def test_a_folder_that_is_there_is_left_alone(given, tmp_path):
    answer = run(given / "made.zip", given / "areas.geojson", tmp_path)
    assert answer.exit_code == 2
    assert "is there already" in answer.output
