"""What stands on the desk's first page: what waits for this person, stage by stage.

Each tile is a small function that answers with tiles or nothing, and is listed under the permission that it needs.
A feature adds a line to TILES; the page shows what the person may see and what this process serves.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from wardwise.incidents import measures
from wardwise.incidents.home import store_of
from wardwise.partners import queries as partners
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission as P
from wardwise.response.operations import queries as operations
from wardwise.response.operations.models import Operation
from wardwise.scanning.problems import queries as problems
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.reports import queries as reports
from wardwise.scanning.reports.models import Report

SOON = dt.timedelta(days=14)


class Sight:
    """What one person may see of one partnership, each looked up once for the whole page."""

    def __init__(self, person: Person, partnership: Partnership, permissions: frozenset[P]) -> None:
        self.person, self.partnership, self.permissions = person, partnership, permissions

    @cached_property
    def reports(self) -> QuerySet[Report]:
        return reports.visible_to(self.person, self.partnership)

    @cached_property
    def problems(self) -> QuerySet[Problem]:
        return problems.visible_to(self.person, self.partnership).exclude(stage=Problem.Stage.CLOSED)

    @cached_property
    def operations(self) -> QuerySet[Operation]:
        return operations.visible_to(self.person, self.partnership)


@dataclass(frozen=True)
class Tile:
    """A figure with its words, the page behind it, and whether it cannot wait."""

    stage: str
    figure: str
    words: str
    url: str = ""
    note: str = ""
    is_late: bool = False


def waiting_reports(sight: Sight) -> Iterable[Tile]:
    late = reports.search(sight.reports, state="overdue").count()
    note = f"{late} waiting longer than was promised" if late else "None waits longer than was promised"
    count = reports.search(sight.reports, state="open").count()
    yield Tile(
        "Scanning", str(count), "reports waiting", address("reports:list", sight.partnership), note, is_late=late > 0
    )


def open_problems(sight: Sight) -> Iterable[Tile]:
    seen = sight.problems
    due = seen.filter(review_on__lte=partners.today()).count()
    note = f"{due} due for review" if due else "None is due for review"
    url = address("problems:list", sight.partnership)
    yield Tile("Scanning", str(seen.count()), "problems open", url, note, is_late=due > 0)


def data_until(sight: Sight) -> Iterable[Tile]:
    held = measures.complete_months(store_of(sight.partnership), "police-uk-street")
    url = address("explore:explore", sight.partnership)
    if not held:
        yield Tile("Analysis", "None", "police data loaded yet", url)
        return
    year, month = held[-1].split("-")
    words = "is the last month of police data"
    note = f"{len(held)} months are held"
    yield Tile("Analysis", f"{calendar.month_abbr[int(month)]} {year}", words, url, note)


def live_operations(sight: Sight) -> Iterable[Tile]:
    today, seen = partners.today(), sight.operations
    live = seen.filter(status=Operation.Status.LIVE)
    soon = seen.filter(status__in=["planned", "approved"], starts_on__range=(today, today + SOON)).count()
    over = live.filter(ends_on__lt=today).count()
    notes = [f"{soon} to begin in two weeks"] if soon else []
    notes += [f"{over} past the planned end"] if over else []
    url = address("operations:list", sight.partnership)
    yield Tile("Response", str(live.count()), "operations live", url, "; ".join(notes), is_late=over > 0)


Tiles = Callable[[Sight], Iterable[Tile]]
TILES: tuple[tuple[P, Tiles], ...] = (
    (P.SEE_REPORTS, waiting_reports),
    (P.SEE_PROBLEMS, open_problems),
    (P.EXPLORE, data_until),
    (P.SEE_OPERATIONS, live_operations),
)


def tiles_for(sight: Sight) -> list[Tile]:
    """What this person's first page shows, late things first."""
    found = [tile for permission, make in TILES if permission in sight.permissions for tile in make(sight)]
    return sorted(found, key=lambda tile: not tile.is_late)


@dataclass(frozen=True)
class Line:
    """A line of a short list: what it is, where it leads, and what is to be known about it."""

    words: str
    url: str
    note: str = ""


def running(sight: Sight, most: int = 6) -> list[Line]:
    """The operations that are on now, those that end soonest first."""
    if P.SEE_OPERATIONS not in sight.permissions:
        return []
    live = sight.operations.filter(status=Operation.Status.LIVE).order_by("ends_on", "pk")
    return [
        Line(
            one.name, address("operations:page", sight.partnership, one.pk), f"since {day(one.starts_on)}{until(one)}"
        )
        for one in live[:most]
    ]


def my_problems(sight: Sight, most: int = 6) -> list[Line]:
    """The problems this person leads, those to be reviewed soonest first."""
    if P.SEE_PROBLEMS not in sight.permissions:
        return []
    mine = sight.problems.filter(lead=sight.person)
    return [
        Line(
            one.title,
            address("problems:page", sight.partnership, one.pk),
            f"{one.get_stage_display()}{f', review on {day(one.review_on)}' if one.review_on else ''}",
        )
        for one in mine.order_by("review_on", "pk")[:most]
    ]


def day(date: dt.date | None) -> str:
    return f"{date.day} {calendar.month_name[date.month]} {date.year}" if date else "a day not set"


def until(operation: Operation) -> str:
    return f", until {day(operation.ends_on)}" if operation.ends_on else ""


def address(url_name: str, partnership: Partnership, *parts: int) -> str:
    try:
        return reverse(url_name, args=[partnership.slug, *parts])
    except NoReverseMatch:
        return ""
