"""What officers do with a report. Every verb locks the row, checks the table of moves and leaves a step behind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.partners import queries as partner_queries
from wardwise.partners import rules as partners
from wardwise.partners.models import Organisation, Person
from wardwise.partners.permissions import Permission
from wardwise.places.models import Area
from wardwise.scanning.problems import rules as problems
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.reports import exceptions, photos, queries, routes
from wardwise.scanning.reports.kinds import kinds
from wardwise.scanning.reports.models import TO_ORGANISATION, Contact, Photo, Report
from wardwise.scanning.reports.rules import rows

S = Report.State

# verb: (the states it starts from, the state it leads to)
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "accept": ((S.RECEIVED,), S.TRIAGED),
    "route": ((S.RECEIVED, S.TRIAGED), S.ROUTED),
    "undo_route": ((S.ROUTED,), S.TRIAGED),
    "merge": ((S.RECEIVED, S.TRIAGED), S.MERGED),
    "unmerge": ((S.MERGED,), S.TRIAGED),
    "link": ((S.TRIAGED, S.ADVISED, S.ACKNOWLEDGED), S.LINKED),
    "unlink": ((S.LINKED, S.TRIAGED, S.ACKNOWLEDGED), S.TRIAGED),
    "advise": ((S.TRIAGED,), S.ADVISED),
    "acknowledge": ((S.LINKED, S.ADVISED), S.ACKNOWLEDGED),
    "close": ((S.RECEIVED, S.TRIAGED, S.ROUTED, S.LINKED, S.ADVISED, S.ACKNOWLEDGED), S.CLOSED),
    "reopen": ((S.CLOSED,), S.TRIAGED),
}
WORDS = {
    "accept": "take up",
    "route": "pass on",
    "undo_route": "take back",
    "merge": "merge",
    "unmerge": "separate",
    "link": "link",
    "unlink": "unlink",
    "advise": "give advice on",
    "acknowledge": "acknowledge",
    "close": "close",
    "reopen": "reopen",
}
# A report nobody has taken up can only be closed because it is none.
CLOSED_UNREAD = (Report.Closure.NOT_OURS, Report.Closure.NOT_REAL)


def allowed(report: Report) -> list[str]:
    """The verbs that can be used on a report as it stands."""
    verbs = [verb for verb, (starts, _) in MOVES.items() if report.state in starts]
    return [verb for verb in verbs if verb != ("link" if report.problem_id else "unlink")]


@transaction.atomic
def accept(report: Report, *, by: Person, version: int) -> Report:
    """Take it up: it is ours, it is real, and from now on it counts."""
    return _move(_take(report, by, version, "accept"), "accept", by)


@transaction.atomic
def route(
    report: Report, *, to: str, by: Person, version: int, organisation: Organisation | None = None, note: str = ""
) -> Report:
    """Pass it on: to an organisation of the partnership, or out, to where such things belong."""
    report = _take(report, by, version, "route")
    if to == TO_ORGANISATION:
        members = partner_queries.members(report.partnership)
        if organisation is None or not members.filter(pk=organisation.pk).exists():
            raise exceptions.unknown("an organisation of this partnership")
    elif to not in routes.routes(report.partnership):
        raise exceptions.unknown("where it belongs")
    report.route, report.routed_to = to, organisation if to == TO_ORGANISATION else None
    detail = {"to": to, "organisation": report.routed_to_id}
    return _move(report, "route", by, note=note, detail=detail)


@transaction.atomic
def undo_route(report: Report, *, by: Person, version: int, note: str = "") -> Report:
    """It was passed on by mistake: take it back."""
    report = _take(report, by, version, "undo_route")
    detail = {"was": report.route}
    report.route, report.routed_to = "", None
    return _move(report, "undo_route", by, note=note, detail=detail)


@transaction.atomic
def merge(report: Report, *, into: Report, by: Person, version: int) -> Report:
    """Mark it as telling of the same thing as another report; it then counts once."""
    report = _take(report, by, version, "merge")
    into = Report.objects.select_for_update().get(pk=into.pk)
    if into.partnership_id != report.partnership_id or into.pk == report.pk or into.state == S.MERGED:
        raise exceptions.not_elsewhere()
    if queries.duplicates_of(report).exists():
        raise exceptions.not_elsewhere()
    report.merged_into = into
    return _move(report, "merge", by, detail={"into": into.pk})


@transaction.atomic
def unmerge(report: Report, *, by: Person, version: int) -> Report:
    """It was another thing after all."""
    report = _take(report, by, version, "unmerge")
    report.merged_into = None
    return _move(report, "unmerge", by)


@transaction.atomic
def link(report: Report, *, problem: Problem, by: Person, version: int) -> Report:
    """Link it to a problem that is being worked on; it becomes evidence there."""
    report = _take(report, by, version, "link")
    if problem.partnership_id != report.partnership_id or report.problem_id:
        raise exceptions.unknown("a problem of this partnership")
    report.problem = problem
    moved = _move(report, "link", by, detail={"problem": problem.pk})
    problems.add_evidence(problem, kind="report", key=str(report.pk), by=by)
    return moved


@transaction.atomic
def unlink(report: Report, *, by: Person, version: int) -> Report:
    """It does not belong to that problem."""
    report = _take(report, by, version, "unlink")
    problem, report.problem = report.problem, None
    if problem is None:
        raise exceptions.not_now(WORDS["unlink"], report.get_state_display())
    if not problem.is_closed:
        problems.remove_evidence(problem, kind="report", key=str(report.pk), by=by)
    return _move(report, "unlink", by)


@transaction.atomic
def advise(report: Report, *, advice: str, by: Person, version: int) -> Report:
    """Nothing to do but to tell the person something useful; they read it on the status page."""
    report = _take(report, by, version, "advise")
    if not advice.strip():
        raise exceptions.no_outcome()
    report.public_outcome = advice
    return _move(report, "advise", by)


@transaction.atomic
def acknowledge(report: Report, *, by: Person, version: int, note: str = "") -> Report:
    """The person has been told, in the safe way they chose or on the status page."""
    report = _take(report, by, version, "acknowledge")
    report.acknowledged_at = report.acknowledged_at or timezone.now()
    return _move(report, "acknowledge", by, note=note)


@transaction.atomic
def close(report: Report, *, closure: str, public_outcome: str, by: Person, version: int) -> Report:
    """Close it with what was done, in words for the person who told us."""
    report = _take(report, by, version, "close")
    if not public_outcome.strip():
        raise exceptions.no_outcome()
    if report.state == S.RECEIVED and closure not in CLOSED_UNREAD:
        raise exceptions.not_now(WORDS["close"], report.get_state_display())
    report.closure, report.public_outcome = Report.Closure(closure), public_outcome
    report.closed_at = timezone.now()
    return _move(report, "close", by, detail={"closure": closure})


@transaction.atomic
def reopen(report: Report, *, by: Person, version: int, note: str = "") -> Report:
    """Look at it again."""
    report = _take(report, by, version, "reopen")
    report.closure, report.closed_at = "", None
    report.route, report.routed_to = "", None
    return _move(report, "reopen", by, note=note)


@transaction.atomic
def correct(
    report: Report,
    *,
    kind: str,
    area: Area | None,
    occurred_from: dt.datetime,
    occurred_to: dt.datetime,
    by: Person,
    version: int,
) -> Report:
    """Put right what kind it is, where or when; the row in the incident store follows."""
    report = _take(report, by, version)
    if kind not in kinds():
        raise exceptions.unknown("what it is about")
    if area is not None and not partner_queries.wards(report.partnership).filter(pk=area.pk).exists():
        raise exceptions.unknown("an area")
    if occurred_to < occurred_from:
        raise exceptions.unknown("an end that is after the start")
    detail = {"kind_was": report.kind, "kind": kind, "area": area.code if area else ""}
    report.kind, report.area = kind, area
    report.occurred_from, report.occurred_to = occurred_from, occurred_to
    return _keep(report, "correct", by, report.state, detail=detail)


@transaction.atomic
def mark_read(report: Report, *, by: Person, version: int) -> Report:
    """What the person added later has been read."""
    report = _take(report, by, version)
    return _keep(report, "mark_read", by, report.state)


def open_report(report: Report, *, by: Person) -> None:
    """Reading a report is recorded like changing it."""
    partners.require(by, Permission.SEE_REPORTS, report.partnership)
    audit.record("reports.opened", by=by, partnership=report.partnership.slug, subject=report)


def open_contact(report: Report, *, by: Person) -> Contact | None:
    """Who made a report and how it is safe to reach them; asking is recorded even when there is nothing."""
    partners.require(by, Permission.SEE_REPORTERS, report.partnership)
    contact = Contact.objects.filter(report=report).first()
    detail = {"there_was_one": contact is not None}
    audit.record("reports.contact_opened", by=by, partnership=report.partnership.slug, subject=report, detail=detail)
    return contact


def open_photo(photo: Photo, *, by: Person) -> bytes:
    """The photo itself."""
    report = photo.report
    partners.require(by, Permission.SEE_REPORTS, report.partnership)
    jpeg = photos.read(photo.file)
    audit.record("reports.photo_opened", by=by, partnership=report.partnership.slug, subject=report)
    return jpeg


def _take(report: Report, by: Person, version: int, verb: str = "") -> Report:
    """Lock the row as it is now; refuse who may not, who looks at an old version, and moves not in the table."""
    partners.require(by, Permission.TRIAGE_REPORTS, report.partnership)
    current = Report.objects.select_for_update().get(pk=report.pk)
    if current.version != version:
        raise exceptions.changed_meanwhile()
    if verb and current.state not in MOVES[verb][0]:
        raise exceptions.not_now(WORDS[verb], current.get_state_display())
    return current


def _move(report: Report, verb: str, by: Person, *, note: str = "", detail: dict[str, Any] | None = None) -> Report:
    came_from, report.state = report.state, MOVES[verb][1]
    return _keep(report, verb, by, came_from, note=note, detail=detail)


def _keep(
    report: Report, verb: str, by: Person, came_from: str, *, note: str = "", detail: dict[str, Any] | None = None
) -> Report:
    """Store the change with its step, its audit event and the debt to the incident store, all or nothing."""
    report.version += 1
    report.has_news = False
    report.is_row_due = True
    report.save()
    report.steps.create(at=timezone.now(), by=by, verb=verb, from_state=came_from, to_state=report.state, note=note)
    codes = {"from": came_from, "to": report.state, **(detail or {})}
    audit.record(f"reports.{verb}", by=by, partnership=report.partnership.slug, subject=report, detail=codes)
    transaction.on_commit(lambda: rows.settle(report.pk), robust=True)
    return report
