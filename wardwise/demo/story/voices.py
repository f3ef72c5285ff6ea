"""What residents report: some just in, some taken up, passed on, answered or closed."""

from __future__ import annotations

import datetime as dt

import numpy as np

from wardwise.demo import clock
from wardwise.demo.cast import COUNCIL
from wardwise.demo.names import PARADES, PARKS
from wardwise.demo.town import Town
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.reports import rules
from wardwise.scanning.reports.models import Report
from wardwise.scanning.reports.rules import Answers, Contacts

# Kind, words, place in words, what became of it.
VOICES = (
    ("noise", "Loud music from a car, most nights until two.", PARADES[0], "linked"),
    ("vandalism", "The bus shelter's glass was broken again.", f"Bus stop at {PARADES[0]}", "linked"),
    ("graffiti", "Paint on the wall behind the shops.", PARADES[0], "linked"),
    ("fly-tipping", "Two mattresses and a fridge by the garages.", f"Garages behind {PARADES[1]}", "routed"),
    ("fly-tipping", "Rubble, about a small van full.", f"Lane behind {PARADES[1]}", "routed"),
    ("nuisance-motorcycles", "Motorbikes across the grass on Sunday afternoon.", PARKS[2], "received"),
    ("nuisance-motorcycles", "Two motorbikes in the park, no lights, fast.", PARKS[2], "received"),
    ("unsafe-parking", "Cars on the pavement at school time, prams cannot pass.", "School gate", "advised"),
    ("street-drinking", "Drinking and shouting on the benches at noon.", PARKS[4], "triaged"),
    ("drug-litter", "Needles under the hedge near the swings.", PARKS[0], "closed"),
    ("litter", "Bins have overflowed since the weekend.", PARKS[0], "closed"),
    ("neighbour-dispute", "Banging on the wall at night for weeks.", "", "triaged"),
    ("rowdy-behaviour", "Shouting and bottles thrown outside the takeaway.", PARADES[3], "received"),
    ("dog-fouling", "The path to the nursery, every morning.", "", "advised"),
    ("abandoned-vehicle", "A car without wheels for three weeks.", "", "received"),
    ("vehicle-nuisance", "Racing round the supermarket car park after ten.", PARADES[4], "triaged"),
)
DONE = "The place was cleaned the next morning, and the wardens pass it twice a week now."


def hear(partnership: Partnership, people: dict[str, Person], town: Town, today: dt.date) -> None:
    """Each report is made by the public on its day, near one of the treated wards' or the centre's map points."""
    rng = np.random.default_rng([town.seed, 2])
    points = town.land.points
    hot = np.flatnonzero(np.isin(points.lsoa, town.truth.hot_lsoas))
    chosen = rng.choice(hot, len(VOICES), replace=False)
    for number, (kind, words, place, state) in enumerate(VOICES):
        day = today - dt.timedelta(days=2 + 2 * (len(VOICES) - number))
        then = dt.datetime.combine(day, dt.time(21 if number % 2 else 16), tzinfo=dt.UTC)
        answers = Answers(
            kind=kind,
            occurred_from=then - dt.timedelta(days=1),
            occurred_to=then - dt.timedelta(days=1, hours=-1),
            words=words,
            place_words=place,
            easting=float(points.easting[chosen[number]]),
            northing=float(points.northing[chosen[number]]),
        )
        # 07700 900000 to 900999 is kept free by Ofcom for stories.
        contacts = (
            Contacts(how="text", phone=f"07700 9000{number:02d}", name="A resident") if number % 3 == 0 else None
        )
        with clock.at(day, hour=22):
            token = f"demo-{town.seed}-{number}"
            taken = rules.submit(partnership=partnership, answers=answers, token=token, contacts=contacts)
        with clock.at(min(day + dt.timedelta(days=1), today), hour=9):
            bring_to(taken.report, state, partnership, people["caseworker"])


def bring_to(report: Report, state: str, partnership: Partnership, by: Person) -> None:
    """Move a report on as a caseworker does, by as many steps as it takes."""
    if state == "received":
        return
    report = rules.accept(report, by=by, version=report.version)
    if state == "linked":
        problem = Problem.objects.filter(partnership=partnership).order_by("pk")[0]
        report = rules.link(report, problem=problem, by=by, version=report.version)
    elif state == "routed":
        council = Organisation.objects.get(name=COUNCIL)
        report = rules.route(report, to="organisation", organisation=council, by=by, version=report.version)
    elif state == "advised":
        advice = "Thank you. The council's wardens will look at it this week."
        report = rules.advise(report, advice=advice, by=by, version=report.version)
    elif state == "closed":
        report = rules.close(report, closure="done", public_outcome=DONE, by=by, version=report.version)
