"""What is known of areas. Boundaries are open data: they name nobody and belong to no one partnership."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.core.cache import caches
from django.db.models import Count, QuerySet
from numpy.typing import ArrayLike, NDArray
from shapely import Geometry

from wardwise.methods import geometry
from wardwise.places.exceptions import UnknownScheme
from wardwise.places.models import Area, AreaScheme, LookUp, Population

PLACES_AFTER_POINT = 6  # degrees: 0.1 m
KEPT_INDEXES = 8


def schemes() -> QuerySet[AreaScheme]:
    """Every scheme loaded, with how many areas it holds as `areas_held`."""
    return AreaScheme.objects.annotate(areas_held=Count("areas")).order_by("code")


def scheme(code: str) -> AreaScheme:
    """The scheme called so, or `UnknownScheme`."""
    found = AreaScheme.objects.filter(code=code).first()
    if found is None:
        raise UnknownScheme(code, list(AreaScheme.objects.order_by("code").values_list("code", flat=True)))
    return found


def locked_scheme(code: str) -> AreaScheme:
    """The scheme, locked until the transaction ends: loads of one scheme wait for each other."""
    return AreaScheme.objects.select_for_update().get(pk=scheme(code).pk)


def areas_of(scheme_code: str) -> QuerySet[Area]:
    """The areas of one scheme, in ascending order of code."""
    return Area.objects.filter(scheme__code=scheme_code).select_related("scheme").order_by("code")


def keys_of(scheme_code: str) -> dict[str, int]:
    """The primary key of each area of a scheme by its code, or `UnknownScheme`."""
    return dict(Area.objects.filter(scheme=scheme(scheme_code)).values_list("code", "pk"))


def boundaries(areas: Iterable[Area]) -> list[Geometry]:
    """The shapes of these areas in the same order, in British National Grid metres."""
    return list(shapely.from_wkb([bytes(area.boundary) for area in areas]))


def look_up(from_scheme: str, to_scheme: str) -> dict[str, dict[str, float]]:
    """For each code of one scheme, the codes of the other and the share of it that lies in each."""
    shares: dict[str, dict[str, float]] = {}
    rows = LookUp.objects.filter(from_area__scheme=scheme(from_scheme), to_area__scheme=scheme(to_scheme))
    for start, end, share in rows.values_list("from_area__code", "to_area__code", "share"):
        shares.setdefault(start, {})[end] = share
    return shares


@dataclass(frozen=True)
class LookUpSummary:
    """Which two schemes are joined, by how many rows, and how many areas of the first have none."""

    from_scheme: str
    to_scheme: str
    rows: int
    areas: int
    led: int

    @property
    def without(self) -> int:
        return self.areas - self.led


def look_ups() -> list[LookUpSummary]:
    """Every pair of schemes that a look-up joins."""
    held = dict(Area.objects.order_by("scheme__code").values_list("scheme__code").annotate(areas=Count("pk")))
    pairs = LookUp.objects.values_list("from_area__scheme__code", "to_area__scheme__code")
    counted = pairs.annotate(rows=Count("pk"), led=Count("from_area", distinct=True))
    return [
        LookUpSummary(start, end, rows, held[start], led)
        for start, end, rows, led in counted.order_by("from_area__scheme__code", "to_area__scheme__code")
    ]


# ----- People


def years_by_scheme() -> dict[str, list[int]]:
    """The years with a population, in ascending order, for every scheme that has any."""
    years: dict[str, list[int]] = {}
    rows = Population.objects.values_list("area__scheme__code", "year").distinct()
    for code, year in rows.order_by("area__scheme__code", "year"):
        years.setdefault(code, []).append(year)
    return years


def population_years(scheme_code: str) -> list[int]:
    """The years for which the scheme's areas have a population, in ascending order."""
    rows = Population.objects.filter(area__scheme__code=scheme_code)
    return list(rows.order_by("year").values_list("year", flat=True).distinct())


def populations(
    scheme_code: str, year: int, codes: Sequence[str] | None = None
) -> tuple[int | None, dict[str, Population]]:
    """The year that fits best (the latest up to `year`, else the earliest) and its rows by area code, of all areas
    or only of those with these codes.

    The caller says so when the year is not the one asked for.
    """
    years = population_years(scheme_code)
    fitting = max((y for y in years if y <= year), default=min(years, default=None))
    if fitting is None:
        return None, {}
    rows = (
        Population.objects.filter(area__scheme__code=scheme_code, year=fitting)
        .select_related("area")
        .defer("area__boundary")
    )
    rows = rows if codes is None else rows.filter(area__code__in=codes)
    return fitting, {row.area.code: row for row in rows}


