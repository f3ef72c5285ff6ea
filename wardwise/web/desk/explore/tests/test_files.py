from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest

from wardwise.incidents.runs import rules as runs
from wardwise.incidents.runs.models import Run
from wardwise.office.audit.models import Event

pytestmark = pytest.mark.django_db
URL = "/desk/luton/explore/files/"
FILES = ["months.csv", "points.csv", "points.geojson", "areas.csv", "areas.geojson"]


def table(response):
    lines = response.content.decode("utf-8-sig").splitlines()
    notes = [line for line in lines if line.startswith(("# ", '"# '))]
    return notes, list(csv.DictReader(io.StringIO("\n".join(lines[len(notes) :]))))


@pytest.mark.parametrize("name", FILES)
def test_every_file_can_be_taken_and_is_recorded(history, people, analyst, sign_in, name):
    response = sign_in(analyst).get(URL + name, {"first": "2023-01", "last": "2023-12"})
    assert response.status_code == 200
    assert f"luton-2023-01-2023-12-{name}" in response["Content-Disposition"]
    event = Event.objects.get(verb="analysis.exported")
    assert event.actor == f"person:{analyst.pk}"
    assert event.detail["file"] == name
    run = Run.objects.get()
    assert event.subject == f"runs.run:{run.pk}"
    assert (run.parameters["first"], run.parameters["file"]) == ("2023-01", name)
    assert run.result["sha256"] == hashlib.sha256(response.content).hexdigest()


def test_a_file_taken_can_be_made_again_to_the_last_bit(history, people, analyst, sign_in):
    sign_in(analyst).get(URL + "areas.csv", {"ward": "E05000000", "category": "burglary", "unprompted": "on"})
    assert runs.repeat(Run.objects.get(), by=analyst).same


@pytest.mark.parametrize("who", ["sergeant", "caseworker", "outsider", "volunteer_partner"])
def test_who_may_not_take_files_gets_404_and_nothing_is_recorded(request, history, sign_in, who):
    assert sign_in(request.getfixturevalue(who)).get(URL + "areas.csv").status_code == 404
    assert not Event.objects.filter(verb="analysis.exported").exists()


def test_the_page_offers_files_only_to_who_may_take_them(history, analyst, sergeant, sign_in):
    assert "areas.csv" in sign_in(analyst).get("/desk/luton/explore/").content.decode()
    assert "areas.csv" not in sign_in(sergeant).get("/desk/luton/explore/").content.decode()


@pytest.mark.parametrize("name", ["people.csv", "areas.xlsx", "../../etc/passwd"])
def test_a_file_that_is_not_made_is_404(history, analyst, sign_in, name):
    assert sign_in(analyst).get(URL + name).status_code == 404


def test_a_choice_that_is_not_offered_gives_no_file(history, analyst, sign_in):
    assert sign_in(analyst).get(URL + "areas.csv", {"ward": "E09000001"}).status_code == 400


def test_months_say_gap_and_source(history, analyst, sign_in):
    notes, rows = table(sign_in(analyst).get(URL + "months.csv", {"first": "2023-01", "last": "2023-12"}))
    assert any("Open Government Licence" in note for note in notes)
    assert notes[0].strip('"').startswith("# Source: Police-recorded crime")
    gap = next(row for row in rows if row["Month"] == "2023-05")
    assert gap["Recorded"] == ""
    assert sum(int(row["Recorded"] or 0) for row in rows if row["Month"] >= "2023-01") == 11 * 73


def test_areas_hold_every_area_with_count_rate_and_standing(history, people, analyst, sign_in):
    _, rows = table(sign_in(analyst).get(URL + "areas.csv", {"category": "burglary"}))
    assert len(rows) == 36
    assert {row["Standing"] for row in rows} >= {"Higher than expected", "Within chance"}
    assert float(rows[0]["Steadied rate"]) >= float(rows[-1]["Steadied rate"])


def test_geojson_is_in_degrees_and_carries_the_figures(history, analyst, sign_in):
    content = json.loads(sign_in(analyst).get(URL + "areas.geojson").content)
    feature = content["features"][0]
    longitude, latitude = feature["geometry"]["coordinates"][0][0]
    assert -1 < longitude < 0
    assert 51 < latitude < 53
    assert feature["properties"]["Recorded"] >= 11
    assert content["about"]["licence"]
