import csv
import io
import json

import pytest

from wardwise.analysis.exports import csv_file, geojson_file, safe


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0"])
def test_text_that_would_run_is_marked_as_text(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", [-1.5, 0, "On or near High Street", "A-B"])
def test_numbers_and_plain_words_stay_what_they_are(value):
    assert safe(value) == value


@pytest.mark.parametrize("value", [None, float("nan")])
def test_what_is_not_known_is_empty_and_not_nought(value):
    assert safe(value) == ""


def test_notes_come_first_and_cannot_break_out_of_their_line():
    content = csv_file([("Source", "a\nb,c")], ["Name", "n"], [["x", 1]]).decode()
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    assert rows == [["# Source: a b,c"], ["Name", "n"], ["x", "1"]]


def test_geojson_says_where_it_comes_from():
    content = json.loads(geojson_file([("Made with", "Wardwise")], []))
    assert content == {"type": "FeatureCollection", "about": {"made_with": "Wardwise"}, "features": []}
