"""An operation in Luton, ready for a test. All of it lies in the past, so no test depends on today."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import shapely

from wardwise.partners.models import CoveredArea, Organisation, Partnership, Person
from wardwise.places.models import Area, AreaScheme
from wardwise.response.operations import rules
from wardwise.response.operations.models import Activity, Operation

FIRST_DAY = dt.date(2022, 7, 4)


def ward(partnership: Partnership, code: str, name: str, west: float = 508_000.0, south: float = 221_000.0) -> Area:
    """A square ward of one kilometre, in Luton unless told otherwise."""
    scheme, _ = AreaScheme.objects.get_or_create(code="ward-2013", defaults={"kind": "ward", "year": 2013})
    box = shapely.box(west, south, west + 1_000, south + 1_000)
    area = Area.objects.create(
        scheme=scheme,
        code=code,
        name=name,
        boundary=box.wkb,
        west=west,
        south=south,
        east=west + 1_000,
        north=south + 1_000,
        area_m2=box.area,
    )
    CoveredArea.objects.create(partnership=partnership, area=area)
    return area


def a_plan(lead: Person, /, **changes) -> rules.Plan:
    known = {
        "kind": Operation.Kind.CAMPAIGN,
        "name": "Dallow Together",
        "lead": lead,
        "lead_organisation": Organisation.objects.get(name="Bedfordshire Police"),
        "trigger": "Residents told us about knife crime, parking and litter.",
        "starts_on": FIRST_DAY,
        "place": "Dallow",
    }
    return rules.Plan(**{**known, **changes})


def planned(lead: Person, partnership: Partnership, /, **changes) -> Operation:
    return rules.plan_operation(
        partnership=partnership,
        plan=a_plan(lead, **changes),
        aims=[("Fewer knife offences", "Recorded possession of weapons, monthly")],
        by=lead,
    )


def approved(lead: Person, partnership: Partnership, /, **changes) -> Operation:
    operation = planned(lead, partnership, **changes)
    rules.add_phase(
        operation=operation,
        kind="intensify",
        starts_on=operation.starts_on,
        ends_on=operation.starts_on + dt.timedelta(days=13),
        exit_criteria="A fortnight has passed",
        by=lead,
    )
    return rules.move(operation=operation, to="approved", by=lead)


def live(lead: Person, partnership: Partnership, /, **changes) -> Operation:
    return rules.move(operation=approved(lead, partnership, **changes), to="live", by=lead)


def a_figure(**changes) -> rules.FigureInput:
    known = {
        "kind": "output",
        "subject": "additional patrol",
        "unit": "hours",
        "qualifier": "more-than",
        "value": Decimal(750),
        "words": "",
        "as_of": dt.date(2022, 7, 20),
        "source": "Force news, 20 July 2022",
    }
    return rules.FigureInput(**{**known, **changes})


def log(operation: Operation, by: Person, **changes) -> Activity:
    known = {
        "kind": "weapons-sweep",
        "intervention": "prevention",
        "visibility": "uniformed",
        "footing": "additional",
        "organisation": by.organisation,
        "starts_on": dt.date(2022, 7, 5),
        "place": "Brantwood Park",
    }
    return rules.log_activity(operation=operation, by=by, **{**known, **changes})
