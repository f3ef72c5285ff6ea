"""The ground of an evaluation: treated, comparison, buffer. Frozen into the design, so that it cannot move later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import shapely
from django.utils.text import get_text_list
from shapely import Geometry

from wardwise.places.models import Area

TREATED, CONTROL, BUFFER, BUFFER_CONTROL = NAMES = ("treated", "control", "buffer", "buffer_control")
TITLES = {
    TREATED: "Treated area",
    CONTROL: "Comparison area",
    BUFFER: "Buffer",
    BUFFER_CONTROL: "Comparison area for the buffer",
}
MOST_NAMES = 4  # more names than this in a sentence and nobody reads it to its end
SMALL = ("lsoa", "msoa", "output-area", "cell")
SAME_GROUND = 0.01  # two zones may share this much of the smaller: hand-drawn borders never fit exactly


@dataclass(frozen=True)
class Zone:
    """One zone: areas of a scheme by code, or a polygon (well-known binary in hex, National Grid metres)."""

    words: str
    scheme: str = ""
    codes: tuple[str, ...] = ()
    wkb: str = ""

    @property
    def short(self) -> str:
        """The zone in a sentence: its names, or how many areas it has where they are many."""
        if len(self.codes) <= MOST_NAMES:
            return self.words
        return f"{len(self.codes)} {'small areas' if self.scheme.startswith(SMALL) else 'areas'}"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "codes": list(self.codes)}


def from_json(found: dict[str, Any]) -> Zone:
    return Zone(found["words"], found["scheme"], tuple(found["codes"]), found["wkb"])


def of_areas(areas: Sequence[Area]) -> Zone:
    """Areas of one scheme, by code."""
    schemes = {area.scheme.code for area in areas}
    if len(schemes) != 1:
        raise ValueError("areas of one scheme are needed")
    codes = tuple(sorted(area.code for area in areas))
    return Zone(get_text_list(sorted(area.name for area in areas), "and"), schemes.pop(), codes)


def of_polygon(ground: Geometry, words: str) -> Zone:
    return Zone(words, wkb=shapely.to_wkb(ground, hex=True))


def ground(zone: Zone) -> Geometry:
    """The zone's shape in National Grid metres."""
    if zone.wkb:
        return shapely.from_wkb(zone.wkb)
    areas = Area.objects.filter(scheme__code=zone.scheme, code__in=zone.codes).order_by("code")
    return shapely.union_all([area.geometry for area in areas])


def overlapping(zones: dict[str, Zone]) -> list[tuple[str, str]]:
    """Pairs of zones that lie on the same ground."""
    shapes = [(name, ground(zone)) for name, zone in zones.items()]
    return [
        (one, other)
        for i, (one, first) in enumerate(shapes)
        for other, second in shapes[i + 1 :]
        if first.intersection(second).area > SAME_GROUND * min(first.area, second.area)
    ]
