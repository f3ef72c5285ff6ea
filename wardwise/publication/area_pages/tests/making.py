"""A ward with a year or more of invented records and reports."""

from __future__ import annotations

import datetime as dt
import itertools

from wardwise.incidents import entries
from wardwise.incidents.home import store_of
from wardwise.partners.models import Partnership
from wardwise.places.models import Area

number = itertools.count(1)
TODAY = dt.date(2024, 2, 10)  # the last whole quarter ends in December 2023


def months(first: str, last: str) -> list[str]:
    start, end = (int(y) * 12 + int(m) - 1 for y, m in (first.split("-"), last.split("-")))
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, end + 1)]


def record(partnership: Partnership, area: Area, source: str, which: list[str], **counts: int) -> None:
    """So many of each kind (`anti_social_behaviour=4`) in each of these months."""
    rows = [
        entries.Entry(
            id=next(number),
            category=kind.replace("_", "-"),
            occurred_from=dt.datetime.fromisoformat(f"{month}-02T12:00+00:00"),
            areas={"ward-2013": area.code},
        )
        for month in which
        for kind, count in counts.items()
        for _ in range(count)
    ]
    entries.put(store_of(partnership), source, rows)


def police(partnership: Partnership, area: Area, first: str, last: str, **counts: int) -> None:
    record(partnership, area, "police-uk-street", months(first, last), **counts)


def reports(partnership: Partnership, area: Area, month: str, **counts: int) -> None:
    record(partnership, area, "resident-reports", [month], **counts)
