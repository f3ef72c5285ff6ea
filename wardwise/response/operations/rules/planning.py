"""Planning an operation and moving it through its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from shapely import Geometry

from wardwise.office.audit import rules as audit
from wardwise.partners import queries as partners
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require
from wardwise.places.models import Area
from wardwise.response.operations.models import Aim, Operation, Partner, Phase, StatusChange

Status = Operation.Status

# From where to where, and what it takes. `evaluated` is reached by recording a verdict only (`mark_evaluated`).
MOVES: dict[str, dict[str, Permission]] = {
    Status.PLANNED: {Status.APPROVED: Permission.RUN_OPERATIONS, Status.WITHDRAWN: Permission.RUN_OPERATIONS},
    Status.APPROVED: {
        Status.LIVE: Permission.RUN_OPERATIONS,
        Status.PLANNED: Permission.RUN_OPERATIONS,
        Status.WITHDRAWN: Permission.RUN_OPERATIONS,
    },
    Status.LIVE: {Status.RESULTS_PUBLISHED: Permission.PUBLISH, Status.STOPPED: Permission.RUN_OPERATIONS},
    Status.STOPPED: {Status.RESULTS_PUBLISHED: Permission.PUBLISH},
    Status.RESULTS_PUBLISHED: {Status.LIVE: Permission.RUN_OPERATIONS},
    Status.EVALUATED: {},
    Status.WITHDRAWN: {},
}
NEEDS_REASON = {Status.WITHDRAWN, Status.STOPPED, (Status.APPROVED, Status.PLANNED)}
OVER = {Status.EVALUATED, Status.WITHDRAWN}


@dataclass(frozen=True)
class Plan:
    """What is written down when an operation is planned or changed."""

    kind: str
    name: str
    lead: Person
    lead_organisation: Organisation
    trigger: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    summary: str = ""
    place: str = ""
    areas: Sequence[Area] = field(default_factory=tuple)
    polygon: Geometry | None = None


@transaction.atomic
def plan_operation(
    *,
    partnership: Partnership,
    plan: Plan,
    aims: Sequence[tuple[str, str]] = (),
    by: Person,
) -> Operation:
    """Write an operation down. It is planned; nothing may be logged on it before it is approved."""
    require(by, Permission.RUN_OPERATIONS, partnership)
    check_plan(partnership, plan)
    operation = Operation.objects.create(partnership=partnership, created_by=by, **columns(plan))
    operation.areas.set(plan.areas)
    Aim.objects.bulk_create(
        Aim(operation=operation, statement=statement, measured_by=measured_by) for statement, measured_by in aims
    )
    write_down("operations.planned", operation, by, {"kind": plan.kind, "areas": len(plan.areas)})
    return operation


@transaction.atomic
def change_operation(*, operation: Operation, plan: Plan, version: int, by: Person) -> Operation:
    """Change what was planned. `version` is the one that was read: a change made meanwhile is not overwritten."""
    operation = locked(operation, by, Permission.RUN_OPERATIONS)
    if operation.version != version:
        raise Refused(
            "changed_meanwhile",
            "Somebody changed this operation while you were writing. Open it again and make your change there.",
        )
    check_plan(operation.partnership, plan, existing=operation)
    if operation.status not in (Status.PLANNED, Status.APPROVED) and plan.starts_on != operation.starts_on:
        raise Refused("already_begun", "It has begun: its first day can no longer be moved.")
    for name, value in columns(plan).items():
        setattr(operation, name, value)
    operation.version += 1
    operation.save()
    operation.areas.set(plan.areas)
    write_down("operations.changed", operation, by, {"version": operation.version})
    return operation


def columns(plan: Plan) -> dict[str, object]:
    return {
        "kind": plan.kind,
        "name": plan.name.strip(),
        "lead": plan.lead,
        "lead_organisation": plan.lead_organisation,
        "trigger": plan.trigger,
        "summary": plan.summary,
        "place": plan.place,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "polygon": plan.polygon.wkb if plan.polygon is not None else None,
    }


def check_plan(partnership: Partnership, plan: Plan, existing: Operation | None = None) -> None:
    """What a form cannot be trusted to have checked: all belongs to this partnership, and the days are in order."""
    if plan.ends_on is not None and plan.ends_on < plan.starts_on:
        raise Refused("ends_before_start", "The last day must be on or after the first day.")
    if not (plan.areas or plan.polygon is not None or plan.place.strip()):
        raise Refused("no_place", "Say where: choose areas, draw one on the map, or describe it in words.")
    if not partners.colleagues(partnership).filter(pk=plan.lead.pk).exists():
        raise Refused("lead_not_here", "The lead must hold a role in this partnership.")
    require_member(partnership, plan.lead_organisation)
    own = partnership.covered.filter(area__in=[area.pk for area in plan.areas]).count()
    if own != len({area.pk for area in plan.areas}):
        raise Refused("area_not_here", "An area chosen lies outside this partnership.")
    same = Operation.objects.filter(partnership=partnership, name=plan.name.strip())
    if (same.exclude(pk=existing.pk) if existing else same).exists():
        raise Refused("name_taken", "There is already an operation of this name. Choose another.")


def require_member(partnership: Partnership, organisation: Organisation) -> None:
    if not partners.members(partnership).filter(pk=organisation.pk).exists():
        raise Refused("organisation_not_here", "That organisation is not a member of this partnership.")


def locked(operation: Operation, by: Person, permission: Permission) -> Operation:
    """The operation as it is now, held until the transaction ends; its life must not be over."""
    require(by, permission, operation.partnership)
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    if operation.status in OVER:
        raise Refused("is_over", f"This operation is {operation.get_status_display().lower()}: it stays as it is.")
    return operation


def write_down(verb: str, operation: Operation, by: Person, detail: Mapping[str, object] | None = None) -> None:
    slug = operation.partnership.slug
    audit.record(verb, by=by, partnership=slug, subject=operation, detail=dict(detail or {}))


@transaction.atomic
def add_aim(*, operation: Operation, statement: str, measured_by: str, by: Person) -> Aim:
    """Add an aim with the way to check it; one that cannot be checked is a wish."""
    operation = locked(operation, by, Permission.RUN_OPERATIONS)
    if not (statement.strip() and measured_by.strip()):
        raise Refused("aim_not_measurable", "Say what should be true afterwards, and how anybody could check it.")
    aim = Aim.objects.create(operation=operation, statement=statement.strip(), measured_by=measured_by.strip())
    write_down("operations.aim_added", operation, by, {"aim": aim.pk})
    return aim


@transaction.atomic
def drop_aim(*, aim: Aim, by: Person) -> None:
    """Take an aim off while the operation is still planned. Once approved, aims stay."""
    operation = locked(aim.operation, by, Permission.RUN_OPERATIONS)
    if operation.status != Status.PLANNED:
        raise Refused("aims_are_approved", "The aims were approved: they stay, met or not.")
    write_down("operations.aim_dropped", operation, by, {"aim": aim.pk})
    aim.delete()


@transaction.atomic
def set_partner(*, operation: Operation, organisation: Organisation, role: str, by: Person) -> Partner:
    """Say what an organisation does in this operation; saying it again replaces it."""
    operation = locked(operation, by, Permission.RUN_OPERATIONS)
    require_member(operation.partnership, organisation)
    partner, _ = Partner.objects.update_or_create(
        operation=operation, organisation=organisation, defaults={"role": role.strip()}
    )
    write_down("operations.partner_set", operation, by, {"organisation": organisation.pk})
    return partner


@transaction.atomic
def drop_partner(*, partner: Partner, by: Person) -> None:
    """Take an organisation off the list of partners."""
    operation = locked(partner.operation, by, Permission.RUN_OPERATIONS)
    write_down("operations.partner_dropped", operation, by, {"organisation": partner.organisation_id})
    partner.delete()


@transaction.atomic
def add_phase(
    *,
    operation: Operation,
    kind: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    exit_criteria: str,
    resources: str = "",
    by: Person,
) -> Phase:
    """Add a phase. It may overlap others, but not begin before the operation nor run past its end."""
    operation = locked(operation, by, Permission.RUN_OPERATIONS)
    check_phase(operation, starts_on, ends_on, exit_criteria)
    phase = Phase.objects.create(
        operation=operation,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        exit_criteria=exit_criteria.strip(),
        resources=resources.strip(),
    )
    write_down("operations.phase_added", operation, by, {"phase": phase.pk, "kind": kind})
    return phase


@transaction.atomic
def change_phase(
    *,
    phase: Phase,
    kind: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    exit_criteria: str,
    resources: str = "",
    by: Person,
) -> Phase:
    """Change a phase's dates, kind or exit criteria."""
    operation = locked(phase.operation, by, Permission.RUN_OPERATIONS)
    check_phase(operation, starts_on, ends_on, exit_criteria)
    phase.kind, phase.starts_on, phase.ends_on = kind, starts_on, ends_on
    phase.exit_criteria, phase.resources = exit_criteria.strip(), resources.strip()
    phase.save()
    write_down("operations.phase_changed", operation, by, {"phase": phase.pk})
    return phase


