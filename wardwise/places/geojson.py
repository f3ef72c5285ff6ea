"""Areas as GeoJSON: which coordinates, which property is the code, which features can be taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from shapely import Geometry

from wardwise.methods import geometry
from wardwise.places.exceptions import LoadRefused, Refusal

Crs = Literal["WGS84", "BNG"]

# What publishers call the kinds of area we know. Others are loaded too, with the property named by the operator.
PREFIXES = {
    "ward": "WD",
    "lsoa": "LSOA",
    "msoa": "MSOA",
    "output-area": "OA",
    "local-authority": "LAD",
    "police-force": "PFA",
    "csp": "CSP",
    "parish": "PAR",
}
CODE_LENGTH, NAME_LENGTH = 20, 120


@dataclass(frozen=True)
class FoundArea:
    """One area of a file, ready to be stored: its boundary is valid and in British National Grid metres."""

    row: int
    code: str
    name: str
    boundary: Geometry
    repaired: str = ""
    is_approximate: bool = False


@dataclass(frozen=True)
class FoundAreas:
    """What a file holds, what it was taken for, and what in it cannot be taken."""

    areas: tuple[FoundArea, ...]
    refused: tuple[Refusal, ...]
    crs: Crs
    code_property: str
    name_property: str


def find_areas(
    document: Any,
    *,
    kind: str,
    year: int,
    crs: Crs | None = None,
    code_property: str = "",
    name_property: str = "",
) -> FoundAreas:
    """Take a parsed GeoJSON document apart. Features that cannot be taken are in `refused`, with the reason."""
    features = _features(document)
    properties = [_properties(feature) for feature in features]
    code_property = code_property or _code_property(properties, kind, year)
    name_property = name_property or _name_property(properties, code_property)
    _check_named(properties, code_property, name_property)
    shapes, reasons = _shapes(features)
    crs = crs or _crs(document, shapes)
    _check_range(shapes, crs)
    placed = _place(shapes, reasons, crs)
    areas, refused = [], []
    codes = [str(row.get(code_property) or "").strip() for row in properties]
    times = Counter(codes)
    for position, (code, row) in enumerate(zip(codes, properties, strict=True)):
        name = str(row.get(name_property) or code).strip()
        boundary, repaired = placed[position]
        reason = _why_not(code, name, times[code]) or reasons[position]
        if reason or boundary is None:
            refused.append(Refusal(position + 1, reason, code[:CODE_LENGTH]))
        else:
            approximate = row.get("approximate") is True
            areas.append(FoundArea(position + 1, code, name, boundary, repaired, approximate))
    return FoundAreas(tuple(areas), tuple(refused), crs, code_property, name_property)


def _features(document: Any) -> list[Any]:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        kind = document.get("type") if isinstance(document, dict) else type(document).__name__
        raise LoadRefused(
            "not_a_feature_collection",
            f"The file is no GeoJSON FeatureCollection (it is: {str(kind)[:40]}). Export the areas as one.",
        )
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise LoadRefused("no_features", "The file holds no areas: its list of features is missing or empty.")
    return features


def _properties(feature: Any) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


# ----- Which property is the code, which the name


def _code_property(properties: list[dict[str, Any]], kind: str, year: int) -> str:
    """The property that reads like an official code of this kind and year: `WD13CD` for `ward-2013`."""
    names = {name for row in properties for name in row}
    official = sorted(name for name in names if re.fullmatch(r"[A-Za-z]{2,5}\d\dCD", name, re.IGNORECASE))
    prefix, two = PREFIXES.get(kind), f"{year % 100:02d}"
    fitting = [name for name in official if name[-4:-2] == two and (prefix is None or name[:-4].upper() == prefix)]
    if len(fitting) == 1:
        return fitting[0]
    if not official:
        plain = [name for name in sorted(names) if name.lower() in ("code", f"{kind}_code", f"{kind}code")]
        if len(plain) == 1:
            return plain[0]
    listed = ", ".join(sorted(names))[:300] or "no properties"
    if official and not fitting:
        raise LoadRefused(
            "other_vintage",
            f"The scheme is {kind}-{year}, but the file's codes are {', '.join(official)[:100]}: another kind of "
            "area or another year, and so other places. Give the right --scheme; if the file is right after all, "
            "name the property with --code-property.",
        )
    raise LoadRefused(
        "which_code", f"Which property is the area's code? Name it with --code-property. The file has: {listed}."
    )


def _name_property(properties: list[dict[str, Any]], code_property: str) -> str:
    names = {name for row in properties for name in row}
    wanted = [code_property[:-2] + "NM", code_property[:-2] + "nm", "name", "NAME", "Name"]
    return next((name for name in wanted if name in names), code_property)


def _check_named(properties: list[dict[str, Any]], code_property: str, name_property: str) -> None:
    for option, name in (("--code-property", code_property), ("--name-property", name_property)):
        if not any(name in row for row in properties):
            listed = ", ".join(sorted({name for row in properties for name in row}))[:300] or "none"
            raise LoadRefused("no_such_property", f"{option}: no feature has “{name}”. The file has: {listed}.")


def _why_not(code: str, name: str, times: int) -> str:
    if not code:
        return "it has no code"
    if times > 1:
        return f"its code stands in the file {times} times"
    if len(code) > CODE_LENGTH or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", code):
        return f"its code is not 1 to {CODE_LENGTH} letters and digits"
    return f"its name is longer than {NAME_LENGTH} characters" if len(name) > NAME_LENGTH else ""


# ----- Shapes and coordinates


def _shapes(features: list[Any]) -> tuple[list[Geometry | None], list[str]]:
    """A shape for every feature that has a proper one, and the reason for every one that has not."""
    shapes: list[Geometry | None] = []
    reasons: list[str] = []
    for feature in features:
        shape, reason = _shape(feature.get("geometry") if isinstance(feature, dict) else None)
        shapes.append(shape)
        reasons.append(reason)
    return shapes, reasons


def _shape(found: Any) -> tuple[Geometry | None, str]:
    if not isinstance(found, dict):
        return None, "it has no geometry"
    if found.get("type") not in ("Polygon", "MultiPolygon"):
        return None, f"its geometry is a {str(found.get('type'))[:30]}, not a Polygon or MultiPolygon"
    try:
        parts = found["coordinates"] if found["type"] == "MultiPolygon" else [found["coordinates"]]
        polygons = [_polygon(rings) for rings in parts if rings]
    except (KeyError, TypeError, ValueError, IndexError, OverflowError, shapely.errors.ShapelyError):
        return None, "its coordinates are not rings of at least four finite places"
    if not polygons:
        return None, "its geometry is empty"
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons), ""


def _polygon(rings: Any) -> Geometry:
    shell, *holes = [_ring(ring) for ring in rings]
    return shapely.Polygon(shell, holes)


def _ring(places: Any) -> Any:
    xy = np.array([place[:2] for place in places], dtype=object)
    if xy.ndim != 2 or xy.shape[1] != 2 or any(type(value) not in (int, float) for value in xy.ravel()):
        raise ValueError("not pairs of numbers")
    xy = xy.astype(np.float64)
    if len(xy) < 4 or not np.isfinite(xy).all():
        raise ValueError("too short, or not finite")
    return xy


def _crs(document: Any, shapes: Sequence[Geometry | None]) -> Crs:
    """By the file's `crs` member; without one, by the range of the coordinates."""
    member = document.get("crs")
    if member is None:
        return "BNG" if _span(shapes) > 360 else "WGS84"
    name = str((member.get("properties") or {}).get("name", "")) if isinstance(member, dict) else str(member)
    if re.search(r"CRS84|EPSG:{1,2}(4326|4258)\b|WGS ?84", name, re.IGNORECASE):
        return "WGS84"
    if re.search(r"EPSG:{1,2}27700\b", name, re.IGNORECASE):
        return "BNG"
    raise LoadRefused(
        "unknown_crs",
        f"The file says its coordinates are “{name[:80]}”. Export it as WGS84 (EPSG:4326) or British National Grid "
        "(EPSG:27700), or say which it is with --crs.",
    )


