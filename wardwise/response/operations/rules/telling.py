"""What the public is told of an operation: chosen line by line, by those who may decide it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wardwise.partners import queries as partners
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require
from wardwise.response.operations.models import Line, Operation, Quantity
from wardwise.response.operations.rules.planning import write_down


@transaction.atomic
def write_line(
    *,
    operation: Operation,
    kind: str,
    words: str,
    answers: Line | None = None,
    speaker: str = "",
    by: Person,
) -> Line:
    """Write what residents said, what was done about it, or a quote. Nothing of it is public before approval."""
    require(by, Permission.RUN_OPERATIONS, operation.partnership)
    if not words.strip():
        raise Refused("no_words", "Write the sentence.")
    if kind == Line.Kind.QUOTE and not speaker.strip():
        raise Refused("no_speaker", "Say who is quoted, as they want to be named.")
    if answers is not None and (
        kind != Line.Kind.DID or answers.operation_id != operation.pk or answers.kind != Line.Kind.SAID
    ):
        raise Refused("answers_nothing", "Only what was done can answer what residents said in this operation.")
    line = Line.objects.create(
        operation=operation,
        kind=kind,
        words=words.strip(),
        answers=answers,
        speaker=speaker.strip() if kind == Line.Kind.QUOTE else "",
        written_by=by,
    )
    write_down("operations.line_written", operation, by, {"line": line.pk, "kind": kind})
    return line


@transaction.atomic
def approve_line(*, line: Line, is_approved: bool, by: Person) -> Line:
    """Let a line be shown to the public, or take that back."""
    require(by, Permission.PUBLISH, line.operation.partnership)
    line.approved_at, line.approved_by = (timezone.now(), by) if is_approved else (None, None)
    line.save(update_fields=["approved_at", "approved_by"])
    write_down("operations.line_approved", line.operation, by, {"line": line.pk, "approved": is_approved})
    return line


@transaction.atomic
def drop_line(*, line: Line, by: Person) -> None:
    """Strike a line that is not public and that nothing answers."""
    require(by, Permission.RUN_OPERATIONS, line.operation.partnership)
    if line.approved_at is not None or line.answered_by.exists():
        raise Refused("line_in_use", "It is public, or a “we did” line answers it. Take that back first.")
    write_down("operations.line_dropped", line.operation, by, {"line": line.pk})
    line.delete()


@transaction.atomic
def approve_figure(*, quantity: Quantity, is_approved: bool, by: Person) -> Quantity:
    """Let a figure be shown to the public, or take that back. Plain-clothes work is never shown."""
    require(by, Permission.PUBLISH, quantity.operation.partnership)
    quantity = Quantity.objects.select_for_update().get(pk=quantity.pk)
    if is_approved:
        if quantity.activity is not None and quantity.activity.is_plain_clothes:
            raise Refused("plain_clothes", "What was done in plain clothes is never shown to the public.")
        if quantity.withdrawn_at is not None or Quantity.objects.filter(replaces=quantity).exists():
            raise Refused("not_current", "This figure was corrected or withdrawn.")
    quantity.is_publishable = is_approved
    quantity.save(update_fields=["is_publishable"])
    detail = {"quantity": quantity.pk, "approved": is_approved}
    write_down("operations.figure_approved", quantity.operation, by, detail)
    return quantity


@transaction.atomic
def publish(*, operation: Operation, by: Person) -> Operation:
    """Put an operation on the public pages: its name, partners, approved lines and figures. Not before it begins."""
    require(by, Permission.PUBLISH, operation.partnership)
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    if operation.kind == Operation.Kind.PATROL_PLAN:
        raise Refused("patrol_plan", "A hot-spot patrol plan is not shown to the public.")
    if operation.status in (Operation.Status.PLANNED, Operation.Status.APPROVED, Operation.Status.WITHDRAWN):
        raise Refused("not_begun", "An operation is shown once it has begun, never before.")
    if partners.today() < operation.starts_on:
        raise Refused("not_begun", "An operation is shown once it has begun, never before.")
    operation.published_at, operation.published_by = timezone.now(), by
    operation.save(update_fields=["published_at", "published_by"])
    write_down("operations.published", operation, by)
    return operation


@transaction.atomic
def unpublish(*, operation: Operation, by: Person) -> Operation:
    """Take an operation off the public pages."""
    require(by, Permission.PUBLISH, operation.partnership)
    operation.published_at, operation.published_by = None, None
    operation.save(update_fields=["published_at", "published_by"])
    write_down("operations.unpublished", operation, by)
    return operation
