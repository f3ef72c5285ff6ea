"""The desk's pages for problem files."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wardwise.partners.models import Organisation
from wardwise.scanning.problems import rules
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.problems.tests.making import a_problem, at_assessment, ready_to_close

LIST = "/desk/luton/problems/"


def text(response) -> str:
    return response.content.decode()


def opening(**changed):
    owner = Organisation.objects.get(name="Luton Council").pk
    return {"version": 0, "title": "Fires in bins", "objective": "No more fires", "owner": owner, **changed}


def test_officer_of_another_partnership_finds_nothing_at_any_entrance(luton, bedford, caseworker, outsider, sign_in):
    problem = a_problem(luton, caseworker)
    hypothesis = rules.add_hypothesis(problem, claim="x", by=caseworker)
    client = sign_in(outsider)
    for slug in ("luton", "bedford"):
        here = f"/desk/{slug}/problems/{problem.pk}/"
        for path in ("", "edit/objective/", "edit/assessment/"):
            assert client.get(here + path).status_code == 404
        for path in ("edit/scanning/", "do/move/", "do/close/", f"hypotheses/{hypothesis.pk}/", "evidence/1/remove/"):
            assert client.post(here + path, {"version": 1, "verdict": "rejected"}).status_code == 404
    assert client.get(LIST).status_code == 404
    assert client.post(f"{LIST}open/", opening()).status_code == 404


def test_who_may_only_read_sees_the_file_and_no_way_to_change_it(luton, caseworker, outsider, sign_in, settings):
    from wardwise.partners.tests.cast import hire

    chair = hire(luton, "Chris", "chair", "Luton Council")
    problem = a_problem(luton, caseworker)
    client = sign_in(chair)
    page = text(client.get(f"{LIST}{problem.pk}/"))
    assert problem.title in page
    assert "/edit/" not in page
    assert client.post(f"{LIST}{problem.pk}/do/move/", {"version": 1, "to": "scanning"}).status_code == 404


def test_volunteer_finds_no_problems(luton, volunteer_partner, sign_in):
    assert sign_in(volunteer_partner).get(LIST).status_code == 404


def test_problem_is_opened_with_owner_and_objective(luton, caseworker, sign_in):
    client = sign_in(caseworker)
    assert client.get(f"{LIST}open/").status_code == 200
    assert client.post(f"{LIST}open/", opening()).status_code == 302
    assert Problem.objects.get().opened_by == caseworker


def test_problem_is_not_opened_with_an_owner_or_lead_from_elsewhere(luton, bedford, caseworker, outsider, sign_in):
    elsewhere = Organisation.objects.get(name="Bedford Council").pk
    for wrong in ({"owner": elsewhere}, {"lead": outsider.pk}, {"objective": " "}, {"title": "x" * 121}):
        assert sign_in(caseworker).post(f"{LIST}open/", opening(**wrong)).status_code == 422
    assert not Problem.objects.exists()


def test_second_of_two_editors_is_told_and_keeps_what_was_typed(luton, caseworker, manager, sign_in):
    problem = a_problem(luton, caseworker)
    rules.edit(problem, by=manager, version=1, what="Theirs")
    response = sign_in(caseworker).post(f"{LIST}{problem.pk}/edit/scanning/", {"version": 1, "what": "Mine"})
    assert response.status_code == 409
    assert "Somebody else changed this problem file" in text(response)
    assert "Mine" in text(response)
    assert re.search(r'name="version" [^>]*value="2"', text(response))
    assert Problem.objects.get().what == "Theirs"


def test_script_in_a_file_and_its_log_stays_words(luton, caseworker, sign_in):
    evil = "</textarea><script>alert(1)</script>"
    problem = a_problem(luton, caseworker, title=evil[:100])
    problem = rules.edit(problem, by=caseworker, version=1, what=evil, location=evil)
    rules.edit(problem, by=caseworker, version=problem.version, what="")
    rules.add_hypothesis(problem, claim=evil, test=evil, by=caseworker)
    client = sign_in(caseworker)
    for path in ("", f"{problem.pk}/", f"{problem.pk}/edit/analysis/"):
        assert "<script>alert" not in text(client.get(LIST + path))


def test_problem_goes_from_open_to_closed_by_its_pages(luton, caseworker, manager, sign_in, client):
    client = sign_in(caseworker)
    client.post(f"{LIST}open/", opening())
    here = f"{LIST}{Problem.objects.get().pk}/"

    def do(path, **given):
        response = client.post(here + path, {"version": Problem.objects.get().version, **given})
        assert response.status_code == 302, (path, text(response))

    do("do/move/", to="scanning")
    do("edit/scanning/", what="Bins burn on Fridays")
    do("do/hypothesis/", claim="Bins are left out")
    do("do/move/", to="analysis")
    do("edit/analysis/", location="An alley without light")
    do("do/move/", to="response")
    do("edit/response/", response="Lock the bins")
    do("do/move/", to="assessment")
    do("edit/assessment/", assessment="Fell from 9 to 2", evidence_standard="before-after")
    client.force_login(manager)
    do("do/peer-check/", note="I counted again")
    do("do/close/", outcome="resolved")
    page = text(client.get(here))
    assert "Resolved: the behaviour stopped" in page
    assert "/edit/" not in page


def test_closing_without_assessment_says_why(luton, caseworker, sign_in):
    problem = at_assessment(luton, caseworker)
    response = sign_in(caseworker).post(
        f"{LIST}{problem.pk}/do/close/", {"version": problem.version, "outcome": "resolved"}
    )
    assert response.status_code == 409
    assert "cannot be closed without an assessment" in text(response)


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("move", {"to": "closed"}),
        ("move", {"to": "response"}),
        ("close", {"outcome": "splendid"}),
        ("evidence", {"kind": "report", "key": "1"}),
        ("hypothesis", {"claim": " "}),
        ("peer-check", {}),
        ("reopen", {"to": "scanning", "note": "x"}),
    ],
)
def test_bad_answers_are_refused_and_nothing_moves(luton, caseworker, sign_in, verb, given):
    problem = a_problem(luton, caseworker)
    response = sign_in(caseworker).post(f"{LIST}{problem.pk}/do/{verb}/", {"version": 1, **given})
    assert response.status_code in (409, 422)
    assert Problem.objects.get().stage == "objective"


def test_unknown_parts_and_verbs_are_not_found(luton, caseworker, sign_in):
    here = f"{LIST}{a_problem(luton, caseworker).pk}/"
    client = sign_in(caseworker)
    assert client.get(f"{here}edit/secrets/").status_code == 404
    assert client.post(f"{here}do/delete/").status_code == 404


def test_list_is_found_by_words_stage_and_owner(luton, caseworker, manager, sign_in):
    closed = ready_to_close(luton, caseworker, manager)
    rules.close(closed, outcome="failed", by=caseworker, version=closed.version)
    a_problem(luton, caseworker, title="Fires in bins")
    client = sign_in(caseworker)
    assert "Motorbikes" not in text(client.get(LIST))
    assert "Motorbikes" in text(client.get(f"{LIST}?stage=closed"))
    assert "Fires" not in text(client.post(LIST, {"stage": "", "words": "riding"}, follow=True))
    for nonsense in ("stage=x", "owner=x", "area=%00", "page=-1", "search=x", "search=%00"):
        assert client.get(f"{LIST}?{nonsense}").status_code == 200
    assert client.post(LIST, {"words": "\0"}, follow=True).status_code == 200


def test_list_asks_the_database_as_often_for_many_as_for_few(luton, caseworker, sign_in):
    client = sign_in(caseworker)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    a_problem(luton, caseworker)
    few = asked()
    for n in range(30):
        a_problem(luton, caseworker, title=f"Problem {n}")
    assert asked() == few
