"""Maps: a picture that is always there, a map to move where the browser can, and a table that says the same.

A page draws one with `{% map my_map %}`. The picture is an SVG drawn here from the same GeoJSON (WGS84): it is what
paper, old browsers and people without script see. The map has no base map and asks nobody outside for anything.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from wardwise.design import map_names

GeoJSON = Mapping[str, Any]


@dataclass(frozen=True)
class Shade:
    """A line of the legend. Keys: 1 to 5 (light to dark), high, low, none, plain."""

    key: str
    words: str


@dataclass(frozen=True)
class Map:
    """A map with its words and its table.

    Features may carry the properties `name`, `shade` (a legend key), `words` (what the pop-up says), `url` (a page to
    go on to) and, for points, `size` (a count). With `data_url` the browser fetches the GeoJSON from our own origin
    instead of finding it in the page. `on_request` loads the moving map only when somebody asks for it.
    `same_areas` says that a map earlier in the page has these very areas: their shapes are not set in it again.
    `signs` are names to find one's way by (of the wards, on a map of small areas); without, the areas' own.
    """

    title: str
    geojson: GeoJSON | None = None
    data_url: str = ""
    description: str = ""
    source: str = ""
    shades: tuple[Shade, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    on_request: bool = False
    same_areas: bool = False
    signs: tuple[map_names.Sign, ...] | None = None
    numeric: frozenset[int] = field(default_factory=frozenset)


def choropleth(
    title: str,
    geojson: GeoJSON,
    values: Mapping[str, float | int | None],
    *,
    breaks: Sequence[float] | None = None,
    code: str = "code",
    unit: str = "",
    none_words: str = "No figure",
    **details: Any,
) -> Map:
    """Areas shaded by a value in up to five classes. `values` is keyed by each feature's `code`.

    Without `breaks` (the upper bounds of all classes but the last) the classes hold equally many areas.
    """
    known = sorted(float(value) for value in values.values() if value is not None and math.isfinite(value))
    bounds = list(breaks) if breaks is not None else quantile_breaks(known)
    features = []
    for feature in geojson["features"]:
        value = values.get(str(feature["properties"].get(code, "")))
        shade = shade_of(value, bounds)
        words = none_words if shade == "none" or value is None else f"{said(value)} {unit}".strip()
        features.append({**feature, "properties": {"words": words, **feature["properties"], "shade": shade}})
    has_none = any(feature["properties"]["shade"] == "none" for feature in features)
    shades = (*legend_of(bounds, known), *([Shade("none", none_words)] if has_none else []))
    return Map(title, {"type": "FeatureCollection", "features": features}, shades=shades, **details)


def quantile_breaks(known: Sequence[float], classes: int = 5) -> list[float]:
    if not known:
        return []
    steps = np.quantile(np.asarray(known), np.arange(1, classes) / classes)
    return [float(step) for step in np.unique(steps) if step < known[-1]]


def shade_of(value: float | int | None, bounds: Sequence[float]) -> str:
    if value is None or not math.isfinite(value):
        return "none"
    place = int(np.searchsorted(np.asarray(bounds), value, side="left")) if bounds else 0
    # With fewer classes, spread them over the whole scale: two classes are the lightest and the darkest.
    return str(1 + round(place * 4 / len(bounds))) if bounds else "3"


def legend_of(bounds: Sequence[float], known: Sequence[float]) -> Iterator[Shade]:
    if not known:
        return
    edges = [known[0], *bounds, max(known[-1], bounds[-1] if bounds else known[-1])]
    whole = all(value == int(value) for value in known)
    for place, (low, high) in enumerate(pairwise(edges)):
        if whole:
            first = math.ceil(low) if place == 0 else math.floor(low) + 1
            last = math.floor(high)
            words = said(first) if first >= last else f"{said(first)} to {said(last)}"
        else:
            words = f"{said(low)} to {said(high)}" if place == 0 else f"over {said(low)} to {said(high)}"
        yield Shade(shade_of(high, bounds), words)


def said(value: float | int) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"


def points(
    title: str,
    longitudes: Sequence[float],
    latitudes: Sequence[float],
    names: Sequence[str],
    counts: Sequence[int],
    *,
    outline: GeoJSON | None = None,
    unit: str = "recorded",
    urls: Sequence[str] = (),
    **details: Any,
) -> Map:
    """Points sized by a count, over the outline of an area if one is given."""
    ground = [
        {**feature, "properties": {**feature["properties"], "shade": "plain"}}
        for feature in (outline or {"features": []})["features"]
    ]
    dots = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(float(lon), 6), round(float(lat), 6)]},
            "properties": {
                "name": str(names[i]),
                "size": int(counts[i]),
                "words": f"{said(int(counts[i]))} {unit}",
                **({"url": urls[i]} if urls else {}),
            },
        }
        for i, (lon, lat) in enumerate(zip(longitudes, latitudes, strict=True))
    ]
    return Map(title, {"type": "FeatureCollection", "features": [*ground, *dots]}, **details)


def page_parts(map: Map) -> dict[str, Any]:  # noqa: A002  (the field's word)
    """What the template draws: the picture, the data under an id of its own, the table."""
    drawn = Drawn(map.geojson, map.signs) if map.geojson else None
    data = drawn.data(with_areas=not map.same_areas) if drawn else ""
    identity = f"map-{hashlib.sha256((map.title + (data or map.data_url)).encode()).hexdigest()[:10]}"
    return {
        "map": map,
        "id": identity,
        "picture": drawn.picture(map.title, WIDTH) if drawn else "",
        "embedded": "" if map.data_url or not data else in_script(data),
        "areas": areas_key(drawn.ground) if drawn and drawn.areas else "",
        "same_areas": map.same_areas,
    }


# The picture and the data

WIDTH, MARGIN = 700, 12
PLACES = 5  # of a degree: about a metre
IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
Frame = tuple[float, float, float, float]  # west, south, east, north


class Drawn:
    """A map's features, its areas laid once: the same areas are drawn for question after question."""

    def __init__(self, geojson: GeoJSON, signs: tuple[map_names.Sign, ...] | None = None) -> None:
        features = geojson["features"]
        self.dots = [feature for feature in features if feature["geometry"]["type"] == "Point"]
        self.areas = [feature for feature in features if feature["geometry"]["type"] != "Point"]
        self.ground = json.dumps([area["geometry"] for area in self.areas], separators=(",", ":"))
        self.given_signs = signs or ()
        self.signs = map_names.signs(self.areas) if signs is None else signs

    def data(self, *, with_areas: bool = True) -> str:
        """GeoJSON for the moving map: coordinates to the metre, and nothing that it does not read.

        Without areas theirs are null, for the script to take from the map before.
        """
        dots = (compact(dot["geometry"]) for dot in self.dots)
        areas = rounded(self.ground) if with_areas else ["null"] * len(self.areas)
        pairs = zip((*self.areas, *self.dots), (*areas, *dots), strict=True)
        features = (
            f'{{"type":"Feature","properties":{compact(feature["properties"])},"geometry":{geometry}}}'
            for feature, geometry in pairs
        )
        signs = f'"signs":{compact(self.given_signs)},' if self.given_signs else ""
        return f'{{"type":"FeatureCollection",{signs}"features":[{",".join(features)}]}}'

    def picture(self, title: str, width: int) -> str:
        """An SVG of the areas and points: longitudes shrunk by the cosine of the latitude, north up."""
        spots = [dot["geometry"]["coordinates"][:2] for dot in self.dots]
        corners = bounds_of(self.ground)
        spots += [corners[:2], corners[2:]] if corners else []
        if not spots:
            return ""
        frame = (*np.min(spots, axis=0).tolist(), *np.max(spots, axis=0).tolist())
        place, height = placing(frame, width)
        shapes = [
            f'<path class="ww-class-{shade_class(area)}" fill-rule="evenodd" d="{d}"/>'
            for area, d in zip(self.areas, paths(self.ground, frame, width), strict=True)
        ]
        most = max((feature["properties"].get("size", 0) for feature in (*self.areas, *self.dots)), default=0)
        shapes += [dot_of(dot, place, most) for dot in self.dots]
        shapes += map_names.written(self.signs, place, width)
        outer = f'class="ww-outline" viewBox="0 0 {width} {height}" role="img" aria-label="{escaped(title)}"'
        return f"<svg {outer}>{''.join(shapes)}</svg>"


