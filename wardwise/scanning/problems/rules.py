"""What may be done with a problem file: open, edit, move through OSARA, check, close, reopen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.partners import queries as partners
from wardwise.partners import rules as partner_rules
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.places.models import Area
from wardwise.scanning.problems import evidence as kinds
from wardwise.scanning.problems import exceptions, queries
from wardwise.scanning.problems.models import Change, Evidence, Hypothesis, Problem

S = Problem.Stage

# From which stage one may go where by `move_stage`. Forward a step at a time, back to any earlier one.
# Closing and reopening are verbs of their own.
MOVES: dict[str, tuple[str, ...]] = {
    S.OBJECTIVE: (S.SCANNING,),
    S.SCANNING: (S.ANALYSIS, S.OBJECTIVE),
    S.ANALYSIS: (S.RESPONSE, S.SCANNING, S.OBJECTIVE),
    S.RESPONSE: (S.ASSESSMENT, S.ANALYSIS, S.SCANNING, S.OBJECTIVE),
    S.ASSESSMENT: (S.RESPONSE, S.ANALYSIS, S.SCANNING, S.OBJECTIVE),
    S.CLOSED: (),
}
ORDER = list(MOVES)

# What must stand in the file before it leaves a stage forwards.
WANTED_BEFORE_LEAVING: dict[str, tuple[str, str]] = {
    S.OBJECTIVE: ("objective", "the objective"),
    S.SCANNING: ("what", "what is happening"),
    S.ANALYSIS: ("location", "the place in the problem triangle"),
    S.RESPONSE: ("response", "the response"),
}

# The parts of the file that `edit` may change.
EDITABLE = frozenset(
    {
        "title",
        "area",
        "owner",
        "lead",
        "review_on",
        "objective",
        "what",
        "where",
        "when",
        "who_notices",
        "location",
        "victim",
        "offender",
        "place_manager",
        "guardian",
        "handler",
        "response",
    }
)


@transaction.atomic
def open_problem(
    *,
    partnership: Partnership,
    title: str,
    objective: str,
    owner: Organisation,
    by: Person,
    lead: Person | None = None,
    **parts: Any,
) -> Problem:
    """Open a problem file with its objective and the organisation that answers for it."""
    partner_rules.require(by, Permission.WORK_ON_PROBLEMS, partnership)
    _check_people(partnership, owner, lead)
    _check_area(partnership, parts.get("area"))
    _refuse_unknown(parts)
    if not objective.strip():
        raise exceptions.not_filled_in("the objective")
    problem = Problem.objects.create(
        partnership=partnership, title=title, objective=objective, owner=owner, lead=lead, opened_by=by, **parts
    )
    _note(problem, "opened", by, to_stage=problem.stage)
    return problem


@transaction.atomic
def edit(problem: Problem, *, by: Person, version: int, **parts: Any) -> Problem:
    """Change parts of the file. What stood there before is kept in its log."""
    problem = _take(problem, by, version)
    if problem.is_closed:
        raise exceptions.not_now("change", problem.get_stage_display())
    _refuse_unknown(parts)
    _check_people(problem.partnership, parts.get("owner", problem.owner), parts.get("lead"))
    _check_area(problem.partnership, parts.get("area"))
    before = _apply(problem, parts)
    if before:
        problem.save()
        _note(problem, "edited", by, before=before)
    return problem


@transaction.atomic
def move_stage(problem: Problem, *, to: str, by: Person, version: int, note: str = "") -> Problem:
    """Go on to the next stage, or back to an earlier one."""
    problem = _take(problem, by, version)
    if to not in MOVES[problem.stage]:
        raise exceptions.not_now(f"move to “{to}”", problem.get_stage_display())
    if ORDER.index(to) > ORDER.index(problem.stage):
        field, words = WANTED_BEFORE_LEAVING[problem.stage]
        if not getattr(problem, field).strip():
            raise exceptions.not_filled_in(words)
    came_from, problem.stage = problem.stage, to
    problem.save()
    _note(problem, "stage_moved", by, from_stage=came_from, to_stage=to, note=note)
    return problem


@transaction.atomic
def add_hypothesis(problem: Problem, *, claim: str, test: str = "", by: Person) -> Hypothesis:
    """Write down a guess at the cause and how it could be shown wrong."""
    problem = _take(problem, by, None)
    _refuse_closed(problem, "add a hypothesis to")
    hypothesis = problem.hypotheses.create(claim=claim, test=test, added_by=by)
    _note(problem, "hypothesis_added", by)
    return hypothesis


@transaction.atomic
def judge_hypothesis(hypothesis: Hypothesis, *, verdict: str, by: Person) -> Hypothesis:
    """Say what the evidence says of a hypothesis."""
    problem = _take(hypothesis.problem, by, None)
    _refuse_closed(problem, "judge a hypothesis of")
    before = {f"hypothesis {hypothesis.pk}": hypothesis.verdict}
    hypothesis.verdict = Hypothesis.Verdict(verdict)
    hypothesis.save(update_fields=["verdict"])
    _note(problem, "hypothesis_judged", by, before=before)
    return hypothesis


@transaction.atomic
def add_evidence(problem: Problem, *, kind: str, key: str, by: Person) -> Evidence:
    """Link something kept elsewhere in this partnership. Linking it twice changes nothing."""
    problem = _take(problem, by, None)
    _refuse_closed(problem, "add evidence to")
    caption = kinds.caption_of(problem.partnership, kind, key.strip())
    if caption is None:
        raise exceptions.unknown_evidence()
    link, is_new = problem.evidence.get_or_create(
        kind=kind, key=key.strip(), defaults={"caption": caption[:200], "added_by": by}
    )
    if is_new:
        _note(problem, "evidence_added", by, detail={"kind": kind, "key": key.strip()})
    return link


@transaction.atomic
def remove_evidence(problem: Problem, *, kind: str, key: str, by: Person) -> None:
    """Take a link away; the log keeps that it was there."""
    problem = _take(problem, by, None)
    _refuse_closed(problem, "remove evidence from")
    for link in problem.evidence.filter(kind=kind, key=key):
        link.delete()
        _note(problem, "evidence_removed", by, before={kind: link.caption}, detail={"kind": kind, "key": key})


@transaction.atomic
def assess(problem: Problem, *, assessment: str, evidence_standard: str, by: Person, version: int) -> Problem:
    """Write what changed and how we know. A new assessment needs a new peer check."""
    problem = _take(problem, by, version)
    if problem.stage != S.ASSESSMENT:
        raise exceptions.not_now("assess", problem.get_stage_display())
    if not assessment.strip() or evidence_standard not in Problem.Standard.values:
        raise exceptions.no_assessment()
    before = {"assessment": problem.assessment, "evidence_standard": problem.evidence_standard}
    problem.assessment, problem.evidence_standard = assessment, evidence_standard
    problem.assessed_at, problem.assessed_by = timezone.now(), by
    problem.save()
    _note(problem, "assessed", by, before=before)
    return problem


@transaction.atomic
def peer_check(problem: Problem, *, note: str, by: Person) -> Change:
    """A colleague says what they found when they checked the work at this stage."""
    problem = _take(problem, by, None)
    _refuse_closed(problem, "check")
    if problem.stage == S.ASSESSMENT and problem.assessed_by_id == by.pk:
        raise exceptions.own_work()
    if not note.strip():
        raise exceptions.not_filled_in("what you checked and found")
    return _note(problem, "peer_checked", by, note=note)


@transaction.atomic
def close(problem: Problem, *, outcome: str, by: Person, version: int) -> Problem:
    """Close as resolved, sustained or failed: only with an assessment that a colleague has checked."""
    problem = _take(problem, by, version)
    if problem.is_closed:
        raise exceptions.not_now("close", problem.get_stage_display())
    if problem.stage != S.ASSESSMENT or problem.assessed_at is None:
        raise exceptions.no_assessment()
    if queries.last_peer_check(problem) is None:
        raise exceptions.no_peer_check()
    problem.stage, problem.outcome = S.CLOSED, Problem.Outcome(outcome)
    problem.closed_at, problem.closed_by = timezone.now(), by
    problem.save()
    _note(problem, "closed", by, from_stage=S.ASSESSMENT, to_stage=S.CLOSED, detail={"outcome": outcome})
    return problem


@transaction.atomic
def reopen(problem: Problem, *, to: str, note: str, by: Person, version: int) -> Problem:
    """Open a closed problem again at an earlier stage, because it came back or the answer was wrong."""
    problem = _take(problem, by, version)
    if not problem.is_closed or to not in ORDER[:-1]:
        raise exceptions.not_now("reopen", problem.get_stage_display())
    if not note.strip():
        raise exceptions.not_filled_in("why it is opened again")
    before = {"outcome": problem.outcome}
    problem.stage, problem.outcome, problem.closed_at, problem.closed_by = to, "", None, None
    problem.save()
    _note(problem, "reopened", by, from_stage=S.CLOSED, to_stage=to, note=note, before=before)
    return problem


def _take(problem: Problem, by: Person, version: int | None) -> Problem:
    """Lock the row as it is now; refuse who may not, and who has an older version before them."""
    partner_rules.require(by, Permission.WORK_ON_PROBLEMS, problem.partnership)
    current = Problem.objects.select_for_update().get(pk=problem.pk)
    if version is not None and current.version != version:
        raise exceptions.changed_meanwhile()
    current.version += 1
    return current


def _refuse_closed(problem: Problem, verb: str) -> None:
    if problem.is_closed:
        raise exceptions.not_now(verb, problem.get_stage_display())


def _refuse_unknown(parts: Mapping[str, Any]) -> None:
    if unknown := set(parts) - EDITABLE:
        raise TypeError(f"not parts of a problem file: {sorted(unknown)}")


def _check_people(partnership: Partnership, owner: Organisation, lead: Person | None) -> None:
    if not partners.members(partnership).filter(pk=owner.pk).exists():
        raise exceptions.not_a_member(owner.name)
    if lead is not None and not partners.colleagues(partnership).filter(pk=lead.pk).exists():
        raise exceptions.not_a_member(lead.name)


def _check_area(partnership: Partnership, area: Area | None) -> None:
    if area is not None and not partnership.covered.filter(area=area).exists():
        raise exceptions.not_a_member(area.name)


def _apply(problem: Problem, parts: Mapping[str, Any]) -> dict[str, str]:
    """Set the parts that differ; return what stood there before, in words."""
    before = {}
    for name, value in parts.items():
        old = getattr(problem, name)
        if old != value:
            before[name] = "" if old is None else str(old)
            setattr(problem, name, value)
    return before


def _note(
    problem: Problem,
    verb: str,
    by: Person,
    *,
    from_stage: str = "",
    to_stage: str = "",
    note: str = "",
    before: dict[str, str] | None = None,
    detail: dict[str, Any] | None = None,
) -> Change:
    """A line in the problem's own log and one in the audit, which holds codes only."""
    codes = {"fields": sorted(before)} if before else {}
    stages = {"from": from_stage, "to": to_stage} if to_stage else {}
    audit.record(
        f"problems.{verb}",
        by=by,
        partnership=problem.partnership.slug,
        subject=problem,
        detail={**codes, **stages, **(detail or {})},
    )
    return problem.changes.create(
        at=timezone.now(),
        by=by,
        verb=verb,
        from_stage=from_stage,
        to_stage=to_stage,
        note=note,
        before=before or {},
    )
