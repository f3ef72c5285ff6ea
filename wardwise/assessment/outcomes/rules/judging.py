"""Running a fixed design on the data as they are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from wardwise.analysis import measured
from wardwise.assessment.outcomes import counting, findings, wording, zones
from wardwise.assessment.outcomes.models import Design, Verdict
from wardwise.assessment.outcomes.rules.designs import is_late, write_down
from wardwise.incidents import measures
from wardwise.incidents.home import store_of
from wardwise.incidents.runs import rules as runs
from wardwise.incidents.store import Store
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require
from wardwise.response.operations import rules as operations
from wardwise.response.operations.models import Operation

KIND = "displacement"


MOST_GAPS = 6  # one month in six of a period may be missing; with more there is nothing fair to compare


@transaction.atomic
def run(*, design: Design, by: Person) -> Verdict:
    """Judge the operation by its fixed design, on the data as they are now. Once per state of the data."""
    require(by, Permission.RUN_EVALUATIONS, design.operation.partnership)
    design = Design.objects.select_for_update().get(pk=design.pk)
    if not design.is_fixed:
        raise Refused("not_fixed", "Fix the design first: what is judged must be settled before it is looked at.")
    if design.digest != design.computed_digest():
        raise Refused("not_as_fixed", "This design is not what was fixed: it was changed behind the system's back.")
    store = store_of(design.operation.partnership)
    snapshot = measures.snapshot(store)
    if already := design.verdicts.filter(snapshot=snapshot).first():
        return already
    refuse_early(design, store)
    series = counting.read(design)
    refuse_gaps(series)
    late = is_late(design)
    found = findings.find(design, series, is_late=late, more=rivals(design))
    said = wording.say(found.evidence)
    kept = runs.keep_run(
        kind=KIND,
        partnership=design.operation.partnership,
        parameters={"design": design.pk, "mark": design.digest},
        result=found.result,
        snapshot=snapshot,
        by=by,
    )
    verdict = Verdict.objects.create(
        design=design,
        run=kept,
        snapshot=snapshot,
        finding=said.finding,
        level=found.evidence.level,
        result=found.result,
        headline=said.headline,
        sentences=list(said.sentences),
        cautions=list(said.cautions),
        made_by=by,
    )
    if design.operation.status != Operation.Status.EVALUATED:
        operations.mark_evaluated(operation=design.operation, by=by)
    write_down("outcomes.verdict_made", design, by, {"verdict": verdict.pk, "finding": said.finding})
    return verdict


@runs.repeatable(KIND)
def again(partnership: Partnership, parameters: dict[str, Any], seed: int | None) -> dict[str, Any]:
    """Do a kept run again from its fixed design. There is no chance in it, so no seed."""
    design = Design.objects.get(pk=parameters["design"], operation__partnership=partnership)
    return findings.find(design, counting.read(design), is_late=is_late(design)).result


def refuse_early(design: Design, store: Store) -> None:
    """No looking before the whole period after is in: a verdict taken when it pleases is no verdict."""
    for source in design.sources:
        months = measures.months_loaded(store, source)
        if not months or max(months) < design.after_last:
            last = max(months, default="")
            raise Refused(
                "too_early",
                f"The design looks until the end of {month_name(design.after_last)}, and the data reach to "
                f"{month_name(last)}. Run it when they are in.",
            )


def month_name(month: str) -> str:
    return measured.Period(month, month).words if month else "no month yet"


def refuse_gaps(series: counting.Series) -> None:
    for period, name in ((0, "before"), (1, "after")):
        gaps, whole = len(series.gaps(period)), int((series.period == period).sum())
        if gaps * MOST_GAPS > whole:
            raise Refused(
                "too_many_gaps",
                f"{gaps} of the {whole} months in the period {name} were never published: too few to judge by.",
            )
    if not any(series.total(name, period) for name in series.counts for period in (0, 1)):
        raise Refused("nothing_recorded", "Nothing of this kind was recorded in any of the areas: nothing to judge.")


def rivals(design: Design) -> tuple[str, ...]:
    """Other operations that ran on ground of the comparison while this one did."""
    if not design.has_control:
        return ()
    compared = [zones.ground(z) for name, z in design.grounds.items() if name != zones.TREATED]
    others = Operation.objects.filter(partnership=design.operation.partnership).exclude(pk=design.operation_id)
    others = others.exclude(status__in=[Operation.Status.PLANNED, Operation.Status.WITHDRAWN])
    first, last = dt.date.fromisoformat(f"{design.before_first}-01"), month_end(design.after_last)
    others = others.filter(starts_on__lte=last).exclude(ends_on__lt=first)
    names = [
        other.name
        for other in others.prefetch_related("areas").order_by("starts_on")
        if other.kind != Operation.Kind.PATROL_PLAN
        and (ground := other.geometry) is not None
        and any(ground.intersects(zone.buffer(-1)) for zone in compared)
    ]
    if not names:
        return ()
    return ("Something else was done in the comparison area or the buffer in this time, too.",)


def month_end(month: str) -> dt.date:
    first = dt.date.fromisoformat(f"{month}-01")
    return (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
