"""Where things are: coordinates, grid references, and which polygon a point lies in.

Everything inside Wardwise is float64 metres on the British National Grid (EPSG:27700). Longitude and latitude
(WGS84) are met only at the edges: files that come in, files that go out, and the browser.
"""

from __future__ import annotations

from wardwise.methods.geometry.grid import (
    GridCell,
    cells_covering,
    from_grid_reference,
    grid_reference,
    grid_references,
)
from wardwise.methods.geometry.polygons import PolygonIndex, contiguity
from wardwise.methods.geometry.projection import (
    to_national_grid,
    to_national_grid_helmert,
    to_wgs84,
    to_wgs84_helmert,
)
from wardwise.methods.geometry.shapes import area_m2, buffer, ring, shape_to_national_grid, shape_to_wgs84

__all__ = [
    "GridCell",
    "PolygonIndex",
    "area_m2",
    "buffer",
    "cells_covering",
    "contiguity",
    "from_grid_reference",
    "grid_reference",
    "grid_references",
    "ring",
    "shape_to_national_grid",
    "shape_to_wgs84",
    "to_national_grid",
    "to_national_grid_helmert",
    "to_wgs84",
    "to_wgs84_helmert",
]
