"""What officers may do with a report, and what they may not."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from wardwise.office.audit.models import Event
from wardwise.partners.exceptions import NotAllowed
from wardwise.partners.models import Organisation
from wardwise.scanning.problems.exceptions import Problems
from wardwise.scanning.problems.tests.making import a_problem
from wardwise.scanning.reports import rules
from wardwise.scanning.reports.exceptions import Reports
from wardwise.scanning.reports.models import Photo, Report
from wardwise.scanning.reports.tests.making import PHONE, a_report, accepted

S = Report.State


def refused(verb, *args, **kwargs) -> str:
    with pytest.raises((Reports, Problems)) as no:
        verb(*args, **kwargs)
    return no.value.code


def test_who_may_only_read_or_is_from_elsewhere_moves_nothing(luton, sergeant, outsider):
    report = a_report(luton)
    for person in (sergeant, outsider):
        with pytest.raises(NotAllowed):
            rules.accept(report, by=person, version=1)
    assert Report.objects.get().state == S.RECEIVED


def test_every_move_that_is_not_in_the_table_is_refused(luton, caseworker):
    report, problem = a_report(luton), a_problem(luton, caseworker)
    more = {
        "undo_route": {},
        "unmerge": {},
        "link": {"problem": problem},
        "unlink": {},
        "advise": {"advice": "x"},
        "acknowledge": {},
        "close": {"closure": "done", "public_outcome": "x"},
        "reopen": {},
    }
    for verb, arguments in more.items():
        assert refused(getattr(rules, verb), report, by=caseworker, version=1, **arguments) == "not_now"
    assert set(rules.allowed(report)) == {"accept", "route", "merge", "close"}


def test_second_officer_is_told_that_the_first_was_quicker(luton, caseworker, manager):
    report = a_report(luton)
    rules.accept(report, by=caseworker, version=1)
    assert refused(rules.route, report, to="crime", by=manager, version=1) == "changed_meanwhile"
    assert Report.objects.get().state == S.TRIAGED


def test_mistaken_route_is_taken_back(luton, caseworker):
    report = rules.route(a_report(luton), to="hate", by=caseworker, version=1)
    assert (report.state, report.route) == (S.ROUTED, "hate")
    report = rules.undo_route(report, by=caseworker, version=report.version, note="It was about litter")
    assert (report.state, report.route) == (S.TRIAGED, "")
    assert [step.verb for step in report.steps.all()] == ["received", "route", "undo_route"]


def test_route_leads_only_to_members_and_known_places(luton, bedford, caseworker):
    report = a_report(luton)
    elsewhere = Organisation.objects.get(name="Bedford Council")
    for to, organisation in [("organisation", None), ("organisation", elsewhere), ("nowhere", None)]:
        arguments = {"to": to, "organisation": organisation, "by": caseworker, "version": 1}
        assert refused(rules.route, report, **arguments) == "unknown"


def test_linked_report_becomes_evidence_without_its_words(luton, caseworker):
    problem = a_problem(luton, caseworker)
    report = accepted(luton, caseworker)
    report = rules.link(report, problem=problem, by=caseworker, version=report.version)
    evidence = problem.evidence.get()
    assert (evidence.kind, evidence.key, evidence.caption) == (
        "report",
        str(report.pk),
        "Dumped rubbish, 1 June 2026",
    )
    rules.unlink(report, by=caseworker, version=report.version)
    assert not problem.evidence.exists()


def test_report_is_not_linked_to_another_partnerships_problem(luton, bedford, caseworker, outsider):
    problem = a_problem(bedford, outsider)
    report = accepted(luton, caseworker)
    assert refused(rules.link, report, problem=problem, by=caseworker, version=report.version) == "unknown"


def test_advice_then_acknowledgement_then_closing(luton, caseworker):
    report = accepted(luton, caseworker)
    report = rules.advise(report, advice="Ring 01582 1.", by=caseworker, version=report.version)
    report = rules.acknowledge(report, by=caseworker, version=report.version)
    assert report.acknowledged_at is not None
    words = {"closure": "advice", "public_outcome": "We told you whom to ask."}
    report = rules.close(report, by=caseworker, version=report.version, **words)
    assert report.state == S.CLOSED
    assert rules.reopen(report, by=caseworker, version=report.version).closed_at is None


def test_report_never_closes_without_words_for_the_public(luton, caseworker):
    report = accepted(luton, caseworker)
    arguments = {"closure": "done", "public_outcome": "  ", "by": caseworker, "version": report.version}
    assert refused(rules.close, report, **arguments) == "no_outcome"
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state="closed", closure="done", closed_at=report.received_at)


def test_unread_report_closes_only_because_it_is_none(luton, caseworker):
    report = a_report(luton)
    words = {"public_outcome": "This was a test.", "by": caseworker, "version": 1}
    assert refused(rules.close, report, closure="done", **words) == "not_now"
    assert rules.close(report, closure="not-real", **words).state == S.CLOSED


def test_duplicate_is_merged_and_separated_again(luton, caseworker):
    first, second = a_report(luton), a_report(luton)
    second = rules.merge(second, into=first, by=caseworker, version=1)
    assert second.merged_into == first
    assert refused(rules.merge, first, into=second, by=caseworker, version=1) == "not_elsewhere"
    assert rules.unmerge(second, by=caseworker, version=second.version).merged_into is None


def test_report_is_not_merged_into_itself_or_into_another_partnerships(luton, bedford, caseworker):
    report = a_report(luton)
    for into in (report, a_report(bedford)):
        assert refused(rules.merge, report, into=into, by=caseworker, version=1) == "not_elsewhere"


def test_reading_is_recorded_like_changing(luton, sergeant, caseworker, analyst):
    report = a_report(luton, contacts=PHONE)
    rules.open_report(report, by=sergeant)
    assert rules.open_contact(report, by=caseworker).phone == PHONE.phone
    verbs = list(Event.objects.order_by("number").values_list("verb", "actor", "subject"))[-2:]
    subject = f"reports.report:{report.pk}"
    assert verbs == [
        ("reports.opened", f"person:{sergeant.pk}", subject),
        ("reports.contact_opened", f"person:{caseworker.pk}", subject),
    ]
    for person in (sergeant, analyst):
        with pytest.raises(NotAllowed):
            rules.open_contact(report, by=person)


def test_photo_opens_only_for_this_partnership(luton, outsider):
    photo = Photo.objects.create(report=a_report(luton), file="x.jpg", width=1, height=1)
    with pytest.raises(NotAllowed):
        rules.open_photo(photo, by=outsider)
