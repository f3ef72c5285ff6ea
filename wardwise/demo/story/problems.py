"""Three problem files, each at another stage of its life."""

from __future__ import annotations

from wardwise.demo.cast import COUNCIL, HOUSING
from wardwise.demo.names import PARADES, PARKS
from wardwise.demo.town import Town
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.places import queries as places
from wardwise.scanning.problems import rules
from wardwise.scanning.problems.models import Problem


def open_files(partnership: Partnership, people: dict[str, Person], town: Town) -> None:
    ward = town.land.wards.codes[town.truth.treated_wards[0]]
    centre = town.land.wards.codes[int(town.land.lsoa_ward[town.truth.hot_lsoas[0]])]
    council, housing = Organisation.objects.get(name=COUNCIL), Organisation.objects.get(name=HOUSING)
    answered = rules.open_problem(
        partnership=partnership,
        title=f"Noise and damage around {PARADES[0]}",
        objective="Half as many evenings with noise or damage by next summer, as the shopkeepers count them.",
        owner=council,
        lead=people["sergeant"],
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
    rules.add_hypothesis(
        answered,
        claim="It gathers where the car park is dark.",
        test="Compare the weeks before and after the lights were repaired.",
        by=people["analyst"],
    )
    forward(answered, ("scanning", "analysis", "response"), people["sergeant"])
    scanned = rules.open_problem(
        partnership=partnership,
        title=f"Fly-tipping behind {PARADES[1]}",
        objective="No more than one tip a month that is not cleared within two days.",
        owner=housing,
        area=places.areas_of("ward-2023").get(code=centre),
        what="Mattresses and builders' waste left at the garages.",
        by=people["caseworker"],
    )
    forward(scanned, ("scanning",), people["caseworker"])
    rules.open_problem(
        partnership=partnership,
        title=f"Motorcycles in {PARKS[2]}",
        objective="Families use the park again on Sunday afternoons.",
        owner=council,
        by=people["caseworker"],
    )


def forward(problem: Problem, stages: tuple[str, ...], by: Person) -> None:
    for stage in stages:
        version = Problem.objects.get(pk=problem.pk).version
        rules.move_stage(Problem.objects.get(pk=problem.pk), to=stage, by=by, version=version)
