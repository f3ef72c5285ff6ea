"""Which problem files may be seen."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wardwise.incidents.runs.models import Run
from wardwise.partners import queries as partners
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.scanning.problems import evidence
from wardwise.scanning.problems.models import Change, Problem

SEARCHED = ("title", "objective", "what", "where", "location", "response")


def visible_to(person: Person, partnership: Partnership) -> QuerySet[Problem]:
    """The problem files of a partnership, for those who may read them; for everyone else none."""
    if Permission.SEE_PROBLEMS not in partners.permissions_of(person, partnership):
        return Problem.objects.none()
    return Problem.objects.filter(partnership=partnership).select_related("area", "owner", "lead")


def search(
    problems: QuerySet[Problem],
    *,
    words: str = "",
    stage: str = "",
    owner: int | None = None,
    area: int | None = None,
) -> QuerySet[Problem]:
    """Narrow down: every word must occur somewhere in the file; stage `open` is all that are not closed."""
    for word in words.split()[:8]:
        somewhere = Q()
        for field in SEARCHED:
            somewhere |= Q(**{f"{field}__icontains": word})
        problems = problems.filter(somewhere)
    if stage == "open":
        problems = problems.exclude(stage=Problem.Stage.CLOSED)
    elif stage:
        problems = problems.filter(stage=stage)
    if owner:
        problems = problems.filter(owner=owner)
    if area:
        problems = problems.filter(area=area)
    return problems


def open_ones(partnership: Partnership) -> QuerySet[Problem]:
    """The problems of a partnership that are still worked on: what a report can be linked to."""
    return Problem.objects.filter(partnership=partnership).exclude(stage=Problem.Stage.CLOSED).order_by("title", "pk")


def log(problem: Problem) -> QuerySet[Change]:
    """Everything that was done with a problem, newest first."""
    return problem.changes.select_related("by").order_by("-at", "-pk")


def last_peer_check(problem: Problem) -> Change | None:
    """The check that counts: by somebody who did not write the assessment, after it was last changed."""
    if problem.assessed_at is None:
        return None
    checks = problem.changes.filter(verb="peer_checked", at__gte=problem.assessed_at)
    return checks.exclude(by=problem.assessed_by).select_related("by").order_by("-at", "-pk").first()


def describe_run(partnership: Partnership, key: str) -> str | None:
    """A run of an analysis as a line of evidence, by the number people cite."""
    if not evidence.is_number(key):
        return None
    run = Run.objects.filter(partnership=partnership, number=int(key)).select_related("partnership").first()
    return f"{run.kind}, {run.citation}" if run else None
