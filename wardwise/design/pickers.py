"""Fields on a map: choose a place, draw an area. Both stand over a box that works without map and script."""

from __future__ import annotations

from typing import Any

from django.forms.boundfield import BoundField

from wardwise.design.maps import GeoJSON


def point_parts(field: BoundField, outline: GeoJSON | None, label_field: BoundField | None) -> dict[str, Any]:
    """A field holding "easting, northing" (or two fields named *_easting and *_northing beside it)."""
    return parts("point", field, outline, "Choose the place on a map") | {"label_field": label_field}


def polygon_parts(field: BoundField, outline: GeoJSON | None) -> dict[str, Any]:
    """A text area holding a GeoJSON polygon in longitude and latitude."""
    return parts("polygon", field, outline, "Draw the area on a map")


def parts(kind: str, field: BoundField, outline: GeoJSON | None, words: str) -> dict[str, Any]:
    return {"kind": kind, "field": field, "outline": outline, "words": words, "id": f"{field.auto_id}-map"}
