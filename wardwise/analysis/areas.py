"""The areas an analyst may choose from: those of the partnership's own place, in the newest vintage of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from wardwise.incidents.store import Store
from wardwise.partners.models import Partnership
from wardwise.places.models import Area


@dataclass(frozen=True)
class OwnAreas:
    """Wards and small areas (LSOAs) of a partnership's place, each of one scheme, in order of name."""

    wards: tuple[Area, ...] = ()
    small: tuple[Area, ...] = ()

    def named(self, codes: tuple[str, ...]) -> list[str]:
        return [area.name for area in (*self.wards, *self.small) if area.code in codes]


def home(own: OwnAreas, store: Store, source: str) -> tuple[str, tuple[str, ...]] | None:
    """The partnership's whole place as areas, by wards or else small areas; none where rows carry codes of neither.

    Rows without a place are in no area: the force publishes them for its whole district, so they are nobody's.
    """
    held = store.catalogue(source)
    matched = set.intersection(*(set(month.schemes) for month in held)) if held else set()
    for areas in (own.wards, own.small):
        if areas and areas[0].scheme.code in matched:
            return areas[0].scheme.code, tuple(sorted(area.code for area in areas))
    return None


def own_areas(partnership: Partnership) -> OwnAreas:
    """One query. Two vintages of a kind are never mixed: the newest is taken."""
    held = list(
        Area.objects.filter(covered_by__partnership=partnership, scheme__kind__in=["ward", "lsoa"])
        .select_related("scheme")
        .defer("boundary")
        .order_by("scheme__year", "scheme__code", "name", "code")
    )
    newest = {area.scheme.kind: area.scheme_id for area in held}
    return OwnAreas(
        wards=tuple(area for area in held if area.scheme_id == newest.get("ward")),
        small=tuple(area for area in held if area.scheme_id == newest.get("lsoa")),
    )
