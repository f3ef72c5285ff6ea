"""What the public is told of the two wards of the campaign and of the town centre."""

from __future__ import annotations

from wardwise.demo.names import TOWN
from wardwise.demo.town import Town
from wardwise.partners.models import Partnership, Person
from wardwise.places import queries as places
from wardwise.publication.area_pages import rules
from wardwise.publication.area_pages.rules import Said

SAID = (
    Said("Our park does not feel safe after school.", "Officers and wardens walk it every afternoon."),
    Said("Rubbish lies for weeks behind the shops.", "More than 500 bags were collected in one weekend."),
)


def publish(partnership: Partnership, people: dict[str, Person], town: Town) -> None:
    manager = people["manager"]
    centre = int(town.land.lsoa_ward[town.truth.hot_lsoas[0]])
    for index in (*town.truth.treated_wards, centre):
        ward = places.areas_of("ward-2023").get(code=town.land.wards.codes[index])
        rules.set_contact(
            partnership=partnership,
            area=ward,
            by=manager,
            team=f"{ward.name} ward team",
            email=f"wards@{TOWN.lower()}.example",
        )
        release = rules.prepare(partnership=partnership, area=ward, by=manager)
        if index != centre:
            rules.write_lines(release, lines=SAID, by=manager)
        rules.approve(release, by=manager)
