"""Small made-up months."""

from __future__ import annotations

import datetime as dt
from itertools import count

from wardwise.incidents.entries import Entry
from wardwise.incidents.schema import month_bounds

numbers = count(1)


def at(month: str, day: int = 10) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{month}-{day:02}T12:00:00+00:00")


def crime(month: str, category: str = "burglary", **more: object) -> Entry:
    """A row as police.uk publishes it: a whole month, on a shared map point."""
    first, last = (moment.replace(tzinfo=dt.UTC) for moment in month_bounds(month))
    point = more.pop("point", 7)
    place = {"easting": 509_000.0 + point, "northing": 221_000.0, "precision": "snap-point", "point": point}
    if "no_location" in more:
        place = {}
    return Entry(f"record-{next(numbers)}", category, first, last, **{"found_by": "unknown", **place, **more})


def noise(month: str = "2024-03", **more: object) -> Entry:
    return Entry(**{"id": next(numbers), "category": "noise", "occurred_from": at(month), **more})
