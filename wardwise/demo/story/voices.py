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
    ("fly-tipping", "Two mattresses and a fridge by the garages.", f"Garages behind {PARADES[1]}", "routed"),
    ("drug-litter", "Needles under the hedge near the swings.", PARKS[0], "closed"),
    ("graffiti", "Paint on the wall behind the shops.", PARADES[0], "linked"),
    ("unsafe-parking", "Cars on the pavement at school time, prams cannot pass.", "School gate", "advised"),
    ("litter", "Bins have overflowed since the weekend.", PARKS[0], "closed"),
    ("fly-tipping", "Rubble, about a small van full.", f"Lane behind {PARADES[1]}", "routed"),
    ("dog-fouling", "The path to the nursery, every morning.", "", "advised"),
    ("street-drinking", "Drinking and shouting on the benches at noon.", PARKS[4], "triaged"),
    ("vehicle-nuisance", "Racing round the supermarket car park after ten.", PARADES[4], "triaged"),
    ("neighbour-dispute", "Banging on the wall at night for weeks.", "", "triaged"),
    ("nuisance-motorcycles", "Motorbikes across the grass on Sunday afternoon.", PARKS[2], "received"),
    ("rowdy-behaviour", "Shouting and bottles thrown outside the takeaway.", PARADES[3], "received"),
    ("abandoned-vehicle", "A car without wheels for three weeks.", "", "received"),
    ("nuisance-motorcycles", "Two motorbikes in the park, no lights, fast.", PARKS[2], "received"),
)
DAYS_AGO = (38, 35, 33, 29, 27, 24, 20, 17, 15, 11, 4, 4, 3, 2, 2, 1)  # one waits longer than was promised
DONE = "The place was cleaned the next morning, and the wardens pass it twice a week now."


def hear(partnership: Partnership, people: dict[str, Person], town: Town, today: dt.date) -> None:
    """Each report is made by the public on its day, near one of the treated wards' or the centre's map points."""
    rng = np.random.default_rng([town.seed, 2])
    points = town.land.points
    hot = np.flatnonzero(np.isin(points.lsoa, town.truth.hot_lsoas))
    chosen = rng.choice(hot, len(VOICES), replace=False)
    for number, (kind, words, place, state) in enumerate(VOICES):
        day = today - dt.timedelta(days=DAYS_AGO[number])
        hour, minute = int(rng.integers(7, 23)), int(rng.integers(60))
        then = dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC) - dt.timedelta(hours=int(rng.integers(2, 20)))
        answers = Answers(
            kind=kind,
            occurred_from=then,
            occurred_to=then + dt.timedelta(hours=1),
            words=words,
            place_words=place,
            easting=float(points.easting[chosen[number]]),
            northing=float(points.northing[chosen[number]]),
        )
        # 07700 900000 to 900999 is kept free by Ofcom for stories.
        contacts = (
            Contacts(how="text", phone=f"07700 9000{number:02d}", name="A resident") if number % 3 == 0 else None
        )
        with clock.at(day, hour, minute):
            token = f"demo-{town.seed}-{number}"
            taken = rules.submit(partnership=partnership, answers=answers, token=token, contacts=contacts)
        with clock.at(day + dt.timedelta(days=1), int(rng.integers(8, 17)), int(rng.integers(60))):
            bring_to(taken.report, state, partnership, people["caseworker"])


def bring_to(report: Report, state: str, partnership: Partnership, by: Person) -> None:
    """Move a report on as a caseworker does, by as many steps as it takes."""
    if state == "received":
        return
    report = rules.accept(report, by=by, version=report.version)
    if state == "linked":
        problem = Problem.objects.filter(partnership=partnership).order_by("pk")[0]
        report = rules.link(report, problem=problem, by=by, version=report.version)
        report = rules.acknowledge(report, by=by, version=report.version)
    elif state == "routed":
        council = Organisation.objects.get(name=COUNCIL)
        report = rules.route(report, to="organisation", organisation=council, by=by, version=report.version)
    elif state == "advised":
        advice = "Thank you. The council's wardens will look at it this week."
        report = rules.advise(report, advice=advice, by=by, version=report.version)
        report = rules.acknowledge(report, by=by, version=report.version)
    elif state == "closed":
        report = rules.close(report, closure="done", public_outcome=DONE, by=by, version=report.version)
