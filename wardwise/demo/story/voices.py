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
    ("street-drinking", "Drinking and shouting on the benches by the gate.", PARKS[4], "triaged"),
    ("vehicle-nuisance", "Racing round the supermarket car park after ten.", PARADES[4], "triaged"),
    ("neighbour-dispute", "Banging on the wall at night for weeks.", "", "triaged"),
    ("nuisance-motorcycles", "Motorbikes across the grass on Sunday afternoon.", PARKS[2], "received"),
    ("rowdy-behaviour", "Shouting and bottles thrown outside the takeaway.", PARADES[3], "received"),
    ("abandoned-vehicle", "A car without wheels for three weeks.", "", "received"),
    ("nuisance-motorcycles", "Two motorbikes in the park, no lights, fast.", PARKS[2], "received"),
)
DAYS_AGO = (38, 35, 33, 29, 27, 24, 20, 17, 15, 14, 4, 4, 3, 2, 2, 1)  # one waits longer than was promised
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


# What residents of the two wards told last year, all of it dealt with: kind, words, how many in each ward.
EARLIER = (
    ("litter", "Rubbish blows over from the bins by the shops.", 7),
    ("rowdy-behaviour", "Shouting and running about on the landing at night.", 6),
    ("fly-tipping", "Bags of rubble left on the verge.", 5),
)
ELSEWHERE = ("litter", "Cans and paper along the path.", 1)


def remember(partnership: Partnership, people: dict[str, Person], town: Town, today: dt.date) -> None:
    """The reports of the last year but the newest: many from the two wards, one from each of the others."""
    rng = np.random.default_rng([town.seed, 4])
    points = town.land.points
    told = 0
    for ward in range(len(town.land.wards.codes)):
        inside = np.flatnonzero(np.isin(points.lsoa, np.flatnonzero(town.land.lsoa_ward == ward)))
        for kind, words, times in EARLIER if ward in town.truth.treated_wards else (ELSEWHERE,):
            for _ in range(times):
                day = today - dt.timedelta(days=int(rng.integers(100, 400)))
                spot = int(rng.choice(inside))
                then = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC) - dt.timedelta(hours=14)
                answers = Answers(
                    kind=kind,
                    occurred_from=then,
                    occurred_to=then + dt.timedelta(hours=2),
                    words=words,
                    easting=float(points.easting[spot]),
                    northing=float(points.northing[spot]),
                )
                token = f"demo-{town.seed}-earlier-{told}"
                told += 1
                with clock.at(day, 10):
                    report = rules.submit(partnership=partnership, answers=answers, token=token).report
                with clock.at(day + dt.timedelta(days=2), 10):
                    bring_to(report, "closed", partnership, people["caseworker"])


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
