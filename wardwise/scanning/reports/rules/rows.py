"""What the incident store is told of a report: a row without a name.

The debt (`is_row_due`) is stored with the change itself. If the process dies before the store was told, the next
`settle_all` (`wardwise reports settle`) pays it; telling the store twice changes nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction

from wardwise.incidents import entries
from wardwise.incidents.home import store_of
from wardwise.incidents.schema import Refused
from wardwise.partners.models import Partnership
from wardwise.scanning.reports import queries
from wardwise.scanning.reports.models import Report

SOURCE = "resident-reports"
BATCH = 500
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settled:
    """How many reports the store was told of, and how many it would not take."""

    told: int
    refused: int


def settle(key: int) -> None:
    """Make the store's row of one report agree with the report as it stands."""
    settle_batch([key])


def settle_all(*, partnership: Partnership, every: bool = False) -> Settled:
    """Pay what is owed to the store; with `every`, derive each row anew."""
    reports = Report.objects.filter(partnership=partnership)
    if every:
        reports.update(is_row_due=True)
    keys = list(reports.filter(is_row_due=True).order_by("pk").values_list("pk", flat=True))
    refused = 0
    for at in range(0, len(keys), BATCH):
        refused += _settle_what_can_be(keys[at : at + BATCH])
    return Settled(len(keys) - refused, refused)


def settle_batch(keys: list[int]) -> None:
    """Tell the store of several reports of one partnership at once. The rows' locks keep two settlers in order."""
    with transaction.atomic():
        due = Report.objects.select_for_update(of=("self",)).filter(pk__in=keys, is_row_due=True)
        reports = list(due.select_related("partnership", "area__scheme").order_by("pk"))
        if not reports:
            return
        store = store_of(reports[0].partnership)
        if gone := [report.entry_id for report in reports if not report.is_counted]:
            entries.withdraw(store, SOURCE, gone)
        if here := [entry_of(report) for report in reports if report.is_counted]:
            entries.put(store, SOURCE, here)
        Report.objects.filter(pk__in=[report.pk for report in reports]).update(is_row_due=False)


def entry_of(report: Report) -> entries.Entry:
    """Kind, interval, place and how exactly it is known; nothing that was written in words."""
    return entries.Entry(
        id=report.entry_id,
        category=report.kind,
        occurred_from=report.occurred_from,
        occurred_to=report.occurred_to,
        easting=report.easting,
        northing=report.northing,
        no_location=None if report.has_point else "not-given",
        precision=report.precision,
        areas=queries.area_codes(report),
        found_by="public",
    )


def _settle_what_can_be(keys: list[int]) -> int:
    """All at once; if the store refuses one, each by itself, so that one bad row holds nobody up."""
    try:
        settle_batch(keys)
    except Refused:
        return sum(_is_refused(key) for key in keys)
    return 0


def _is_refused(key: int) -> bool:
    try:
        settle(key)
    except Refused as reason:
        log.error("The incident store does not take report %s: %s", key, reason)
        return True
    return False
