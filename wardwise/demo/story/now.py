"""What is going on today and what comes next: an operation that is live, and a campaign still being planned."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from wardwise.demo import clock
from wardwise.demo.cast import COUNCIL, HOUSING
from wardwise.demo.names import FORCE, PARADES, PARKS
from wardwise.demo.story.campaign import areas_of
from wardwise.demo.town import Town
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.response.operations import rules
from wardwise.response.operations.models import Operation
from wardwise.response.operations.rules import FigureInput, Plan

LIVE_SINCE_DAYS = 18
LIVE_FOR_DAYS = 42
NEXT_IN_DAYS = 11


def begin(partnership: Partnership, people: dict[str, Person], town: Town, today: dt.date) -> None:
    start = today - dt.timedelta(days=LIVE_SINCE_DAYS)
    with clock.at(start - dt.timedelta(days=9), 14, 30):
        lantern = plan_lantern(partnership, people, town, start)
        lantern = rules.move(operation=lantern, to="approved", by=people["manager"])
    with clock.at(start, 8, 15):
        lantern = rules.move(operation=lantern, to="live", by=people["sergeant"])
    for day, hours, place in ((2, 14, PARADES[0]), (7, 16, PARADES[1]), (13, 12, PARKS[0])):
        log_patrol(lantern, people["sergeant"], start + dt.timedelta(days=day), hours, place)
    with clock.at(today - dt.timedelta(days=3), 11, 40):
        plan_tidy(partnership, people, town, today + dt.timedelta(days=NEXT_IN_DAYS))


def plan_lantern(partnership: Partnership, people: dict[str, Person], town: Town, start: dt.date) -> Operation:
    centre = town.land.wards.codes[int(town.land.lsoa_ward[town.truth.hot_lsoas[0]])]
    end = start + dt.timedelta(days=LIVE_FOR_DAYS)
    operation = rules.plan_operation(
        partnership=partnership,
        plan=Plan(
            kind="operation",
            name="Lantern",
            lead=people["sergeant"],
            lead_organisation=Organisation.objects.get(name=FORCE),
            trigger="Dark evenings, and what shopkeepers told the ward team in September.",
            summary="Evening foot patrols around the shops and the park until the days grow longer.",
            place=f"{PARADES[0]}, {PARADES[1]} and {PARKS[0]}",
            starts_on=start,
            ends_on=end,
            areas=areas_of("ward-2023", [centre]),
        ),
        aims=[("Shopkeepers feel safe to close up", "A short survey before and after, by the wardens")],
        by=people["sergeant"],
    )
    criteria = "Every planned patrol was made, and the survey is in."
    rules.add_phase(
        operation=operation,
        kind="intensify",
        starts_on=start,
        ends_on=end,
        exit_criteria=criteria,
        by=people["manager"],
    )
    return operation


def log_patrol(operation: Operation, by: Person, day: dt.date, hours: int, place: str) -> None:
    figure = FigureInput(
        kind="output",
        subject="evening foot patrol",
        unit="hours",
        qualifier="exact",
        value=Decimal(hours),
        words="",
        as_of=day,
        source="patrol sheet",
    )
    with clock.at(day, 21, 30):
        rules.log_activity(
            operation=operation,
            kind="patrol",
            intervention="prevention",
            visibility="uniformed",
            footing="additional",
            organisation=Organisation.objects.get(name=FORCE),
            starts_on=day,
            ends_on=None,
            place=place,
            figures=[figure],
            by=by,
        )


def plan_tidy(partnership: Partnership, people: dict[str, Person], town: Town, start: dt.date) -> None:
    ward = town.land.wards.codes[town.truth.control_wards[0]]
    operation = rules.plan_operation(
        partnership=partnership,
        plan=Plan(
            kind="campaign",
            name="Keep it Tidy",
            lead=people["manager"],
            lead_organisation=Organisation.objects.get(name=COUNCIL),
            trigger="Fly-tipping behind the shops, reported again and again.",
            summary="Volunteers, wardens and landlords clear the lanes together and keep them clear.",
            starts_on=start,
            ends_on=start + dt.timedelta(days=90),
            areas=areas_of("ward-2023", [ward]),
        ),
        aims=[("Lanes stay clear", "Tips reported in the lanes, month by month, against the year before")],
        by=people["manager"],
    )
    housing = Organisation.objects.get(name=HOUSING)
    rules.set_partner(operation=operation, organisation=housing, role="Skips and caretakers", by=people["manager"])
