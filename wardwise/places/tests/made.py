"""Files and areas made for the tests: squares on the National Grid, no real place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely

from wardwise.places import rules
from wardwise.places.rules import BoundaryReport

WEST, SOUTH, SIDE = 509_000, 221_000, 500


def square(column: int, row: int = 0) -> shapely.Polygon:
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


def feature(code: Any, geometry: Any, **properties: Any) -> dict[str, Any]:
    shape = shapely.geometry.mapping(geometry) if isinstance(geometry, shapely.Geometry) else geometry
    return {
        "type": "Feature",
        "properties": {"WD13CD": code, "WD13NM": f"Ward {code}", **properties},
        "geometry": shape,
    }


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **members}


def written(folder: Path, document: Any, name: str = "areas.geojson") -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def load(folder: Path, *features: Any, scheme: str = "ward-2013", **options: Any) -> BoundaryReport:
    return rules.load_boundaries(written(folder, collection(*features)), scheme=scheme, by=None, **options)


def squares(folder: Path, *codes: str, scheme: str = "ward-2013") -> BoundaryReport:
    """Load squares in a row, one for each code, in any scheme."""
    features = [feature(code, square(column)) for column, code in enumerate(codes)]
    return load(folder, *features, scheme=scheme, code_property="WD13CD")
