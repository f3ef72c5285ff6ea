"""Problem files in the states that tests need."""

from __future__ import annotations

from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.scanning.problems import rules
from wardwise.scanning.problems.models import Problem

S = Problem.Stage


def a_problem(partnership: Partnership, by: Person, title: str = "Motorbikes in the park", **parts) -> Problem:
    owner = Organisation.objects.get(name=f"{partnership.place} Council")
    objective = "Fewer motorbikes in the park"
    return rules.open_problem(partnership=partnership, title=title, objective=objective, owner=owner, by=by, **parts)


def at_assessment(partnership: Partnership, by: Person) -> Problem:
    problem = a_problem(partnership, by)
    parts = {"what": "Riding after school", "location": "An open gate", "response": "A gate and a mentor"}
    problem = rules.edit(problem, by=by, version=problem.version, **parts)
    for stage in (S.SCANNING, S.ANALYSIS, S.RESPONSE, S.ASSESSMENT):
        problem = rules.move_stage(problem, to=stage, by=by, version=problem.version)
    return problem


def ready_to_close(partnership: Partnership, by: Person, checker: Person) -> Problem:
    problem = at_assessment(partnership, by)
    words = "Reports fell from 40 to 12 while the next park stayed as it was."
    problem = rules.assess(problem, assessment=words, evidence_standard="compared", by=by, version=problem.version)
    rules.peer_check(problem, note="The counts agree with the store.", by=checker)
    return Problem.objects.get(pk=problem.pk)
