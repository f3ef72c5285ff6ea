"""Three problem files, each at another stage of its life."""

from __future__ import annotations

import datetime as dt

from wardwise.demo import clock
from wardwise.demo.cast import COUNCIL, HOUSING
from wardwise.demo.names import PARADES, PARKS
from wardwise.demo.town import Town
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.places import queries as places
from wardwise.scanning.problems import rules
from wardwise.scanning.problems.models import Problem


def open_files(partnership: Partnership, people: dict[str, Person], town: Town, today: dt.date) -> None:
    """The oldest is answered, the next one scanned, the last one opened last week."""

    def ago(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    with clock.at(ago(131), 14, 20):
        answered = open_noise(partnership, people, town, review_on=today + dt.timedelta(days=12))
    with clock.at(ago(118), 11, 5):
        forward(answered, "scanning", people["sergeant"])
    with clock.at(ago(97), 15, 40):
        rules.add_hypothesis(
            answered,
            claim="It gathers where the car park is dark.",
            test="Compare the weeks before and after the lights were repaired.",
            by=people["analyst"],
        )
        forward(answered, "analysis", people["sergeant"])
    with clock.at(ago(61), 9, 30):
        forward(answered, "response", people["sergeant"])
    with clock.at(ago(44), 16, 10):
        scanned = open_tipping(partnership, people, town, review_on=ago(1))
    with clock.at(ago(30), 10, 45):
        forward(scanned, "scanning", people["caseworker"])
    with clock.at(ago(6), 13, 15):
        rules.open_problem(
            partnership=partnership,
            title=f"Motorcycles in {PARKS[2]}",
            objective="Families use the park again on Sunday afternoons.",
            owner=Organisation.objects.get(name=COUNCIL),
            lead=people["caseworker"],
            review_on=today + dt.timedelta(days=22),
            by=people["caseworker"],
        )


def open_noise(partnership: Partnership, people: dict[str, Person], town: Town, *, review_on: dt.date) -> Problem:
    ward = town.land.wards.codes[town.truth.treated_wards[0]]
    return rules.open_problem(
        partnership=partnership,
        title=f"Noise and damage around {PARADES[0]}",
        objective="Half as many evenings with noise or damage by next summer, as the shopkeepers count them.",
        owner=Organisation.objects.get(name=COUNCIL),
        lead=people["sergeant"],
        review_on=review_on,
        area=places.areas_of("ward-2023").get(code=ward),
        what="Noise, broken glass and graffiti after the shops close.",
        where="The parade, its car park and the path to the park.",
        when="Evenings, most on Fridays; more in summer.",
        who_notices="Shopkeepers, residents of the flats above, the wardens.",
        location="A dark car park that nobody overlooks after six.",
        victim="Four shops and twelve flats, two of them again and again.",
        place_manager="The managing agent of the parade.",
        response="Lights repaired, the car park closed at eight, wardens' walks, a youth session on Fridays.",
        by=people["sergeant"],
    )


def open_tipping(partnership: Partnership, people: dict[str, Person], town: Town, *, review_on: dt.date) -> Problem:
    centre = town.land.wards.codes[int(town.land.lsoa_ward[town.truth.hot_lsoas[0]])]
    return rules.open_problem(
        partnership=partnership,
        title=f"Fly-tipping behind {PARADES[1]}",
        objective="No more than one tip a month that is not cleared within two days.",
        owner=Organisation.objects.get(name=HOUSING),
        lead=people["caseworker"],
        review_on=review_on,
        area=places.areas_of("ward-2023").get(code=centre),
        what="Mattresses and builders' waste left at the garages.",
        by=people["caseworker"],
    )


def forward(problem: Problem, stage: str, by: Person) -> None:
    found = Problem.objects.get(pk=problem.pk)
    rules.move_stage(found, to=stage, by=by, version=found.version)
