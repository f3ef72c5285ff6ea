"""What each is asked to do next: their own things only, late first, with a link that opens."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from wardwise.partners import queries as partners
from wardwise.partners.models import SharingAgreement
from wardwise.publication.area_pages.models import Release
from wardwise.response.operations.models import Operation
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.reports.models import Report
from wardwise.scanning.reports.tests.making import a_report, a_ward
from wardwise.web.desk import next_things
from wardwise.web.desk.home import Sight

pytestmark = pytest.mark.django_db


def things(person, partnership) -> list[next_things.Thing]:
    return next_things.things_for(Sight(person, partnership, partners.permissions_of(person, partnership)))


def an_operation(luton, by, **details) -> Operation:
    given = {"name": "Lantern", "kind": "operation", "trigger": "Reports", "status": "planned", **details}
    return Operation.objects.create(
        partnership=luton, lead=by, lead_organisation=by.organisation, created_by=by, **given
    )


def test_report_that_waited_longest_comes_first_and_is_late(luton, caseworker):
    a_report(luton)
    old = a_report(luton)
    Report.objects.filter(pk=old.pk).update(promised_by=timezone.now() - dt.timedelta(days=2))
    first = things(caseworker, luton)[0]
    assert (first.is_late, old.reference in first.words) == (True, True)


def test_nobody_is_asked_to_do_what_they_may_not(luton, bedford, analyst, volunteer_partner, outsider):
    a_report(luton)
    assert not [t for t in things(analyst, luton) if "report" in t.words]
    assert things(volunteer_partner, luton) == []
    assert not [t for t in things(outsider, bedford) if "report" in t.words]


def test_operation_that_begins_soon_must_be_approved_and_its_judging_fixed(luton, sergeant, analyst):
    an_operation(luton, sergeant, starts_on=partners.today() + dt.timedelta(days=9))
    assert [t.words for t in things(sergeant, luton)] == ["Approve “Lantern”"]
    assert "Fix how “Lantern” will be judged" in [t.words for t in things(analyst, luton)]


def test_operation_past_its_last_day_and_a_review_that_is_due_are_late(luton, sergeant):
    today = partners.today()
    an_operation(luton, sergeant, status="live", starts_on=dt.date(2026, 1, 1), ends_on=today - dt.timedelta(days=1))
    Problem.objects.create(
        partnership=luton,
        title="Gate",
        objective="x",
        owner=sergeant.organisation,
        opened_by=sergeant,
        review_on=today,
    )
    assert {t.words for t in things(sergeant, luton) if t.is_late} == {"End or extend “Lantern”", "Review “Gate”"}


def test_manager_is_asked_to_read_drafts_renew_agreements_and_review_access(luton, manager):
    ward = a_ward(luton)
    Release.objects.create(partnership=luton, area=ward, number=1, prepared_by=manager)
    SharingAgreement.objects.update(expires_on=partners.today() + dt.timedelta(days=20))
    said = " ".join(t.words for t in things(manager, luton))
    for words in (f"Read and approve the page of {ward.name}", "Renew “", "Read through who has access"):
        assert words in said


def test_home_shows_them_with_links_that_open(luton, manager, caseworker, sign_in):
    a_report(luton)
    client = sign_in(caseworker)
    page = client.get("/desk/luton/")
    assert "What to do next" in page.content.decode()
    for thing in page.context["things"]:
        assert client.get(thing.url).status_code == 200
