"""What may be seen of evaluations, by colleagues and by the public."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from wardwise.analysis import measured
from wardwise.assessment.outcomes import zones
from wardwise.assessment.outcomes.models import Design, Verdict
from wardwise.partners.models import Partnership, Person
from wardwise.response.operations import queries as operations
from wardwise.response.operations.models import Operation


def visible_to(person: Person, partnership: Partnership) -> QuerySet[Design]:
    """The designs of those operations that this person may read."""
    return of(operations.visible_to(person, partnership))


def of(seen: QuerySet[Operation]) -> QuerySet[Design]:
    """The designs of operations that were looked up as visible before."""
    return Design.objects.filter(operation__in=seen).select_related(
        "operation__partnership", "drafted_by", "fixed_by"
    )


def verdicts_visible_to(person: Person, partnership: Partnership) -> QuerySet[Verdict]:
    found = Verdict.objects.filter(design__in=visible_to(person, partnership))
    return found.select_related("design__operation__partnership", "run__partnership", "made_by", "noted_by")


def latest(design: Design) -> Verdict | None:
    """The verdict on the newest state of the data; earlier ones are kept."""
    return design.verdicts.first()


def other_designs(design: Design) -> int:
    """How many other designs were fixed for the same operation: a reader must know of all of them."""
    return Design.objects.filter(operation=design.operation, fixed_at__isnull=False).exclude(pk=design.pk).count()


@dataclass(frozen=True)
class PublicVerdict:
    """A verdict as the public reads it, whole: nothing of it may be shown without the rest."""

    headline: str
    sentences: tuple[str, ...]
    cautions: tuple[str, ...]
    level: int
    finding: str
    measure: str
    treated: str
    control: str
    around: str
    around_names: str
    before: str
    after: str
    implementation: str
    outcome: str
    perception: str
    equality: str
    fixed_on: dt.date
    is_late: bool
    made_on: dt.date
    other_designs: int


NOT_MEASURED = "Not measured."


def public_verdict(operation: Operation) -> PublicVerdict | None:
    """The verdict on one operation that its public page may show; see `public_verdicts`."""
    return public_verdicts(operation.partnership).get(operation.pk)


def public_verdicts(partnership: Partnership) -> dict[int, PublicVerdict]:
    """What the public may read of each operation's evaluation, by the operation's key: of the design fixed first.

    Only for operations that are public themselves, and never of a patrol plan. A constant number of queries.
    """
    found = Verdict.objects.filter(
        design__operation__partnership=partnership,
        design__operation__published_at__isnull=False,
        published_at__isnull=False,
    ).exclude(design__operation__kind=Operation.Kind.PATROL_PLAN)
    found = found.select_related("design").order_by("design__fixed_at", "-made_at", "-pk")
    fixed = Design.objects.filter(operation__partnership=partnership, fixed_at__isnull=False)
    designs = Counter(fixed.order_by().values_list("operation", flat=True))
    shown: dict[int, PublicVerdict] = {}
    for verdict in found:
        key = verdict.design.operation_id
        if key not in shown:
            shown[key] = public_view(verdict, designs[key] - 1)
    return shown


def public_view(verdict: Verdict, others: int) -> PublicVerdict:
    design, grounds = verdict.design, verdict.design.grounds
    return PublicVerdict(
        headline=verdict.headline,
        sentences=tuple(verdict.sentences),
        cautions=tuple(verdict.cautions),
        level=verdict.level,
        finding=verdict.finding,
        measure=measured.subject_of(tuple(design.categories), design.sources[0]).words,
        treated=grounds[zones.TREATED].words,
        control=grounds[zones.CONTROL].words if design.has_control else "",
        around=grounds[zones.BUFFER].short if zones.BUFFER in grounds else "",
        around_names=grounds[zones.BUFFER].words if zones.BUFFER in grounds else "",
        before=measured.Period(design.before_first, design.before_last).words,
        after=measured.Period(design.after_first, design.after_last).words,
        implementation=verdict.implementation_note or NOT_MEASURED,
        outcome=verdict.outcome_note,
        perception=verdict.perception_note or NOT_MEASURED,
        equality=verdict.equality_note or NOT_MEASURED,
        fixed_on=timezone.localdate(design.fixed_at),
        is_late=verdict.level < 3 and design.has_control,
        made_on=timezone.localdate(verdict.made_at),
        other_designs=others,
    )