# ----- Which area a place lies in


@dataclass(frozen=True)
class Locator:
    """Which area of one scheme each of many places lies in. A border belongs to the lower code."""

    scheme: str
    codes: NDArray[np.str_]
    index: geometry.PolygonIndex = field(repr=False)

    def positions(self, easting: ArrayLike, northing: ArrayLike) -> NDArray[np.int64]:
        """The position in `codes` for each place, -1 for none."""
        return self.index.locate(easting, northing)

    def codes_at(self, easting: ArrayLike, northing: ArrayLike) -> NDArray[np.str_]:
        """The area's code for each place, empty for none."""
        return np.append(self.codes, "")[self.positions(easting, northing)]


_indexes: OrderedDict[tuple[Any, ...], Locator] = OrderedDict()


def locator(scheme_code: str) -> Locator:
    """The index of a scheme's boundaries, made once a process and anew when the boundaries change."""
    rows = areas_of(scheme_code)
    stamp = (scheme_code, *rows.values_list("code", "area_m2", "west", "south", "scheme__loaded_at"))
    made = _indexes.get(stamp)
    if made is None:
        areas = list(rows)
        codes = np.array([area.code for area in areas], dtype=np.str_)
        made = Locator(scheme_code, codes, geometry.PolygonIndex(boundaries(areas)))
        _indexes[stamp] = made
        while len(_indexes) > KEPT_INDEXES:
            _indexes.popitem(last=False)
    return made


def locate(scheme_codes: Sequence[str], easting: ArrayLike, northing: ArrayLike) -> dict[str, NDArray[np.str_]]:
    """For each scheme, the code of the area that each place lies in; empty where there is none."""
    return {code: locator(code).codes_at(easting, northing) for code in scheme_codes}


def area_at(scheme_code: str, easting: float, northing: float) -> Area | None:
    """The area of a scheme that holds one place; the lower code on a border."""
    near = areas_of(scheme_code).filter(west__lte=easting, east__gte=easting, south__lte=northing)
    near = near.filter(north__gte=northing)
    return next((area for area in near if shapely.intersects_xy(area.geometry, easting, northing)), None)


def neighbours(areas: Iterable[Area], *, tolerance_m: float = 1.0) -> list[tuple[int, int]]:
    """Which of these areas touch: pairs of positions, each once, as `methods.geometry.contiguity` gives them."""
    return geometry.contiguity(boundaries(areas), tolerance_m=tolerance_m)


# ----- For maps


def as_geojson(
    areas: Iterable[Area],
    properties: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    tolerance_m: float | None = None,
) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of these areas for a map: WGS84, simplified so that shared borders still meet.

    `properties` adds to each area's code and name what is known of it, by code. The tolerance is by default a
    thousandth of the width shown, about a pixel; nought keeps every vertex. The shapes are cached.
    """
    held, known = list(areas), properties or {}
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "properties": {"code": area.code, "name": area.name, **known.get(area.code, {})},
            "geometry": shape,
        }
        for area, shape in zip(held, _drawn(held, tolerance_m), strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _drawn(areas: Sequence[Area], tolerance_m: float | None) -> list[dict[str, Any]]:
    if not areas:
        return []
    wkb = [bytes(area.boundary) for area in areas]
    digest = hashlib.sha256(repr(tolerance_m).encode() + b"".join(wkb)).hexdigest()
    key = f"places-drawn-1-{digest}"
    drawn: list[dict[str, Any]] | None = caches["drawn"].get(key)
    if drawn is None:
        drawn = _draw(np.array(shapely.from_wkb(wkb)), tolerance_m)
        caches["drawn"].set(key, drawn, timeout=30 * 86_400)
    return drawn


def _draw(shapes: NDArray[Any], tolerance_m: float | None) -> list[dict[str, Any]]:
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(east - west, north - south) / 1_000 if tolerance_m is None else tolerance_m
    if tolerance:
        shapes = _simplified(shapes, tolerance)
    moved = geometry.shape_to_wgs84(shapely.orient_polygons(shapes))
    rounded = shapely.transform(moved, lambda xy: np.round(xy, PLACES_AFTER_POINT))
    return [shapely.geometry.mapping(shape) for shape in rounded]


def _simplified(shapes: NDArray[Any], tolerance: float) -> NDArray[Any]:
    """As a coverage, so that neighbours keep meeting; an area too small to survive keeps its own shape."""
    simpler = shapely.coverage_simplify(shapes, tolerance)
    lost = shapely.is_empty(simpler) | ~shapely.is_valid(simpler)
    return np.where(lost, shapes, simpler)
