"""Logging what was done and what came of it. What was logged is corrected by adding, never by overwriting."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.partners import queries as partners
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Organisation, Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require
from wardwise.places.models import Area
from wardwise.response.operations.models import Activity, Operation, Quantity
from wardwise.response.operations.rules.planning import require_member

Status = Operation.Status
MAY_BE_LOGGED = {Status.APPROVED, Status.LIVE, Status.STOPPED, Status.RESULTS_PUBLISHED}
MOST = Decimal(10) ** 11 - 1

# Current and older British number plates. Parking patrols count tickets by street; plates stay with the council.
PLATE = re.compile(r"\b(?:[A-Z]{2}\d{2}\s?[A-Z]{3}|[A-Z]\d{1,3}\s?[A-Z]{3}|[A-Z]{3}\s?\d{1,3}[A-Z])\b")


@dataclass(frozen=True)
class FigureInput:
    """One figure as somebody wrote it down, before it is checked."""

    kind: str
    subject: str
    unit: str
    qualifier: str
    value: Decimal | None
    words: str
    as_of: dt.date
    source: str
    groups: str = ""
    denominator: str = ""
    test: str = ""
    recurrence_window_days: int | None = None


@transaction.atomic
def log_activity(
    *,
    operation: Operation,
    kind: str,
    intervention: str,
    visibility: str,
    footing: str,
    organisation: Organisation,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    area: Area | None = None,
    place: str = "",
    note: str = "",
    figures: Sequence[FigureInput] = (),
    form_key: UUID | None = None,
    by: Person,
) -> Activity:
    """Log one thing that was done, with its figures. The same form sent twice gives the same row."""
    operation = open_for_logging(operation, by)
    if form_key and (already := Activity.objects.filter(form_key=form_key, operation=operation).first()):
        return already
    require_member(operation.partnership, organisation)
    check_days(starts_on, ends_on)
    refuse_plates(place, note)
    if area is not None and not operation.partnership.covered.filter(area=area).exists():
        raise Refused("area_not_here", "That area lies outside this partnership.")
    activity = Activity.objects.create(
        operation=operation,
        kind=kind,
        intervention=intervention,
        visibility=visibility,
        footing=footing,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        area=area,
        place=place.strip(),
        note=note.strip(),
        form_key=form_key,
        logged_by=by,
    )
    for figure in figures:
        create(operation, activity, figure, by)
    record("operations.activity_logged", operation, by, {"activity": activity.pk, "figures": len(figures)})
    return activity


def open_for_logging(operation: Operation, by: Person) -> Operation:
    require(by, Permission.LOG_ACTIVITY, operation.partnership)
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    if operation.status not in MAY_BE_LOGGED:
        raise Refused(
            "not_open_for_logging",
            f"It is {operation.get_status_display().lower()}: nothing can be logged on it.",
        )
    return operation


def check_days(starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refused("ends_before_start", "The last day must be on or after the first day.")
    if (ends_on or starts_on) > partners.today():
        raise Refused("in_the_future", "Only what has been done can be logged: that day has not come yet.")


def refuse_plates(*texts: str) -> None:
    if any(PLATE.search(text.upper()) for text in texts):
        raise Refused("number_plate", "Leave number plates out: count tickets and vehicles by street.")


def record(verb: str, operation: Operation, by: Person, detail: dict[str, object]) -> None:
    audit.record(verb, by=by, partnership=operation.partnership.slug, subject=operation, detail=detail)


def create(
    operation: Operation,
    activity: Activity | None,
    figure: FigureInput,
    by: Person,
    replaces: Quantity | None = None,
    reason: str = "",
) -> Quantity:
    check_figure(figure)
    is_outcome = figure.kind == Quantity.Kind.OUTCOME
    return Quantity.objects.create(
        operation=operation,
        activity=activity,
        kind=figure.kind,
        subject=figure.subject.strip(),
        unit=figure.unit,
        qualifier=figure.qualifier,
        value=figure.value,
        words=figure.words.strip(),
        groups=read_groups(figure),
        as_of=figure.as_of,
        source=figure.source.strip(),
        denominator=figure.denominator.strip() if is_outcome else "",
        test=figure.test.strip() if is_outcome else "",
        recurrence_window_days=figure.recurrence_window_days if is_outcome else None,
        recorded_by=by,
        replaces=replaces,
        reason=reason,
    )


def check_figure(figure: FigureInput) -> None:
    """A number or words, never both, never neither; a source and a day; an outcome with all of its definition."""
    is_words = figure.qualifier == Quantity.Qualifier.WORDS
    if is_words and (figure.value is not None or not figure.words.strip()):
        raise Refused("words_wanted", "“No number” needs words such as “large number”, and no figure beside them.")
    if not is_words and (figure.value is None or figure.words.strip()):
        raise Refused("number_wanted", "Give a number; or choose “No number, only words” and say the words.")
    if figure.value is not None:
        check_value(figure.value, figure.unit)
    if not (figure.subject.strip() and figure.source.strip()):
        raise Refused("no_subject_or_source", "Say what was counted and where the figure comes from.")
    if figure.as_of > partners.today():
        raise Refused("in_the_future", "A figure cannot hold on a day that has not come yet.")
    if figure.kind == Quantity.Kind.OUTCOME and not (
        figure.denominator.strip() and figure.test.strip() and figure.recurrence_window_days is not None
    ):
        raise Refused(
            "outcome_undefined",
            "An outcome means nothing without its definition: out of how many, by which test, and checked again "
            "after how many days (0 if never).",
        )


def check_value(value: Decimal, unit: str) -> None:
    if not value.is_finite() or value > MOST:
        raise Refused("value_too_large", "That number is too large to be a figure.")
    if value < 0:
        raise Refused("value_negative", "A figure cannot be below 0.")
    if unit == "percent" and value > 100:
        raise Refused("percent_over_100", "A share cannot be above 100%.")


def read_groups(figure: FigureInput) -> list[list[str | None]]:
    """Lines such as `public order: 4` or just `public order`; exact parts may not exceed an exact whole."""
    groups: list[list[str | None]] = []
    known = Decimal(0)
    for line in filter(None, (line.strip() for line in figure.groups.splitlines())):
        name, _, number = line.partition(":")
        try:
            value = Decimal(number.strip()) if number.strip() else None
        except InvalidOperation:
            raise Refused("group_not_a_number", f"“{line}”: write a number after the colon, or no colon.") from None
        if value is not None:
            check_value(value, "count")
            known += value
        groups.append([name.strip(), None if value is None else f"{value:f}"])
    if figure.value is not None and figure.qualifier == Quantity.Qualifier.EXACT and known > figure.value:
        raise Refused("groups_exceed_whole", "The groups add up to more than the figure itself.")
    return groups


@transaction.atomic
def record_figure(*, operation: Operation, figure: FigureInput, by: Person) -> Quantity:
    """Record a figure for the operation as a whole: a running total as somebody stated it on a day."""
    operation = open_for_logging(operation, by)
    quantity = create(operation, None, figure, by)
    record("operations.figure_recorded", operation, by, {"quantity": quantity.pk, "kind": figure.kind})
    return quantity


@transaction.atomic
def correct_figure(*, quantity: Quantity, figure: FigureInput, reason: str, by: Person) -> Quantity:
    """Put a right figure in the place of a wrong one. The wrong one stays in the history with the reason.

    Approval for the public does not carry over: who decides what is told decides again.
    """
    operation = open_to_correction(quantity, reason, by)
    if not is_current(quantity):
        raise Refused("already_corrected", "Somebody corrected or withdrew this figure first. Look at it again.")
    try:
        with transaction.atomic():
            new = create(operation, quantity.activity, figure, by, replaces=quantity, reason=reason.strip())
    except IntegrityError:
        raise Refused("already_corrected", "Somebody corrected this figure first. Look at it again.") from None
    record("operations.figure_corrected", operation, by, {"quantity": new.pk, "replaces": quantity.pk})
    return new


def open_to_correction(quantity: Quantity, reason: str, by: Person) -> Operation:
    require(by, Permission.LOG_ACTIVITY, quantity.operation.partnership)
    operation = Operation.objects.select_for_update().get(pk=quantity.operation_id)
    if not reason.strip():
        raise Refused("no_reason", "Say why the figure changes.")
    return operation


def is_current(quantity: Quantity) -> bool:
    rows = Quantity.objects.filter(pk=quantity.pk, withdrawn_at__isnull=True, replaced_by__isnull=True)
    return rows.filter(activity__withdrawn_at__isnull=True).exists()


@transaction.atomic
def withdraw_figure(*, quantity: Quantity, reason: str, by: Person) -> Quantity:
    """Take a figure back that should not have been recorded at all. It stays in the history."""
    operation = open_to_correction(quantity, reason, by)
    if not is_current(quantity):
        raise Refused("already_corrected", "Somebody corrected or withdrew this figure first. Look at it again.")
    quantity.withdrawn_at, quantity.withdrawn_by, quantity.withdrawn_because = timezone.now(), by, reason.strip()
    quantity.is_publishable = False
    quantity.save()
    record("operations.figure_withdrawn", operation, by, {"quantity": quantity.pk})
    return quantity


@transaction.atomic
def withdraw_activity(*, activity: Activity, reason: str, by: Person) -> Activity:
    """Take back an activity that was logged wrongly; its figures no longer count."""
    require(by, Permission.LOG_ACTIVITY, activity.operation.partnership)
    operation = Operation.objects.select_for_update().get(pk=activity.operation_id)
    activity = Activity.objects.get(pk=activity.pk)
    if activity.withdrawn_at is not None:
        raise Refused("already_withdrawn", "This was taken back already.")
    if not reason.strip():
        raise Refused("no_reason", "Say why it is taken back.")
    activity.withdrawn_at, activity.withdrawn_by, activity.withdrawn_because = timezone.now(), by, reason.strip()
    activity.save()
    record("operations.activity_withdrawn", operation, by, {"activity": activity.pk})
    return activity
