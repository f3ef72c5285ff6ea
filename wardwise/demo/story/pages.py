"""What the public is told of each ward."""

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
    """Every ward but one, which waits for the manager to read it."""
    manager = people["manager"]
    for index, code in enumerate(town.land.wards.codes):
        ward = places.areas_of("ward-2023").get(code=code)
        rules.set_contact(
            partnership=partnership,
            area=ward,
            by=manager,
            team=f"{ward.name} ward team",
            email=f"wards@{TOWN.lower()}.example",
        )
        release = rules.prepare(partnership=partnership, area=ward, by=manager)
        if index in town.truth.treated_wards:
            rules.write_lines(release, lines=SAID, by=manager)
        if index != town.truth.control_wards[0]:
            rules.approve(release, by=manager)
