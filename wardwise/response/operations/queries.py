"""What may be seen of operations, by colleagues and by the public."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet
from django.utils.text import get_text_list

from wardwise.partners import queries as partners
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.places.models import Area
from wardwise.response.operations import quantities
from wardwise.response.operations.models import Activity, Line, Operation, Quantity
from wardwise.scanning.problems import evidence

# Nothing done in the last week is told to the public: nobody can read from our pages where officers are.
PUBLIC_DELAY_DAYS = 7


def visible_to(person: Person, partnership: Partnership) -> QuerySet[Operation]:
    """The operations of a partnership that this person may read.

    Hot-spot patrol plans lie below ward level: they need the permission to see hot spots as well.
    """
    may = partners.permissions_of(person, partnership)
    if Permission.SEE_OPERATIONS not in may:
        return Operation.objects.none()
    found = Operation.objects.filter(partnership=partnership)
    if Permission.EXPLORE not in may:
        found = found.exclude(kind=Operation.Kind.PATROL_PLAN)
    return found.select_related("lead", "lead_organisation", "partnership")


def seen_by(person: Person, partnership: Partnership) -> Q:
    """Which activities of an operation this person may read: plain-clothes work only by its own organisation and
    those who run operations."""
    if Permission.RUN_OPERATIONS in partners.permissions_of(person, partnership):
        return Q()
    return ~Q(visibility=Activity.Visibility.PLAIN_CLOTHES) | Q(organisation=person.organisation_id)


def activities(person: Person, operation: Operation) -> QuerySet[Activity]:
    """The activity log as this person may read it, newest first, with its live figures."""
    figures = Prefetch("quantities", queryset=live_quantities(operation), to_attr="figures")
    found = Activity.objects.filter(seen_by(person, operation.partnership), operation=operation)
    return found.select_related("organisation", "area", "logged_by").prefetch_related(figures)


def live_quantities(operation: Operation) -> QuerySet[Quantity]:
    """Figures that stand: not replaced, not withdrawn, and not of an activity that was taken back."""
    return Quantity.objects.filter(
        operation=operation, withdrawn_at__isnull=True, replaced_by__isnull=True, activity__withdrawn_at__isnull=True
    )


def stated(operation: Operation) -> QuerySet[Quantity]:
    """Figures stated for the operation as a whole."""
    return live_quantities(operation).filter(activity__isnull=True)


def logged(person: Person, operation: Operation) -> QuerySet[Quantity]:
    """Figures of single activities that this person may read."""
    seen = Activity.objects.filter(seen_by(person, operation.partnership), operation=operation)
    return live_quantities(operation).filter(activity__in=seen)


def quantity_seen_by(person: Person, operation: Operation) -> QuerySet[Quantity]:
    """Every figure of an operation, current or not, that this person may read."""
    seen = Activity.objects.filter(seen_by(person, operation.partnership), operation=operation)
    found = Quantity.objects.filter(operation=operation)
    return found.filter(Q(activity__isnull=True) | Q(activity__in=seen)).select_related("recorded_by", "withdrawn_by")


def history(quantity: Quantity) -> list[Quantity]:
    """A figure and those it replaced, newest first."""
    chain = [quantity]
    while chain[-1].replaces is not None:
        chain.append(chain[-1].replaces)
    return chain


@dataclass(frozen=True)
class Share:
    """One kind of intervention's part in what was done."""

    intervention: str
    words: str
    activities: int
    percent: float


def balance(person: Person, operation: Operation) -> list[Share]:
    """Enforcement, prevention, support, environment: the share of each among the logged activities."""
    seen = Activity.objects.filter(
        seen_by(person, operation.partnership), operation=operation, withdrawn_at__isnull=True
    )
    counts = Counter(seen.order_by().values_list("intervention", flat=True))
    whole = sum(counts.values())
    return [
        Share(code, str(words), counts[code], 100 * counts[code] / whole if whole else 0.0)
        for code, words in Activity.Intervention.choices
    ]


def area_choices(partnership: Partnership) -> QuerySet[Area]:
    """The areas an operation can be set in: the partnership's own, but for the small statistical ones."""
    found = Area.objects.filter(covered_by__partnership=partnership).select_related("scheme")
    return found.exclude(scheme__kind__in=["lsoa", "oa"]).order_by("scheme__code", "name")


@dataclass(frozen=True)
class PublicFigure:
    """A figure as the public reads it, with what must stand beside it."""

    text: str
    groups: tuple[str, ...]
    as_of: dt.date
    source: str
    definition: str


@dataclass(frozen=True)
class Answer:
    """What residents said and what was done about it. `said` may be empty: done without being asked."""

    said: str
    did: tuple[str, ...]


