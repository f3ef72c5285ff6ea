"""The campaign “Brighter Days”: designed before, run, logged, published and judged, with figures of real ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from wardwise.assessment.outcomes import rules as outcomes
from wardwise.assessment.outcomes import zones
from wardwise.demo import clock
from wardwise.demo.cast import COUNCIL, YOUTH
from wardwise.demo.names import FORCE, PARKS, TOWN
from wardwise.demo.town import Town
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.places import queries as places
from wardwise.places.models import Area
from wardwise.response.operations import rules as operations
from wardwise.response.operations.models import Operation
from wardwise.response.operations.rules import FigureInput, Plan

NAME = "Brighter Days"


@dataclass(frozen=True)
class Deed:
    """One thing that was done, some days after the start, with a figure of it."""

    day: int
    lasting: int
    kind: str
    intervention: str
    visibility: str
    by: str
    place: str
    figure: tuple[str, str, str, str, int | None, str]  # kind, subject, unit, qualifier, value, words


# The figures are those that real campaigns published: bounds stay bounds, words stay words.
DEEDS = (
    Deed(0, 150, "patrol", "prevention", "uniformed", FORCE, "",
         ("output", "additional patrol beyond normal activity", "hours", "more-than", 750, "")),
    Deed(0, 150, "arrests", "enforcement", "uniformed", FORCE, "",
         ("output", "arrests", "count", "more-than", 21, "")),
    Deed(3, 140, "weapons-sweep", "prevention", "high-visibility", FORCE, PARKS[0],
         ("output", "weapons sweeps in parks", "count", "exact", 20, "")),
    Deed(3, 140, "weapons-sweep", "prevention", "high-visibility", FORCE, PARKS[1],
         ("result", "knives found", "count", "exact", 10, "")),
    Deed(5, 9, "engagement-event", "early-intervention", "not-applicable", COUNCIL, "Tannery Community Hall",
         ("output", "engagement events with residents", "count", "exact", 2, "")),
    Deed(6, 7, "litter-pick", "environment", "high-visibility", COUNCIL, PARKS[2],
         ("output", "litter collected on the first weekend", "bags", "more-than", 500, "")),
    Deed(20, 90, "closure", "enforcement", "not-applicable", COUNCIL, "",
         ("result", "properties closed", "count", "words", None, "a large number")),
    Deed(30, 110, "school-session", "early-intervention", "not-applicable", YOUTH, "",
         ("reach", "schools in the competition", "count", "exact", 19, "")),
)  # fmt: skip
LOGIC = {
    "problem": "Recorded anti-social behaviour in the two wards was high for more than two years.",
    "activity": "Visible patrols, weapons sweeps, litter picks, closures, work with schools.",
    "output": "Patrol hours, sweeps, events and bags, counted every week.",
    "outcome": "Fewer recorded incidents of anti-social behaviour in the two wards.",
    "impact": "Residents use their parks and shops without worry.",
    "assumptions": "Patrols take place where and when they were planned; recording does not change.",
}


# What figures do not show, under the four heads of a verdict. No word says why: only a design may carry that.
KNOWN = {
    "implementation": "All 20 sweeps and both events took place. Patrols were out on 131 of the 150 planned days; "
    "those missed were mostly in the week of the floods.",
    "outcome": "The litter picks were repeated by volunteers after the campaign had ended.",
    "perception": "Wardens asked 212 people at school gates and shops before, and 198 after: 44% and then 58% said "
    "they feel safe in their park after school. Who stops to talk to a warden is not everybody.",
    "equality": "The scrutiny panel read every stop and every penalty notice of the six months. 4 in 10 concerned "
    "people under 25, as in the winter before. Numbers by ethnic group are too small to compare.",
}


def run(partnership: Partnership, people: dict[str, Person], town: Town) -> Operation:
    """From the first plan to the verdict, each step on its day."""
    months = [str(month) for month in town.months]
    first, last = town.truth.campaign
    start = dt.date.fromisoformat(f"{months[first]}-01")
    end = (dt.date.fromisoformat(f"{months[last]}-01") + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    wards = areas_of("ward-2023", [town.land.wards.codes[index] for index in town.truth.treated_wards])
    with clock.at(start - dt.timedelta(days=45)):
        operation = plan(partnership, people, wards, start, end)
    with clock.at(start - dt.timedelta(days=21)):
        design = outcomes.draft_design(operation=operation, draft=draft(town, months), by=people["analyst"])
        design = outcomes.fix(design=design, by=people["analyst"])
        operation = operations.move(operation=operation, to="approved", by=people["manager"])
    with clock.at(start):
        operation = operations.move(operation=operation, to="live", by=people["sergeant"])
    log(operation, people, start)
    with clock.at(end + dt.timedelta(days=14)):
        state(operation, people["manager"], start, end)
        tell_the_public(operation, people)
    with clock.at(end + dt.timedelta(days=100)):
        verdict = outcomes.run(design=design, by=people["analyst"])
        outcomes.note(verdict=verdict, by=people["analyst"], **KNOWN)
        outcomes.publish(verdict=verdict, is_public=True, by=people["manager"])
    return operation


def areas_of(scheme: str, codes: list[str]) -> list[Area]:
    return list(places.areas_of(scheme).filter(code__in=codes).order_by("code"))


def plan(
    partnership: Partnership, people: dict[str, Person], wards: list[Area], start: dt.date, end: dt.date
) -> Operation:
    council = Organisation.objects.get(name=COUNCIL)
    operation = operations.plan_operation(
        partnership=partnership,
        plan=Plan(
            kind="campaign",
            name=NAME,
            lead=people["manager"],
            lead_organisation=council,
            trigger="Residents' worries at two ward forums, and figures that stayed high for two years.",
            summary="Police, council, housing and charities work together in two wards over a winter.",
            place=" and ".join(area.name for area in wards),
            starts_on=start,
            ends_on=end,
            areas=wards,
        ),
        aims=[("Less anti-social behaviour in the two wards", "Recorded incidents against two similar wards")],
        by=people["manager"],
    )
    for name, role in ((FORCE, "Patrols and sweeps"), (YOUTH, "Work with schools")):
        operations.set_partner(
            operation=operation, organisation=Organisation.objects.get(name=name), role=role, by=people["manager"]
        )
    fortnight = start + dt.timedelta(days=13)
    for kind, begins, ends, criteria in (
        ("intensify", start, fortnight, "Every planned sweep and patrol of the fortnight was made."),
        ("sustain", fortnight + dt.timedelta(days=1), end, "Two months in a row below the year before."),
    ):
        operations.add_phase(
            operation=operation,
            kind=kind,
            starts_on=begins,
            ends_on=ends,
            exit_criteria=criteria,
            by=people["manager"],
        )
    return operation


def draft(town: Town, months: list[str]) -> outcomes.Draft:
    """Treated and control wards, and the LSOAs around each; the same months of the year before."""
    truth, land = town.truth, town.land
    first, last = truth.campaign
    grounds = {
        zones.TREATED: areas_of("ward-2023", [land.wards.codes[index] for index in truth.treated_wards]),
        zones.CONTROL: areas_of("ward-2023", [land.wards.codes[index] for index in truth.control_wards]),
        zones.BUFFER: areas_of("lsoa-2021", [land.lsoas.codes[index] for index in truth.buffer_lsoas]),
        zones.BUFFER_CONTROL: areas_of(
            "lsoa-2021", [land.lsoas.codes[index] for index in truth.control_buffer_lsoas]
        ),
    }
    return outcomes.Draft(
        categories=("anti-social-behaviour",),
        direction="down",
        zones={name: zones.of_areas(found) for name, found in grounds.items() if found},
        before_first=months[first - 12],
        before_last=months[last - 12],
        after_first=months[first],
        after_last=months[last],
        chosen_because="long-high",
        regression_note="Chosen on more than two years of figures; the comparison wards were as high.",
        logic=LOGIC,
    )


def log(operation: Operation, people: dict[str, Person], start: dt.date) -> None:
    for deed in DEEDS:
        until = start + dt.timedelta(days=deed.day + deed.lasting)
        kind, subject, unit, qualifier, value, words = deed.figure
        figure = FigureInput(
            kind=kind,
            subject=subject,
            unit=unit,
            qualifier=qualifier,
            value=None if value is None else Decimal(value),
            words=words,
            as_of=until,
            source="weekly return to the campaign's lead",
            groups="grievous bodily harm\noffensive weapons\npublic order" if subject == "arrests" else "",
        )
        with clock.at(until):
            operations.log_activity(
                operation=operation,
                kind=deed.kind,
                intervention=deed.intervention,
                visibility=deed.visibility,
                footing="additional",
                organisation=Organisation.objects.get(name=deed.by),
                starts_on=start + dt.timedelta(days=deed.day),
                ends_on=until,
                place=deed.place,
                figures=[figure],
                by=people["sergeant"],
            )


def state(operation: Operation, by: Person, start: dt.date, end: dt.date) -> None:
    """What was said of the campaign as a whole, by whom: a running total, and an outcome with its definition."""
    spoken_to = FigureInput(
        kind="reach",
        subject="residents spoken to at their doors",
        unit="count",
        qualifier="about",
        value=Decimal(1_200),
        words="",
        as_of=end,
        source=f"News release of the partnership, {end + dt.timedelta(days=9):%-d %B %Y}",
    )
    feel_safe = FigureInput(
        kind="outcome",
        subject="those asked who feel safe in their park after school",
        unit="percent",
        qualifier="exact",
        value=Decimal(58),
        words="",
        as_of=end,
        source="Wardens' survey at school gates and shops",
        denominator="198 people asked at three school gates and two rows of shops",
        test="answered “safe” or “very safe”",
        recurrence_window_days=90,
    )
    for figure in (spoken_to, feel_safe):
        operations.record_figure(operation=operation, figure=figure, by=by)


def tell_the_public(operation: Operation, people: dict[str, Person]) -> None:
    """You said, we did, and every figure with its bound."""
    lead = people["manager"]
    said = operations.write_line(
        operation=operation, kind="said", words="We do not feel safe in our park after school.", by=lead
    )
    did = operations.write_line(
        operation=operation,
        kind="did",
        words="Officers and wardens walked the park every afternoon.",
        answers=said,
        by=lead,
    )
    quote = operations.write_line(
        operation=operation,
        kind="quote",
        words=f"We cannot arrest our way out of this. {TOWN} needs all of us.",
        speaker="Sana Iqbal, neighbourhood sergeant",
        by=lead,
    )
    for line in (said, did, quote):
        operations.approve_line(line=line, is_approved=True, by=lead)
    for quantity in operation.quantities.order_by("pk"):
        operations.approve_figure(quantity=quantity, is_approved=True, by=lead)
    operations.publish(operation=operation, by=lead)
    operations.move(operation=Operation.objects.get(pk=operation.pk), to="results-published", by=lead)
