from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from wardwise.console.main import main
from wardwise.partners import queries as partners
from wardwise.places.models import Area, AreaScheme
from wardwise.places.tests.made import collection, feature, square, written

pytestmark = pytest.mark.django_db


def run(*arguments: object):
    return CliRunner().invoke(main, ["load", *map(str, arguments)])


@pytest.fixture
def wards(tmp_path):
    return written(tmp_path, collection(feature("A", square(0)), feature("B", square(1))))


def test_boundaries_are_loaded_and_become_the_partnerships_place(wards, luton, bedford):
    done = run("boundaries", wards, "--scheme", "ward-2013", "--partnership", "luton")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "No two areas overlap." in done.stdout
    assert [area.code for area in partners.areas(luton, "ward-2013").order_by("code")] == ["A", "B"]
    assert not partners.areas(bedford, "ward-2013").exists()


def test_loading_again_for_another_partnership_adds_it(wards, luton, bedford):
    run("boundaries", wards, "--scheme", "ward-2013", "--partnership", "luton")
    done = run("boundaries", wards, "--scheme", "ward-2013", "--partnership", "bedford", "--json")
    answer = json.loads(done.stdout)
    assert (answer["rows_loaded"], answer["rows_unchanged"], answer["newly_covered"]) == (0, 2, 2)
    assert partners.areas(luton, "ward-2013").count() == 2


def test_areas_lie_in_the_place_of_the_only_partnership_unless_they_lie_elsewhere(wards, luton):
    elsewhere = json.loads(run("boundaries", wards, "--scheme", "ward-2013", "--elsewhere", "--json").stdout)
    assert (elsewhere["partnership"], elsewhere["newly_covered"]) == (None, 0)
    ours = json.loads(run("boundaries", wards, "--scheme", "ward-2013", "--json").stdout)
    assert (ours["partnership"], ours["newly_covered"]) == ("luton", 2)
    both = run("boundaries", wards, "--scheme", "ward-2013", "--elsewhere", "--partnership", "luton")
    assert (both.exit_code, "say one of the two" in both.stderr) == (2, True)


def test_areas_lie_in_no_place_where_there_are_several_partnerships_and_none_is_named(wards, luton, bedford):
    done = run("boundaries", wards, "--scheme", "ward-2013")
    assert (done.exit_code, "no partnership's place" in done.stdout) == (0, True)
    assert not partners.areas(luton, "ward-2013").exists()


def test_json_is_one_object_whose_rows_add_up(wards):
    answer = json.loads(run("boundaries", wards, "--scheme", "ward-2013", "--json").stdout)
    parts = ("rows_loaded", "rows_updated", "rows_unchanged", "rows_refused")
    assert answer["rows_read"] == sum(answer[part] for part in parts) == 2
    assert (answer["scheme"], answer["crs"], answer["overlaps"]) == ("ward-2013", "BNG", [])


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_bad_input_ends_with_two_and_changes_nothing(tmp_path, more):
    path = written(tmp_path, collection(feature("A", None)))
    done = run("boundaries", path, "--scheme", "ward-2013", *more)
    assert done.exit_code == 2
    assert not AreaScheme.objects.exists()
    told = json.loads(done.stdout)["message"] if more else done.stderr
    assert "no geometry" in told


def test_an_unknown_partnership_ends_with_two_and_loads_nothing(wards):
    done = run("boundaries", wards, "--scheme", "ward-2013", "--partnership", "nowhere")
    assert done.exit_code == 2
    assert "no partnership “nowhere”" in done.stderr
    assert not Area.objects.exists()


def test_a_missing_file_and_a_missing_scheme_end_with_two(tmp_path, wards):
    assert run("boundaries", tmp_path / "none.geojson", "--scheme", "ward-2013").exit_code == 2
    assert run("boundaries", wards).exit_code == 2


def test_population_and_look_up_are_loaded(tmp_path, wards):
    run("boundaries", wards, "--scheme", "ward-2013")
    run("boundaries", wards, "--scheme", "ward-2023", "--code-property", "WD13CD")
    people = written(tmp_path, "code,year,residents\nA,2021,1500\n", "people.csv")
    lookup = written(tmp_path, "from,to\nA,A\n", "look-up.csv")
    done = run("population", people, "--scheme", "ward-2013", "--source", "Made up", "--json")
    assert json.loads(done.stdout)["rows_loaded"] == 1
    schemes = ["--from-scheme", "ward-2013", "--to-scheme", "ward-2023"]
    done = run("look-up", lookup, *schemes, "--source", "Made up")
    assert (done.exit_code, "1 areas have no row" in done.stdout) == (0, True)


def test_population_of_an_unknown_scheme_ends_with_two(tmp_path):
    people = written(tmp_path, "code,year,residents\nA,2021,1500\n", "people.csv")
    done = run("population", people, "--scheme", "ward-2013", "--source", "Made up")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "There is no scheme of areas" in done.stderr


def test_help_teaches_every_command():
    for command in ("boundaries", "population", "look-up"):
        assert "--json" in run(command, "--help").stdout
