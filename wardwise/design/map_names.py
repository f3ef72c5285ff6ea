"""Names to find one's way by, written into a map's picture where there is room: none over another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import shapely
from django.utils.html import escape
from shapely.geometry import shape

AREAS_AT_MOST = 40  # of more, the names would be all there is to see
LETTER, LINE = 7.6, 17.0  # how wide a letter and how high a line of the picture is
Spot = tuple[float, float]
Sign = tuple[str, float, float]  # a name, and the longitude and latitude it stands at


def signs(areas: Sequence[Mapping[str, Any]]) -> tuple[Sign, ...]:
    """The names of these GeoJSON areas, each well inside its own, the largest area first; none if they are many."""
    if len(areas) > AREAS_AT_MOST:
        return ()
    ground = json.dumps([area["geometry"] for area in areas])
    return tuple((str(areas[i]["properties"].get("name", "")), *spot) for i, spot in middles(ground))


@lru_cache(maxsize=16)
def middles(ground: str) -> tuple[tuple[int, Spot], ...]:
    shapes = [shape(one) for one in json.loads(ground)]
    inside = shapely.point_on_surface(shapes)
    order = sorted(range(len(shapes)), key=lambda i: -shapes[i].area)
    return tuple((i, (round(inside[i].x, 5), round(inside[i].y, 5))) for i in order if not inside[i].is_empty)


def written(given: Sequence[Sign], place: Callable[[Spot], Spot], width: int) -> Iterator[str]:
    """As text of an SVG of this width; the first come first."""
    taken: list[tuple[float, float, float]] = []
    for name, *spot in given:
        (x, y), half = place((spot[0], spot[1])), len(name) * LETTER / 2
        is_within = half <= x <= width - half
        is_free = all(abs(x - other) >= half + its or abs(y - row) >= LINE for other, row, its in taken)
        if name and is_within and is_free:
            taken.append((x, y, half))
            yield f'<text x="{x}" y="{y}" dy=".3em">{escape(name)}</text>'