def _span(shapes: Sequence[Geometry | None]) -> float:
    bounds = shapely.bounds([shape for shape in shapes if shape is not None])
    return float(np.abs(bounds).max()) if bounds.size else 0.0


def _check_range(shapes: Sequence[Geometry | None], crs: Crs) -> None:
    if crs == "WGS84" and _span(shapes) > 360:
        raise LoadRefused(
            "wrong_crs",
            "The file says or is said to be WGS84, but its coordinates are too large for degrees. "
            "If they are metres on the National Grid, give --crs BNG.",
        )
    if crs == "BNG" and 0 < _span(shapes) <= 360:
        raise LoadRefused(
            "wrong_crs",
            "The file says or is said to be on the National Grid, but its coordinates look like degrees. "
            "If they are, give --crs WGS84.",
        )


def _place(shapes: list[Geometry | None], reasons: list[str], crs: Crs) -> list[tuple[Geometry | None, str]]:
    """Each shape in metres on the National Grid and valid, with what was repaired; reasons are added in place."""
    held = [position for position, shape in enumerate(shapes) if shape is not None]
    moved = _in_metres([shapes[position] for position in held], crs)
    placed: list[tuple[Geometry | None, str]] = [(None, "")] * len(shapes)
    for position, shape in zip(held, moved, strict=True):
        if shape is None:
            reasons[position] = "it lies outside Great Britain (were longitude and latitude swapped?)"
            continue
        repaired, how = _repair(shape)
        if repaired is None:
            reasons[position] = f"its geometry has no area or cannot be repaired ({how})"
        placed[position] = repaired, how
    return placed


def _in_metres(shapes: Sequence[Geometry | None], crs: Crs) -> list[Geometry | None]:
    """All vertices in one call; a shape with a vertex off the grid becomes none."""
    if not shapes:
        return []
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    if crs == "WGS84":
        x, y = geometry.to_national_grid(coordinates[:, 0], coordinates[:, 1], outside="nan")
    else:
        x, y = coordinates.T
        x = np.where((x >= 0) & (x < 700_000) & (y >= 0) & (y < 1_300_000), x, np.nan)
    off = set(owner[np.isnan(x)].tolist())
    kept = np.array([None if position in off else shape for position, shape in enumerate(shapes)], dtype=object)
    inside = ~np.isin(owner, list(off))
    return list(shapely.set_coordinates(kept, np.column_stack([x, y])[inside]))


def _repair(shape: Geometry) -> tuple[Geometry | None, str]:
    how = ""
    if not shapely.is_valid(shape):
        how = shapely.is_valid_reason(shape).split("[")[0].strip()
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
        areal = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
        shape = shapely.union_all(areal) if areal else shapely.Polygon()
    if shapely.is_empty(shape) or shapely.area(shape) <= 0:
        return None, how or "empty"
    return shapely.normalize(shape), how
