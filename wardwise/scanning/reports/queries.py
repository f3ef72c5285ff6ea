"""Which reports may be seen, by whom; and how the person who made one finds it again."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from shapely import Point

from wardwise.partners import queries as partners
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.places.models import Area
from wardwise.scanning.problems import evidence
from wardwise.scanning.reports import codes, kinds
from wardwise.scanning.reports.models import AWAITING, Contact, Report

SEARCHED = ("reference", "words", "place_words", "area__name")


def visible_to(person: Person, partnership: Partnership) -> QuerySet[Report]:
    """The reports of a partnership, for those who may read them; for everyone else none."""
    if Permission.SEE_REPORTS not in partners.permissions_of(person, partnership):
        return Report.objects.none()
    return Report.objects.filter(partnership=partnership).select_related(
        "area", "routed_to", "problem", "merged_into"
    )


def search(
    reports: QuerySet[Report], *, words: str = "", kind: str = "", area: int | None = None, state: str = "open"
) -> QuerySet[Report]:
    """Narrow down, oldest first. `open` is what still waits for somebody; `overdue` what waits too long."""
    for word in words.split()[:8]:
        somewhere = Q()
        for field in SEARCHED:
            somewhere |= Q(**{f"{field}__icontains": word})
        reports = reports.filter(somewhere)
    if kind:
        reports = reports.filter(kind=kind)
    if area:
        reports = reports.filter(area=area)
    return _in_state(reports, state).order_by("received_at", "pk")


def _in_state(reports: QuerySet[Report], state: str) -> QuerySet[Report]:
    if state == "open":
        return reports.filter(Q(state__in=AWAITING, acknowledged_at__isnull=True) | Q(has_news=True))
    if state == "overdue":
        return reports.filter(state__in=AWAITING, acknowledged_at__isnull=True, promised_by__lt=timezone.now())
    if state == "suspect":
        return reports.filter(is_suspect=True)
    return reports.filter(state=state) if state and state != "all" else reports


def of_token(partnership: Partnership, token: str) -> Report | None:
    """The report that was already made with this token, if it was."""
    return Report.objects.filter(partnership=partnership, token_hash=codes.digest(token)).first()


def of_codes(partnership: Partnership, reference: str, code: str) -> Report | None:
    """The report that both the reference and the code belong to. A wrong pair takes as long as a right one."""
    report = Report.objects.filter(
        partnership=partnership, reference=codes.tidy(reference), forgotten_at__isnull=True
    ).first()
    fits = codes.matches(code, report.secret_hash if report else codes.NOBODY)
    return report if report is not None and fits else None


def area_at(partnership: Partnership, easting: float | None, northing: float | None) -> Area | None:
    """The ward in which a point lies."""
    if easting is None or northing is None:
        return None
    near = partners.wards(partnership).filter(
        west__lte=easting, east__gte=easting, south__lte=northing, north__gte=northing
    )
    point = Point(easting, northing)
    return next((ward for ward in near if ward.geometry.covers(point)), None)


def is_near(partnership: Partnership, easting: float, northing: float) -> bool:
    """Whether a spot lies in the partnership's place or within two kilometres of it, where its wards are known."""
    extent = partners.wards(partnership).aggregate(w=Min("west"), s=Min("south"), e=Max("east"), n=Max("north"))
    if extent["w"] is None:
        return True
    margin = 2_000
    return bool(
        extent["w"] - margin <= easting <= extent["e"] + margin
        and extent["s"] - margin <= northing <= extent["n"] + margin
    )


def area_codes(report: Report) -> dict[str, str]:
    """The codes of the areas it lies in, by scheme: from its point every scheme, else the ward that was chosen."""
    codes_by_scheme = {report.area.scheme.code: report.area.code} if report.area else {}
    if report.easting is None or report.northing is None:
        return codes_by_scheme
    east, north = report.easting, report.northing
    near = Area.objects.filter(covered_by__partnership=report.partnership_id).select_related("scheme")
    near = near.filter(west__lte=east, east__gte=east, south__lte=north, north__gte=north)
    point = Point(east, north)
    return {area.scheme.code: area.code for area in near if area.geometry.covers(point)} | codes_by_scheme


def duplicates_of(report: Report) -> QuerySet[Report]:
    """The reports that tell of the same thing and were merged into this one."""
    return Report.objects.filter(merged_into=report).order_by("received_at", "pk")


def like(report: Report) -> QuerySet[Report]:
    """Reports of the same kind in the same area within a week: what it may be a duplicate of."""
    week = dt.timedelta(days=7)
    same = Report.objects.filter(partnership=report.partnership, kind=report.kind, area=report.area)
    same = same.filter(occurred_from__range=(report.occurred_from - week, report.occurred_to + week))
    return same.exclude(pk=report.pk).exclude(state=Report.State.MERGED).order_by("received_at", "pk")


def describe(partnership: Partnership, key: str) -> str | None:
    """A line without names for a problem file: what kind, where about, when."""
    if not evidence.is_number(key):
        return None
    report = Report.objects.filter(partnership=partnership, pk=int(key)).select_related("area").first()
    if report is None:
        return None
    where = f", {report.area.name}" if report.area else ""
    return f"{kinds.title_of(report.kind)}{where}, {timezone.localtime(report.occurred_from):%-d %B %Y}"


def shown_again(partnership: Partnership, key: int) -> Report | None:
    """The report whose reference and code were given a moment ago."""
    reports = Report.objects.filter(partnership=partnership, pk=key, forgotten_at__isnull=True)
    return reports.select_related(
        "partnership", "routed_to", "merged_into__routed_to", "merged_into__partnership"
    ).first()


def has_contact(report: Report) -> bool:
    """Whether there is a way to reach whoever made it; not which."""
    return Contact.objects.filter(report=report).exists()


def waiting(partnership: Partnership) -> dict[str, int]:
    """How many reports wait for a word from us, and how many for longer than we promised."""
    owed = Q(state__in=AWAITING, acknowledged_at__isnull=True)
    late = owed & Q(promised_by__lt=timezone.now())
    reports = Report.objects.filter(partnership=partnership)
    return reports.aggregate(all=Count("pk", filter=owed), late=Count("pk", filter=late))
