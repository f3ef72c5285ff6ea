"""What the incident store is told of reports, and that nothing heard is lost on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from wardwise.incidents import entries
from wardwise.incidents.home import store_of
from wardwise.incidents.store import cursor
from wardwise.partners.models import Organisation
from wardwise.scanning.reports import rules
from wardwise.scanning.reports.models import Report
from wardwise.scanning.reports.tests.making import YESTERDAY, a_report, a_ward, accepted

SOURCE = "resident-reports"


def rows(partnership) -> list[tuple]:
    files = [str(held.path) for held in store_of(partnership).catalogue(SOURCE)]
    if not files:
        return []
    query = "SELECT id, category, precision, no_location, found_by FROM read_parquet(?, union_by_name = true)"
    with cursor() as db:
        return db.execute(query, [files]).fetchall()


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_report_counts_only_once_it_is_accepted(luton, caseworker, on_commit):
    with on_commit():
        report = a_report(luton)
    assert rows(luton) == []
    with on_commit():
        rules.accept(report, by=caseworker, version=1)
    assert rows(luton) == [(report.entry_id, "fly-tipping", "none", "not-given", "public")]


def test_row_says_how_exactly_the_place_is_known(luton, caseworker, on_commit):
    ward = a_ward(luton)
    with on_commit():
        accepted(luton, caseworker, easting=508_500.0, northing=221_500.0)
        accepted(luton, caseworker, area=ward)
    assert sorted(row[2:4] for row in rows(luton)) == [("area", "not-given"), ("exact", None)]


@pytest.mark.parametrize("to", ["emergency", "hate", "safeguarding", "crime"])
def test_row_is_withdrawn_when_the_report_is_routed_out_and_comes_back(luton, caseworker, on_commit, to):
    with on_commit():
        report = accepted(luton, caseworker)
        report = rules.route(report, to=to, by=caseworker, version=report.version)
    assert rows(luton) == []
    with on_commit():
        rules.undo_route(report, by=caseworker, version=report.version)
    assert len(rows(luton)) == 1


def test_row_stays_when_an_organisation_of_the_partnership_deals_with_it(luton, caseworker, on_commit):
    council = Organisation.objects.get(name="Luton Council")
    with on_commit():
        report = accepted(luton, caseworker)
        rules.route(report, to="organisation", organisation=council, by=caseworker, version=report.version)
    assert len(rows(luton)) == 1


def test_report_routed_out_and_then_closed_does_not_come_back_to_the_counts(luton, caseworker, on_commit):
    with on_commit():
        report = rules.route(a_report(luton), to="hate", by=caseworker, version=1)
        words = {"closure": "done", "public_outcome": "The police have it."}
        rules.close(report, by=caseworker, version=report.version, **words)
    assert rows(luton) == []


def test_duplicate_counts_once(luton, caseworker, on_commit):
    with on_commit():
        first, second = accepted(luton, caseworker), accepted(luton, caseworker)
        rules.merge(second, into=first, by=caseworker, version=second.version)
    assert [row[0] for row in rows(luton)] == [first.entry_id]


def test_correction_moves_the_row_to_its_new_month_and_kind(luton, caseworker, on_commit):
    with on_commit():
        report = accepted(luton, caseworker)
    earlier = YESTERDAY - dt.timedelta(days=90)
    parts = {"kind": "litter", "area": None, "occurred_from": earlier, "occurred_to": earlier}
    with on_commit():
        rules.correct(report, by=caseworker, version=report.version, **parts)
    assert [(row[0], row[1]) for row in rows(luton)] == [(report.entry_id, "litter")]


def test_death_between_commit_and_store_loses_nothing(luton, caseworker, monkeypatch, on_commit):
    def die(*args, **kwargs):
        raise SystemExit("killed")

    with monkeypatch.context() as patched:
        patched.setattr(entries, "put", die)
        with pytest.raises(SystemExit), on_commit():
            accepted(luton, caseworker)
    assert rows(luton) == []
    assert Report.objects.get().is_row_due
    assert rules.settle_all(partnership=luton).told == 1
    assert len(rows(luton)) == 1


def test_store_that_is_out_of_order_does_not_stop_the_officer(luton, caseworker, monkeypatch, on_commit):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(entries, "put", fail)
        with on_commit():
            report = accepted(luton, caseworker)
    assert Report.objects.get().state == "triaged"
    assert rules.settle_all(partnership=luton).told == 1
    assert [row[0] for row in rows(luton)] == [report.entry_id]


def test_repair_derives_every_row_anew_and_twice_changes_nothing(luton, caseworker, on_commit):
    with on_commit():
        kept = accepted(luton, caseworker)
        wrong = accepted(luton, caseworker)
    Report.objects.filter(pk=wrong.pk).update(state="routed", route="hate")
    assert rules.settle_all(partnership=luton).told == 0
    for _ in range(2):
        assert rules.settle_all(partnership=luton, every=True).told == 2
        assert [row[0] for row in rows(luton)] == [kept.entry_id]


def test_every_kind_we_take_is_a_category_of_the_store():
    from wardwise.incidents import vocab
    from wardwise.scanning.reports.kinds import kinds

    assert set(kinds()) <= set(vocab.categories_of(SOURCE))


def test_forgotten_report_keeps_its_square_and_not_its_spot(luton, caseworker, on_commit):
    with on_commit():
        report = accepted(luton, caseworker, easting=508_512.0, northing=221_577.0)
    later = timezone.now() + dt.timedelta(days=luton.report_retention_days + 1)
    with on_commit():
        rules.forget_old(partnership=luton, now=later)
    report.refresh_from_db()
    assert (report.easting, report.northing, report.grid_reference) == (508_550.0, 221_550.0, "TL085215")
    files = [str(held.path) for held in store_of(luton).catalogue(SOURCE)]
    with cursor() as db:
        kept = db.execute("SELECT easting, northing, precision FROM read_parquet(?)", [files]).fetchall()
    assert kept == [(508_550.0, 221_550.0, "area")]
    assert not report.is_row_due
