"""What may be done with a problem file."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from wardwise.incidents.runs.models import Run
from wardwise.office.audit.models import Event
from wardwise.partners.exceptions import NotAllowed, Refused
from wardwise.partners.models import CoveredArea, Organisation
from wardwise.places.models import Area, AreaScheme
from wardwise.scanning.problems import rules
from wardwise.scanning.problems.exceptions import Problems
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.problems.tests.making import a_problem, at_assessment, ready_to_close

S = Problem.Stage


def test_outsider_may_do_nothing_with_a_problem(luton, caseworker, outsider):
    problem = a_problem(luton, caseworker)
    for verb, more in [
        (rules.edit, {"version": 1, "title": "Taken over"}),
        (rules.move_stage, {"version": 1, "to": S.SCANNING}),
        (rules.add_hypothesis, {"claim": "Because"}),
        (rules.add_evidence, {"kind": "report", "key": "1"}),
        (rules.peer_check, {"note": "Fine"}),
        (rules.close, {"version": 1, "outcome": "resolved"}),
    ]:
        with pytest.raises(NotAllowed):
            verb(problem, by=outsider, **more)
    assert Problem.objects.get().title == problem.title


def test_who_may_only_read_cannot_open_one(luton, volunteer_partner):
    with pytest.raises(NotAllowed):
        a_problem(luton, volunteer_partner)


def test_owner_must_be_a_member_today(luton, bedford, caseworker):
    elsewhere = Organisation.objects.get(name="Bedford Council")
    with pytest.raises(Problems) as refused:
        rules.open_problem(partnership=luton, title="x", objective="y", owner=elsewhere, by=caseworker)
    assert refused.value.code == "not_a_member"


def test_lead_must_work_in_this_partnership(luton, caseworker, outsider):
    problem = a_problem(luton, caseworker)
    with pytest.raises(Problems) as refused:
        rules.edit(problem, by=caseworker, version=1, lead=outsider)
    assert refused.value.code == "not_a_member"


def test_area_of_another_place_is_refused_whoever_calls_the_rule(luton, bedford, caseworker):
    scheme = AreaScheme.objects.create(code="ward-2023", kind="ward", year=2023)
    sides = {"west": 0, "south": 0, "east": 9, "north": 9, "area_m2": 81}
    elsewhere = Area.objects.create(scheme=scheme, code="E05000001", name="Castle", boundary=b"", **sides)
    CoveredArea.objects.create(partnership=bedford, area=elsewhere)
    problem = a_problem(luton, caseworker)
    with pytest.raises(Refused):
        rules.edit(problem, by=caseworker, version=problem.version, area=elsewhere)
    with pytest.raises(Refused):
        a_problem(luton, caseworker, area=elsewhere)


def test_stage_cannot_be_skipped(luton, caseworker):
    problem = a_problem(luton, caseworker)
    with pytest.raises(Problems) as refused:
        rules.move_stage(problem, to=S.RESPONSE, by=caseworker, version=1)
    assert refused.value.code == "not_now"


def test_stage_is_left_only_when_its_part_is_filled_in(luton, caseworker):
    problem = rules.move_stage(a_problem(luton, caseworker), to=S.SCANNING, by=caseworker, version=1)
    with pytest.raises(Problems) as refused:
        rules.move_stage(problem, to=S.ANALYSIS, by=caseworker, version=problem.version)
    assert refused.value.code == "not_filled_in"


def test_one_may_go_back_at_any_time(luton, caseworker):
    problem = at_assessment(luton, caseworker)
    problem = rules.move_stage(problem, to=S.ANALYSIS, by=caseworker, version=problem.version, note="Look again")
    assert problem.stage == S.ANALYSIS
    assert problem.changes.last().note == "Look again"


def test_problem_cannot_close_without_an_assessment(luton, caseworker):
    problem = at_assessment(luton, caseworker)
    with pytest.raises(Problems) as refused:
        rules.close(problem, outcome="resolved", by=caseworker, version=problem.version)
    assert refused.value.code == "no_assessment"


def test_database_itself_refuses_to_close_without_an_assessment(luton, caseworker):
    problem = a_problem(luton, caseworker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(
            stage="closed", outcome="resolved", closed_at=timezone.now(), closed_by=caseworker
        )


def test_nobody_checks_their_own_assessment(luton, caseworker):
    problem = at_assessment(luton, caseworker)
    problem = rules.assess(
        problem, assessment="It fell.", evidence_standard="compared", by=caseworker, version=problem.version
    )
    with pytest.raises(Problems) as refused:
        rules.peer_check(problem, note="All good", by=caseworker)
    assert refused.value.code == "own_work"


def test_problem_cannot_close_without_a_peer_check(luton, caseworker):
    problem = at_assessment(luton, caseworker)
    problem = rules.assess(
        problem, assessment="It fell.", evidence_standard="compared", by=caseworker, version=problem.version
    )
    with pytest.raises(Problems) as refused:
        rules.close(problem, outcome="resolved", by=caseworker, version=problem.version)
    assert refused.value.code == "no_peer_check"


def test_new_assessment_needs_a_new_check(luton, caseworker, manager):
    problem = ready_to_close(luton, caseworker, manager)
    problem = rules.assess(
        problem, assessment="It rose.", evidence_standard="after", by=caseworker, version=problem.version
    )
    with pytest.raises(Problems) as refused:
        rules.close(problem, outcome="failed", by=caseworker, version=problem.version)
    assert refused.value.code == "no_peer_check"


def test_checked_assessment_closes_the_problem_and_the_log_tells_it(luton, caseworker, manager):
    problem = ready_to_close(luton, caseworker, manager)
    problem = rules.close(problem, outcome="sustained", by=caseworker, version=problem.version)
    assert problem.closed_by == caseworker
    assert problem.changes.last().verb == "closed"
    assert Event.objects.get(verb="problems.closed").detail["outcome"] == "sustained"


def test_closed_problem_cannot_be_changed_but_reopened_with_a_reason(luton, caseworker, manager):
    problem = ready_to_close(luton, caseworker, manager)
    problem = rules.close(problem, outcome="resolved", by=caseworker, version=problem.version)
    with pytest.raises(Problems):
        rules.edit(problem, by=caseworker, version=problem.version, title="Other")
    with pytest.raises(Problems):
        rules.reopen(problem, to=S.SCANNING, note=" ", by=caseworker, version=problem.version)
    problem = rules.reopen(problem, to=S.SCANNING, note="It came back", by=caseworker, version=problem.version)
    assert (problem.stage, problem.outcome, problem.closed_at) == (S.SCANNING, "", None)


def test_second_of_two_at_once_is_told_and_overwrites_nothing(luton, caseworker, manager):
    problem = a_problem(luton, caseworker)
    rules.edit(problem, by=caseworker, version=1, title="First")
    with pytest.raises(Problems) as refused:
        rules.edit(problem, by=manager, version=1, title="Second")
    assert refused.value.code == "changed_meanwhile"
    assert Problem.objects.get().title == "First"


def test_edit_keeps_what_stood_there_before(luton, caseworker):
    problem = a_problem(luton, caseworker)
    rules.edit(problem, by=caseworker, version=1, objective="Fewer fires")
    assert problem.changes.last().before == {"objective": "Fewer motorbikes in the park"}
    assert Event.objects.get(verb="problems.edited").detail == {"fields": ["objective"]}


def test_evidence_that_does_not_exist_here_is_refused(luton, caseworker):
    problem = a_problem(luton, caseworker)
    for kind, key in [("report", "999"), ("report", "1 OR 1=1"), ("report", "٣"), ("nothing", "1")]:
        with pytest.raises(Problems) as refused:
            rules.add_evidence(problem, kind=kind, key=key, by=caseworker)
        assert refused.value.code == "unknown_evidence"


def test_hypothesis_is_judged_and_the_log_keeps_the_old_verdict(luton, caseworker):
    problem = a_problem(luton, caseworker)
    hypothesis = rules.add_hypothesis(problem, claim="The gate is left open", test="Count by day", by=caseworker)
    rules.judge_hypothesis(hypothesis, verdict="rejected", by=caseworker)
    assert problem.changes.last().before == {f"hypothesis {hypothesis.pk}": "untested"}


def test_run_of_this_partnership_is_evidence_and_one_of_another_is_not(luton, bedford, caseworker):
    for place, number in ((luton, 1), (bedford, 2)):
        Run.objects.create(partnership=place, number=number, kind="trend", snapshot="s", code_version="1", digest="d")
    problem = a_problem(luton, caseworker)
    link = rules.add_evidence(problem, kind="run", key="1", by=caseworker)
    assert rules.add_evidence(problem, kind="run", key=" 1 ", by=caseworker) == link
    assert link.caption == "trend, luton run 1 (d)"
    with pytest.raises(Problems):
        rules.add_evidence(problem, kind="run", key="2", by=caseworker)
