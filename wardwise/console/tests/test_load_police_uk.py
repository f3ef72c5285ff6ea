from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from wardwise.console.main import main
from wardwise.incidents.home import store_of
from wardwise.incidents.ingest.tests.archives import NOWHERE, asb, crime, folder
from wardwise.office.audit.models import Event
from wardwise.places.tests.made import collection, feature, square, written

pytestmark = pytest.mark.django_db


def run(*arguments: object):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def archive(tmp_path):
    return folder(
        tmp_path / "a", street_2024_01=[crime(1), asb(), crime(2, place=NOWHERE)], street_2024_03=[asb("2024-03")]
    )


def test_json_is_one_object_whose_rows_add_up(archive, luton):
    done = run("load", "police-uk", archive, "--partnership", "luton", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, done.stderr) == (0, "")
    assert (found["rows_read"], found["rows_loaded"], found["rows_flagged"], found["rows_refused"]) == (4, 3, 1, 0)
    assert found["kinds"]["street"]["flags"] == {"no-location": 1}
    assert found["missing_months"] == ["2024-02"]


def test_in_a_pipe_it_prints_plain_lines_and_is_audited(archive, luton):
    done = run("load", "police-uk", archive, "--partnership", "luton")
    assert "street: 4 rows read = 3 loaded + 1 loaded with a flag + 0 refused" in done.stdout
    assert "\r" not in done.output
    assert Event.objects.filter(verb="ingest.police_uk_loaded", partnership="luton").count() == 1
    assert "nothing changed" in run("load", "police-uk", archive, "--partnership", "luton").stdout


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_bad_archive_ends_with_two_and_changes_nothing(tmp_path, luton, more):
    done = run("load", "police-uk", tmp_path / "nowhere.zip", "--partnership", "luton", *more)
    assert done.exit_code == 2
    told = json.loads(done.stdout)["message"] if more else done.stderr
    assert "There is nothing at" in told
    assert store_of(luton).sources() == []
    assert not Event.objects.filter(verb="ingest.police_uk_loaded").exists()


def test_an_unknown_partnership_ends_with_two(archive, luton):
    done = run("load", "police-uk", archive, "--partnership", "nowhere")
    assert done.exit_code == 2
    assert "There are: luton" in done.stderr


def test_what_one_partnership_loads_is_not_in_anothers_store(archive, luton, bedford):
    run("load", "police-uk", archive, "--partnership", "luton")
    assert store_of(bedford).sources() == []


def test_the_report_shows_gaps_and_what_became_of_rows(archive, luton):
    run("load", "police-uk", archive, "--partnership", "luton")
    done = run("incidents", "report", "luton")
    assert "2024-02  missing: nothing was published" in done.stdout
    assert "Gaps: 2024-02." in done.stdout
    found = json.loads(run("incidents", "report", "luton", "--month", "2024-01", "--json").stdout)
    month = found["police-uk-street"]["2024-01"]
    assert (month["rows_read"], month["rows_flagged"]) == (3, 1)
    assert month["report"]["forces"]["bedfordshire"]["councils"] == {"Luton": 2}


def test_an_older_archive_is_warned_of_and_left_out_unless_it_is_to_replace(archive, tmp_path, luton):
    run("load", "police-uk", archive, "--partnership", "luton")
    old = folder(tmp_path / "old", street_2024_01=[crime(9)])
    told = run("load", "police-uk", old, "--partnership", "luton")
    assert "WARNING: 1 of its files were left out" in told.stderr
    assert "nothing changed" in told.stdout
    replaced = run("load", "police-uk", old, "--partnership", "luton", "--replace", "--json")
    assert json.loads(replaced.stdout)["months_written"] == {"police-uk-street": ["2024-01"]}


def test_the_report_of_a_month_that_is_not_there_ends_with_two(luton):
    assert run("incidents", "report", "luton", "--month", "2024-01").exit_code == 2
    assert "empty" in run("incidents", "report", "luton").stdout


def test_boundaries_loaded_after_the_data_match_what_is_stored(tmp_path, archive, luton):
    run("load", "police-uk", archive, "--partnership", "luton")
    wards = written(tmp_path, collection(feature("E05000001", square(0)), feature("E05000002", square(1))))
    done = run("load", "boundaries", wards, "--scheme", "ward-2013", "--partnership", "luton", "--json")
    assert json.loads(done.stdout)["months_matched"] == 2
    assert "Nothing to change" in run("incidents", "match-areas", "luton").stdout


def test_partnership_need_not_be_named_where_there_is_only_one(archive, luton):
    found = json.loads(run("load", "police-uk", archive, "--json").stdout)
    assert (found["partnership"], found["rows_read"]) == ("luton", 4)
    assert "2024-02  missing" in run("incidents", "report").stdout
    assert "Nothing to change" in run("incidents", "match-areas").stdout


def test_partnership_must_be_named_where_there_are_several(archive, luton, bedford):
    for command in (["load", "police-uk", archive], ["incidents", "report"], ["incidents", "match-areas"]):
        done = run(*command)
        assert (done.exit_code, "Say which: bedford, luton" in done.stderr) == (2, True)


def test_where_there_is_no_partnership_it_says_how_to_begin(archive):
    done = run("load", "police-uk", archive)
    assert (done.exit_code, "Begin with: wardwise partnership create" in done.stderr) == (2, True)
