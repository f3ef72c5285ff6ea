"""Ground drawn by hand: read as GeoJSON in longitude and latitude, checked, kept in National Grid metres."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django.db.models import Max, Min
from shapely import Geometry
from shapely.geometry import shape

from wardwise.methods import geometry
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Partnership

MOST_TEXT = 200_000
MOST_CORNERS = 5_000
LARGEST_KM2 = 400.0
SMALLEST_M2 = 500.0
POLYGONS = ("Polygon", "MultiPolygon")


def read(text: str, partnership: Partnership) -> Geometry:
    """A polygon drawn on a map of this partnership, in British National Grid metres; or a refusal that says why."""
    if len(text) > MOST_TEXT:
        raise Refused("polygon_too_long", "That shape has too many points. Draw it with fewer.")
    drawn = from_geojson(text)
    if shapely.count_coordinates(drawn) > MOST_CORNERS:
        raise Refused("polygon_too_long", "That shape has too many points. Draw it with fewer.")
    if drawn.is_empty or not drawn.is_valid:
        raise Refused("polygon_crosses_itself", "The line crosses itself or does not close. Draw the area again.")
    try:
        found: Geometry = geometry.shape_to_national_grid(drawn)
    except ValueError:
        raise Refused("polygon_elsewhere", "That shape does not lie in Great Britain.") from None
    check_ground(found, partnership)
    return found


def from_geojson(text: str) -> Geometry:
    """The polygon in a GeoJSON geometry, feature, or collection of one feature."""
    not_a_polygon = Refused("polygon_unreadable", "That is not an area in GeoJSON. Draw it on the map instead.")
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise not_a_polygon from None
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        features = found.get("features")
        found = features[0] if isinstance(features, list) and len(features) == 1 else None
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, dict) or found.get("type") not in POLYGONS:
        raise not_a_polygon
    try:
        return shape(found)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.GEOSException):
        raise not_a_polygon from None


def check_ground(found: Geometry, partnership: Partnership) -> None:
    """Neither a dot nor half a county, and within the partnership's place as far as we know its place."""
    if found.area < SMALLEST_M2:
        raise Refused("polygon_too_small", "That area is smaller than a house and its garden.")
    if found.area > LARGEST_KM2 * 1_000_000:
        raise Refused("polygon_too_large", f"That area is larger than {LARGEST_KM2:.0f} square kilometres.")
    extent = covered_box(partnership)
    if extent is not None and not extent.contains(found):
        raise Refused("polygon_elsewhere", "That area reaches outside this partnership's place.")


def covered_box(partnership: Partnership) -> Geometry | None:
    """The box around every area that the partnership covers, or none before boundaries were loaded."""
    ends = partnership.covered.aggregate(
        west=Min("area__west"), south=Min("area__south"), east=Max("area__east"), north=Max("area__north")
    )
    if ends["west"] is None:
        return None
    return shapely.box(ends["west"], ends["south"], ends["east"], ends["north"]).buffer(1_000)


def to_geojson(ground: Geometry) -> dict[str, Any]:
    """A National Grid shape as a GeoJSON geometry in longitude and latitude."""
    found: dict[str, Any] = json.loads(shapely.to_geojson(geometry.shape_to_wgs84(ground)))
    return found
