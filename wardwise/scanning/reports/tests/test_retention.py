"""What reports say of people is removed in time; what names nobody stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from wardwise.office.audit.models import Event
from wardwise.scanning.reports import codes, photos, queries, rules
from wardwise.scanning.reports.models import Addition, Contact, Draft, Photo, Report
from wardwise.scanning.reports.rules import retention
from wardwise.scanning.reports.tests.making import PHONE, a_picture, answers

LATER = dt.timedelta(days=731)


@pytest.fixture
def told(luton, wardwise_home):
    import io

    photo = photos.clean(io.BytesIO(a_picture()))
    taken = rules.submit(partnership=luton, answers=answers(), token=codes.new_token(), contacts=PHONE, photo=photo)
    rules.add_words(taken.report, words="It was Mr Smith of number 9")
    return taken


def test_nothing_is_forgotten_before_its_time(luton, told):
    assert rules.forget_old(partnership=luton, now=timezone.now() + dt.timedelta(days=729)) == 0
    assert Contact.objects.exists()


def test_all_that_is_personal_goes_and_the_fact_stays(luton, told, wardwise_home, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert rules.forget_old(partnership=luton, now=timezone.now() + LATER) == 1
    report = Report.objects.get()
    assert (report.words, report.place_words, report.secret_hash) == ("", "", "")
    assert report.kind == "fly-tipping"
    assert [model.objects.count() for model in (Contact, Addition, Photo)] == [0, 0, 0]
    assert list((wardwise_home / "uploads" / "reports").iterdir()) == []
    assert queries.of_codes(luton, report.reference, told.code) is None


def test_forgetting_is_audited_by_numbers_and_done_once(luton, bedford, told):
    for _ in range(2):
        rules.forget_old(partnership=luton, now=timezone.now() + LATER)
    assert Event.objects.get(verb="reports.forgotten").detail == {"contacts": 1, "photos": 1, "additions": 1}


def test_the_second_of_two_workers_finds_the_report_emptied(told):
    assert [retention.forget(told.report.pk, by=None) for _ in range(2)] == [True, False]
    assert Event.objects.filter(verb="reports.forgotten").count() == 1


def test_another_partnerships_reports_are_left_alone(luton, bedford, told):
    assert rules.forget_old(partnership=bedford, now=timezone.now() + LATER) == 0
    assert Contact.objects.exists()


def test_draft_is_gone_an_hour_after_it_was_last_touched(luton):
    now = timezone.now()
    for minutes, key in [(59, "a"), (61, "b")]:
        Draft.objects.create(key_hash=key, partnership=luton, touched_at=now - dt.timedelta(minutes=minutes))
    assert rules.forget_drafts(now) == 1
    assert Draft.objects.get().key_hash == "a"
