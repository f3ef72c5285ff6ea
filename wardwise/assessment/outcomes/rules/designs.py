"""Drafting a design and fixing it for good."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from wardwise.assessment.outcomes import counting, wording, zones
from wardwise.assessment.outcomes.models import LOGIC, Design
from wardwise.incidents import measures
from wardwise.incidents.schema import Refused as BadSelection
from wardwise.office.audit import rules as audit
from wardwise.partners import queries as partners
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require
from wardwise.response.operations.models import Activity, Operation

MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


LOGIC_WORDS = {
    "problem": "the problem",
    "activity": "what will be done",
    "output": "what that will deliver",
    "outcome": "what should change",
    "impact": "what it is all for",
    "assumptions": "what must be true for it to work",
    "regression_note": "why this place was chosen, and how chance falls are guarded against",
}


@dataclass(frozen=True)
class Draft:
    """What somebody writes down when designing an evaluation."""

    categories: tuple[str, ...]
    direction: str
    zones: dict[str, zones.Zone]
    before_first: str
    before_last: str
    after_first: str
    after_last: str
    chosen_because: str
    sources: tuple[str, ...] = ("police-uk-street",)
    found_by: tuple[str, ...] = ()
    scale_by_area: bool = False
    alpha: float = 0.05
    regression_note: str = ""
    logic: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def draft_design(*, operation: Operation, draft: Draft, by: Person) -> Design:
    """Begin to design how an operation will be judged."""
    require(by, Permission.DESIGN_EVALUATIONS, operation.partnership)
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    if operation.status in (Operation.Status.WITHDRAWN, Operation.Status.EVALUATED):
        raise Refused("is_over", f"The operation is {operation.get_status_display().lower()}.")
    check_draft(operation, draft)
    design = Design.objects.create(operation=operation, drafted_by=by, **columns(draft))
    write_down("outcomes.design_drafted", design, by)
    return design


@transaction.atomic
def change_design(*, design: Design, draft: Draft, version: int, by: Person) -> Design:
    """Change a design that is not fixed yet. `version` is the one that was read."""
    design = open_design(design, by)
    if design.version != version:
        raise Refused("changed_meanwhile", "Somebody changed this design while you were writing. Open it again.")
    check_draft(design.operation, draft)
    for name, value in columns(draft).items():
        setattr(design, name, value)
    design.version += 1
    design.save()
    write_down("outcomes.design_changed", design, by, {"version": design.version})
    return design


@transaction.atomic
def discard_design(*, design: Design, by: Person) -> None:
    """Throw a draft away. What was fixed stays, whatever it shows."""
    design = open_design(design, by)
    write_down("outcomes.design_discarded", design, by)
    design.delete()


def open_design(design: Design, by: Person) -> Design:
    require(by, Permission.DESIGN_EVALUATIONS, design.operation.partnership)
    design = Design.objects.select_for_update().get(pk=design.pk)
    if design.is_fixed:
        raise Refused("is_fixed", "This design was fixed. Nobody can change it any more, for whatever reason.")
    return design


def write_down(verb: str, design: Design, by: Person, detail: dict[str, object] | None = None) -> None:
    slug = design.operation.partnership.slug
    audit.record(verb, by=by, partnership=slug, subject=design, detail=detail or {})


def columns(draft: Draft) -> dict[str, object]:
    return {
        "categories": sorted(draft.categories),
        "sources": sorted(draft.sources),
        "found_by": sorted(draft.found_by),
        "direction": draft.direction,
        "zones": {name: zone.as_json() for name, zone in draft.zones.items()},
        "scale_by_area": draft.scale_by_area,
        "before_first": draft.before_first,
        "before_last": draft.before_last,
        "after_first": draft.after_first,
        "after_last": draft.after_last,
        "alpha": draft.alpha,
        "chosen_because": draft.chosen_because,
        "regression_note": draft.regression_note.strip(),
        **{name: draft.logic.get(name, "").strip() for name in LOGIC},
    }


def check_draft(operation: Operation, draft: Draft) -> None:
    check_months(operation, draft)
    try:
        measures.Selection(
            first=draft.before_first,
            last=draft.after_last,
            categories=draft.categories,
            sources=draft.sources,
            found_by=draft.found_by,
        )
    except BadSelection as problem:
        raise Refused("bad_measure", str(problem)) from None
    check_zones(operation, draft.zones)


def check_months(operation: Operation, draft: Draft) -> None:
    """Before lies before the operation, after does not; open data have months, not days."""
    months = (draft.before_first, draft.before_last, draft.after_first, draft.after_last)
    if not all(MONTH.fullmatch(month) for month in months):
        raise Refused("bad_month", "Write months as 2022-07.")
    start = operation.starts_on.strftime("%Y-%m")
    if not (draft.before_first <= draft.before_last and draft.after_first <= draft.after_last):
        raise Refused("periods_out_of_order", "Each period must end in or after the month it starts.")
    if not draft.before_last < start:
        raise Refused("before_overlaps", f"The period before must end before the operation starts ({start}).")
    if not draft.after_first >= start:
        raise Refused("after_too_early", f"The period after cannot begin before the operation starts ({start}).")


def check_zones(operation: Operation, given: dict[str, zones.Zone]) -> None:
    """The treated area is there, all ground is ours, a buffer has its own comparison, and nothing overlaps."""
    if zones.TREATED not in given:
        raise Refused("no_treated_area", "Say which area is treated.")
    if zones.BUFFER in given and (zones.BUFFER_CONTROL not in given or zones.CONTROL not in given):
        raise Refused(
            "buffer_without_control", "A buffer needs a comparison area for the treated area and one of its own."
        )
    if zones.BUFFER_CONTROL in given and zones.BUFFER not in given:
        raise Refused("control_without_buffer", "There is a comparison area for a buffer, but no buffer.")
    for zone in given.values():
        covered = operation.partnership.covered.filter(area__scheme__code=zone.scheme, area__code__in=zone.codes)
        if zone.codes and covered.count() != len(zone.codes):
            raise Refused("area_not_here", "An area chosen lies outside this partnership.")
        if zones.ground(zone).is_empty:
            raise Refused("zone_is_empty", f"Nothing is left of “{zone.words}”.")
    if pairs := zones.overlapping(given):
        one, other = (zones.TITLES[name].lower() for name in pairs[0])
        raise Refused(
            "zones_overlap", f"The {one} and the {other} lie on the same ground: one would judge the other."
        )


def missing_for_fixing(design: Design) -> list[str]:
    """What must still be written before a design can be fixed, in words for the page."""
    return [words for name, words in LOGIC_WORDS.items() if not getattr(design, name).strip()]


@transaction.atomic
def fix(*, design: Design, by: Person) -> Design:
    """Fix a design for good: its hash, the moment and the person are kept, and the database refuses any change.

    The smallest fall it could show is counted once more and fixed with it. After the operation's first day it may
    still be fixed, but is labelled so and never carries more than level 2.
    """
    design = open_design(design, by)
    operation = Operation.objects.select_for_update().get(pk=design.operation_id)
    if operation.status in (Operation.Status.WITHDRAWN, Operation.Status.EVALUATED):
        raise Refused("is_over", f"The operation is {operation.get_status_display().lower()}.")
    check_months(operation, draft_of(design))
    check_zones(operation, design.grounds)
    if missing := missing_for_fixing(design):
        raise Refused("not_complete", f"Before it can be fixed, write down {'; '.join(missing)}.")
    refuse_claims(design.regression_note, level=2)
    design.detectable = counting.power(design).as_json()
    design.fixed_at, design.fixed_by = timezone.now(), by
    design.operation_starts_on = operation.starts_on
    design.is_late = has_begun(operation, partners.today())
    design.digest = design.computed_digest()
    design.save()
    write_down("outcomes.design_fixed", design, by, {"digest": design.digest, "late": design.is_late})
    return design


def draft_of(design: Design) -> Draft:
    return Draft(
        categories=tuple(design.categories),
        direction=design.direction,
        zones=design.grounds,
        before_first=design.before_first,
        before_last=design.before_last,
        after_first=design.after_first,
        after_last=design.after_last,
        chosen_because=design.chosen_because,
        sources=tuple(design.sources),
        found_by=tuple(design.found_by),
        scale_by_area=design.scale_by_area,
        alpha=design.alpha,
        regression_note=design.regression_note,
        logic={name: getattr(design, name) for name in LOGIC},
    )


def has_begun(operation: Operation, day: dt.date) -> bool:
    """Has its first day come, or was anything but talking with people done already?"""
    done = Activity.objects.filter(operation=operation, withdrawn_at__isnull=True, starts_on__lte=day)
    return operation.starts_on <= day or done.exclude(kind=Activity.Kind.ENGAGEMENT).exists()


def is_late(design: Design) -> bool:
    """Was it fixed only after the start, by the operation's dates and log as they stand now?"""
    if design.is_late or design.fixed_at is None:
        return True
    return has_begun(design.operation, timezone.localdate(design.fixed_at))


def would_be_late(design: Design) -> bool:
    """For a draft: would it be late if it were fixed today? For a fixed design: was it?"""
    return is_late(design) if design.is_fixed else has_begun(design.operation, partners.today())


def refuse_claims(text: str, *, level: int) -> None:
    """A text about a verdict may not say more than its evidence carries."""
    found = wording.refusals(text, level=level)
    if found:
        raise Refused("says_too_much", " ".join(f"“{refusal.words}”: {refusal.why}" for refusal in found))
