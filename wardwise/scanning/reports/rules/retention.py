"""Forgetting: what reports say of people is removed when the partnership's time is up."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.partners.models import Partnership, Person
from wardwise.scanning.reports import photos
from wardwise.scanning.reports.models import Contact, Draft, Photo, Report
from wardwise.scanning.reports.rules import rows

SQUARE_M = 100.0
DRAFT_LIVES = dt.timedelta(hours=1)


def forget_old(*, partnership: Partnership, by: Person | None = None, now: dt.datetime | None = None) -> int:
    """Remove words, contacts, photos and codes of reports older than the retention, whether closed or not.

    What stays names nobody: kind, area, square of a hundred metres, time, what became of it; the incident store is
    told to keep no more. Returns how many reports were emptied.
    """
    before = (now or timezone.now()) - dt.timedelta(days=partnership.report_retention_days)
    due = Report.objects.filter(partnership=partnership, received_at__lt=before, forgotten_at__isnull=True)
    keys = list(due.order_by("pk").values_list("pk", flat=True))
    emptied = sum(forget(key, by=by) for key in keys)
    if emptied:
        transaction.on_commit(lambda: _tell(partnership), robust=True)
    return emptied


def _tell(partnership: Partnership) -> None:
    rows.settle_all(partnership=partnership)


def forget_due() -> int:
    """The same in every partnership, as a worker does it."""
    return sum(forget_old(partnership=each) for each in Partnership.objects.order_by("slug"))


def forget(key: int, *, by: Person | None) -> bool:
    """Empty one report, unless another worker was quicker.

    The files go after the commit: a crash leaves files that the next sweep finds, not rows.
    """
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=key)
        if report.forgotten_at is not None:
            return False
        files = list(report.photos.values_list("file", flat=True))
        removed = {
            "contacts": Contact.objects.filter(report=report).delete()[0],
            "photos": report.photos.all().delete()[0],
            "additions": report.additions.all().delete()[0],
        }
        report.steps.exclude(note="").update(note="")
        report.words = report.place_words = report.secret_hash = ""
        if report.easting is not None and report.northing is not None:
            report.easting, report.northing = middle_of(report.easting), middle_of(report.northing)
        report.forgotten_at = timezone.now()
        report.is_row_due = True
        report.version += 1
        report.save()
        audit.record("reports.forgotten", by=by, partnership=report.partnership.slug, subject=report, detail=removed)
        transaction.on_commit(lambda: _drop(files), robust=True)
    return True


def middle_of(metres: float) -> float:
    """The middle of the square a place lies in: its own spot may be a door, and a door is somebody's."""
    return SQUARE_M * (metres // SQUARE_M) + SQUARE_M / 2


def _drop(files: list[str]) -> None:
    for file in files:
        photos.drop(file)


def forget_drafts(now: dt.datetime | None = None) -> int:
    """Delete drafts that nobody has touched for an hour, and files that no row names any more."""
    old = Draft.objects.filter(touched_at__lt=(now or timezone.now()) - DRAFT_LIVES)
    count = old.count()
    old.delete()
    photos.sweep(set(Draft.objects.exclude(photo="").values_list("photo", flat=True)), "drafts")
    photos.sweep(set(Photo.objects.values_list("file", flat=True)), "reports")
    return count