def check_phase(operation: Operation, starts_on: dt.date, ends_on: dt.date | None, exit_criteria: str) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refused("ends_before_start", "A phase must end on or after the day it starts.")
    if starts_on < operation.starts_on:
        raise Refused("phase_too_early", "A phase cannot start before the operation's first day.")
    if operation.ends_on is not None and (ends_on or starts_on) > operation.ends_on:
        raise Refused("phase_too_late", "A phase cannot run past the operation's last day.")
    if not exit_criteria.strip():
        raise Refused("no_exit_criteria", "Say what must be true for this phase to end.")


@transaction.atomic
def drop_phase(*, phase: Phase, by: Person) -> None:
    """Take a phase off while the operation has not begun."""
    operation = locked(phase.operation, by, Permission.RUN_OPERATIONS)
    if operation.status not in (Status.PLANNED, Status.APPROVED):
        raise Refused("already_begun", "The operation has begun: change the phase's dates instead.")
    write_down("operations.phase_dropped", operation, by, {"phase": phase.pk})
    phase.delete()


def missing_for_approval(operation: Operation) -> list[str]:
    """What must still be written down before an operation can be approved, in words for the page."""
    missing = []
    if not operation.aims.exists():
        missing.append("an aim, with the way to check it")
    if not operation.phases.exists():
        missing.append("a phase, with dates and exit criteria")
    return missing