def picture(geojson: GeoJSON, title: str, width: int = WIDTH) -> str:
    """The picture alone, without names."""
    return Drawn(geojson, ()).picture(title, width)


def shade_class(area: Mapping[str, Any]) -> str:
    return escaped(str(area["properties"].get("shade", "plain")))


def in_script(data: str) -> SafeString:
    """Data in the page as Django's json_script sets it, written once: no sign of it can end the script."""
    return format_html('<script type="application/json">{}</script>', mark_safe(data.translate(IN_SCRIPT)))  # noqa: S308


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), default=str)


@lru_cache(maxsize=16)
def areas_key(ground: str) -> str:
    """A name for these very shapes."""
    return hashlib.sha256(ground.encode()).hexdigest()[:10]


@lru_cache(maxsize=16)
def rounded(ground: str) -> tuple[str, ...]:
    """Each area's geometry as GeoJSON, its coordinates rounded for display."""
    shapes = json.loads(ground, parse_float=lambda digits: round(float(digits), PLACES))
    return tuple(compact(shape) for shape in shapes)


@lru_cache(maxsize=16)
def bounds_of(ground: str) -> Frame | None:
    spots = [spot for shape in json.loads(ground) for spot in flat(shape["coordinates"])]
    if not spots:
        return None
    (west, south), (east, north) = np.min(spots, axis=0).tolist(), np.max(spots, axis=0).tolist()
    return west, south, east, north


@lru_cache(maxsize=16)
def paths(ground: str, frame: Frame, width: int) -> tuple[str, ...]:
    """Each area as the path of its rings."""
    place, _ = placing(frame, width)
    return tuple(path_of(shape, place) for shape in json.loads(ground))


def placing(frame: Frame, width: int) -> tuple[Any, int]:
    """Where a longitude and latitude fall in the picture, and how high the picture is."""
    west, south, east, north = frame
    shrink = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * shrink, 1e-6), max(north - south, 1e-6)
    scale = min((width - 2 * MARGIN) / across, 560 / up)
    left = (width - across * scale) / 2

    def place(position: Sequence[float]) -> tuple[float, float]:
        x = left + (position[0] - west) * shrink * scale
        return round(x, 1), round(MARGIN + (north - position[1]) * scale, 1)

    return place, round(up * scale + 2 * MARGIN)


def path_of(geometry: Mapping[str, Any], place: Any) -> str:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [ring for part in parts for ring in part]
    return "".join("M" + "L".join(f"{x:g},{y:g}" for x, y in map(place, ring)) + "Z" for ring in rings)


def dot_of(feature: Mapping[str, Any], place: Any, most: int) -> str:
    x, y = place(feature["geometry"]["coordinates"])
    return f'<circle cx="{x}" cy="{y}" r="{radius(feature["properties"].get("size", 0), most):.1f}"/>'


def radius(size: int, most: int) -> float:
    """Area, not radius, is in proportion to the count."""
    return 3.0 + 15.0 * math.sqrt(size / most) if most else 5.0


def flat(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        for part in coordinates:
            yield from flat(part)


def escaped(text: str) -> str:
    return str(escape(text))
