"""Loading areas: atomic, repeatable, and every feature of the file accounted for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from django.db import transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.places import files
from wardwise.places.exceptions import LoadRefused
from wardwise.places.geojson import Crs, FoundArea, FoundAreas, find_areas
from wardwise.places.models import Area, AreaScheme
from wardwise.places.rules.tally import Tally, refuse_or_skip

SMALLEST_OVERLAP_M2 = 1.0  # below it two borders merely round differently


@dataclass(frozen=True)
class Overlap:
    """Two areas of one scheme that share land, which no two areas of a scheme should."""

    first: str
    second: str
    shared_m2: float


@dataclass(frozen=True)
class BoundaryReport(Tally):
    """What became of every feature of a boundary file, and what is odd about the areas."""

    scheme: str
    crs: str
    code_property: str
    name_property: str
    is_approximate: bool
    repaired: tuple[tuple[str, str], ...]
    overlaps: tuple[Overlap, ...]
    codes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        figures = super().as_dict()
        del figures["codes"]
        return {**figures, "repaired": len(self.repaired), "repairs": dict(self.repaired)}


def load_boundaries(
    path: Path,
    *,
    scheme: str,
    source: str = "",
    approximate: bool = False,
    crs: Crs | None = None,
    code_property: str = "",
    name_property: str = "",
    skip_refused: bool = False,
    by: audit.HasKey | None,
) -> BoundaryReport:
    """Load the areas of a GeoJSON file into a scheme. By the operator at the command line (`by` is none).

    Areas that are in the scheme but not in the file stay: a scheme may be loaded council by council.
    """
    kind, year = kind_and_year(scheme)
    found = find_areas(
        files.read_json(path),
        kind=kind,
        year=year,
        crs=crs,
        code_property=code_property,
        name_property=name_property,
    )
    refuse_or_skip("of its features", found.refused, usable=len(found.areas), skip_refused=skip_refused)
    with transaction.atomic():
        AreaScheme.objects.get_or_create(code=scheme, defaults={"kind": kind, "year": year})
        held = AreaScheme.objects.select_for_update().get(code=scheme)
        tally = _store(held, found)
        _note(held, found, tally, source=source, approximate=approximate)
        if tally.changes:
            detail = {"loaded": tally.loaded, "updated": tally.updated, "sha256": files.digest(path)}
            audit.record("places.boundaries_loaded", by=by, subject=held, detail=detail)
    return _report(held, found, tally)


def kind_and_year(scheme: str) -> tuple[str, int]:
    """`ward-2013` is the kind `ward` and the year 2013: every area carries its vintage."""
    form = re.fullmatch(r"([a-z]+(?:-[a-z]+)*)-((?:19|20)\d\d)", scheme)
    if form is None or len(scheme) > 30:
        raise LoadRefused(
            "no_vintage",
            f"“{scheme[:40]}” names no scheme with its year. Write the kind of area and the year of its boundaries, "
            "in small letters: ward-2013, lsoa-2021, local-authority-2023.",
        )
    return form[1], int(form[2])


def _store(scheme: AreaScheme, found: FoundAreas) -> Tally:
    held = {area.code: area for area in Area.objects.filter(scheme=scheme)}
    new, changed = [], []
    for area in found.areas:
        row = _row(scheme, area)
        before = held.get(area.code)
        if before is None:
            new.append(row)
        elif (before.name, bytes(before.boundary)) != (row.name, row.boundary):
            row.pk = before.pk
            changed.append(row)
    Area.objects.bulk_create(new, batch_size=200)
    fields = ["name", "boundary", "west", "south", "east", "north", "area_m2"]
    Area.objects.bulk_update(changed, fields, batch_size=50)
    read = len(found.areas) + len(found.refused)
    unchanged = len(found.areas) - len(new) - len(changed)
    return Tally(read, len(new), len(changed), unchanged, found.refused)


def _row(scheme: AreaScheme, area: FoundArea) -> Area:
    west, south, east, north = shapely.bounds(area.boundary).tolist()
    return Area(
        scheme=scheme,
        code=area.code,
        name=area.name,
        boundary=shapely.to_wkb(area.boundary),
        west=west,
        south=south,
        east=east,
        north=north,
        area_m2=float(area.boundary.area),
    )


def _note(scheme: AreaScheme, found: FoundAreas, tally: Tally, *, source: str, approximate: bool) -> None:
    """Keep on the scheme what is known of it. It stays approximate while any area may be."""
    now_approximate = approximate or any(area.is_approximate for area in found.areas)
    replaced = {area.code for area in found.areas}
    others = set(Area.objects.filter(scheme=scheme).values_list("code", flat=True)) - replaced
    before = (scheme.source, scheme.is_approximate)
    scheme.source = (source or scheme.source)[:200]
    scheme.is_approximate = now_approximate or (scheme.is_approximate and bool(others))
    if tally.changes or before != (scheme.source, scheme.is_approximate):
        scheme.loaded_at = timezone.now()
        scheme.save()


def _report(scheme: AreaScheme, found: FoundAreas, tally: Tally) -> BoundaryReport:
    return BoundaryReport(
        read=tally.read,
        loaded=tally.loaded,
        updated=tally.updated,
        unchanged=tally.unchanged,
        refused=tally.refused,
        scheme=scheme.code,
        crs=found.crs,
        code_property=found.code_property,
        name_property=found.name_property,
        is_approximate=scheme.is_approximate,
        repaired=tuple((area.code, area.repaired) for area in found.areas if area.repaired),
        overlaps=overlaps_with(scheme, found.areas),
        codes=tuple(area.code for area in found.areas),
    )


def overlaps_with(scheme: AreaScheme, areas: Sequence[FoundArea]) -> tuple[Overlap, ...]:
    """Pairs of the scheme's areas, at least one of them in `areas`, that share land; the largest share first."""
    west, south, east, north = shapely.total_bounds([area.boundary for area in areas]).tolist()
    near = list(
        Area.objects.filter(scheme=scheme, west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    )
    new = {area.code for area in areas}
    shapes = [area.geometry for area in near]
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()
    shared = [
        Overlap(near[i].code, near[j].code, round(float(shapely.intersection(shapes[i], shapes[j]).area), 1))
        for i, j in pairs
        if i < j and (near[i].code in new or near[j].code in new)
    ]
    return tuple(sorted((o for o in shared if o.shared_m2 >= SMALLEST_OVERLAP_M2), key=lambda o: -o.shared_m2))
