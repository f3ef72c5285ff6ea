"""What most people come to the public site for, in the order they need it. Shown as cards on the home page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from wardwise.partners.models import Partnership


@dataclass(frozen=True)
class Door:
    """A card of the home page."""

    words: str
    note: str
    url_name: str
    url: str = ""


DOORS = (
    Door(
        "Report a problem",
        "Rubbish, noise, nuisance, or something that worries you. No account, no name needed.",
        "reports_site:what",
    ),
    Door(
        "See what is happening near you",
        "What is recorded, what was done about it, and what changed.",
        "area_pages_site:list",
    ),
    Door("Look up your report", "With the reference and the code you were given.", "reports_site:ask"),
)


def doors_of(partnership: Partnership) -> list[Door]:
    """The cards whose page this site has."""
    found = []
    for door in DOORS:
        try:
            url = reverse(door.url_name, args=[partnership.slug])
        except NoReverseMatch:
            continue
        found.append(Door(door.words, door.note, door.url_name, url))
    return found