@transaction.atomic
def move(*, operation: Operation, to: str, reason: str = "", by: Person) -> Operation:
    """Move an operation on in its life, by the table of moves."""
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    allowed = MOVES[operation.status].get(to)
    require(by, allowed or Permission.RUN_OPERATIONS, operation.partnership)
    if allowed is None:
        raise Refused(
            "move_not_allowed",
            f"It is {operation.get_status_display().lower()}: that is not a step from there.",
        )
    if (to in NEEDS_REASON or (operation.status, to) in NEEDS_REASON) and not reason.strip():
        raise Refused("no_reason", "Say why, for those who read this later.")
    if to == Status.APPROVED and (missing := missing_for_approval(operation)):
        raise Refused("not_complete", f"Before it can be approved it needs {' and '.join(missing)}.")
    if to == Status.LIVE and partners.today() < operation.starts_on:
        raise Refused("too_early", "Its first day has not come yet.")
    return step(operation, to, reason.strip(), by)


@transaction.atomic
def mark_evaluated(*, operation: Operation, by: Person) -> Operation:
    """Close the circle: a verdict on the design fixed beforehand was recorded."""
    require(by, Permission.RUN_EVALUATIONS, operation.partnership)
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    if operation.status == Status.EVALUATED:
        return operation
    if operation.status not in (Status.RESULTS_PUBLISHED, Status.STOPPED, Status.LIVE):
        raise Refused("nothing_done_yet", "An operation that never began cannot be evaluated.")
    return step(operation, Status.EVALUATED, "", by)


def step(operation: Operation, to: str, reason: str, by: Person) -> Operation:
    was, operation.status = operation.status, to
    operation.version += 1
    operation.save(update_fields=["status", "version"])
    StatusChange.objects.create(operation=operation, was=was, became=to, by=by, reason=reason)
    write_down("operations.moved", operation, by, {"from": str(was), "to": str(to)})
    return operation