@dataclass(frozen=True)
class PublicOperation:
    """All that the public may know of an operation. No plan, no polygon, no plain clothes, nothing of this week."""

    pk: int
    name: str
    kind: str
    summary: str
    place: str
    area_codes: tuple[tuple[str, str], ...]
    lead_organisation: str
    partners: tuple[tuple[str, str], ...]
    aims: tuple[str, ...]
    began_on: dt.date
    is_going_on: bool
    outputs: tuple[PublicFigure, ...]
    outcomes: tuple[PublicFigure, ...]
    answers: tuple[Answer, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    published_at: dt.datetime | None = field(default=None)


def public(partnership: Partnership) -> list[PublicOperation]:
    """The operations of a partnership that its public pages may show, newest first."""
    shown = Operation.objects.filter(partnership=partnership, published_at__isnull=False)
    shown = shown.exclude(kind=Operation.Kind.PATROL_PLAN).exclude(
        status__in=[Operation.Status.PLANNED, Operation.Status.APPROVED, Operation.Status.WITHDRAWN]
    )
    lines = Line.objects.filter(approved_at__isnull=False)
    shown = shown.select_related("lead_organisation").prefetch_related(
        "areas__scheme",
        "aims",
        "partners__organisation",
        Prefetch("lines", queryset=lines, to_attr="approved_lines"),
        Prefetch("quantities", queryset=publishable(), to_attr="approved_figures"),
    )
    return [public_view(operation) for operation in shown]


def publishable() -> QuerySet[Quantity]:
    before = partners.today() - dt.timedelta(days=PUBLIC_DELAY_DAYS)
    found = Quantity.objects.filter(
        is_publishable=True,
        withdrawn_at__isnull=True,
        replaced_by__isnull=True,
        activity__withdrawn_at__isnull=True,
    ).exclude(activity__visibility=Activity.Visibility.PLAIN_CLOTHES)
    old_enough = Q(activity__ends_on__lte=before) | Q(activity__ends_on__isnull=True, activity__starts_on__lte=before)
    return found.filter(Q(activity__isnull=True) | old_enough)


def public_view(operation: Operation) -> PublicOperation:
    lines: list[Line] = operation.approved_lines  # type: ignore[attr-defined]  # from the prefetch
    figures: list[Quantity] = operation.approved_figures  # type: ignore[attr-defined]
    outcomes = [f for f in figures if f.kind == Quantity.Kind.OUTCOME]
    return PublicOperation(
        pk=operation.pk,
        name=operation.name,
        kind=operation.get_kind_display(),
        summary=operation.summary,
        place=operation.place or get_text_list([area.name for area in operation.areas.all()], "and"),
        area_codes=tuple((area.scheme.code, area.code) for area in operation.areas.all()),
        lead_organisation=operation.lead_organisation.name,
        partners=tuple((partner.organisation.name, partner.role) for partner in operation.partners.all()),
        aims=tuple(aim.statement for aim in operation.aims.all()),
        began_on=operation.starts_on,
        is_going_on=operation.status == Operation.Status.LIVE,
        outputs=tuple(public_figure(f) for f in figures if f not in outcomes),
        outcomes=tuple(public_figure(f) for f in outcomes),
        answers=answers(lines),
        quotes=tuple((line.words, line.speaker) for line in lines if line.kind == Line.Kind.QUOTE),
        published_at=operation.published_at,
    )


def public_figure(quantity: Quantity) -> PublicFigure:
    return PublicFigure(
        quantities.printed(quantity.figure),
        tuple(quantity.group_words),
        quantity.as_of,
        quantity.source,
        quantity.definition,
    )


def answers(lines: list[Line]) -> tuple[Answer, ...]:
    """`You said, we did` in pairs; what nobody asked for comes last."""
    said = {line.pk: line for line in lines if line.kind == Line.Kind.SAID}
    did: dict[int | None, list[str]] = {}
    for line in lines:
        if line.kind == Line.Kind.DID:
            did.setdefault(line.answers_id if line.answers_id in said else None, []).append(line.words)
    pairs = [Answer(line.words, tuple(did.get(pk, ()))) for pk, line in said.items()]
    return (*pairs, Answer("", tuple(did[None]))) if None in did else tuple(pairs)


def describe(partnership: Partnership, key: str) -> str | None:
    """An operation as a line of evidence in a problem file. A patrol plan is named by its number only."""
    if not evidence.is_number(key):
        return None
    operation = Operation.objects.filter(partnership=partnership, pk=int(key)).first()
    if operation is None:
        return None
    return f"Patrol plan {operation.pk}" if operation.kind == Operation.Kind.PATROL_PLAN else operation.name
