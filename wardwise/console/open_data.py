"""Reads an archive of data.police.uk as plain arrays, without a store, for the tour of the methods."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from wardwise.console.base import BadInput
from wardwise.methods import geometry
from wardwise.methods.doors import Floats, Integers


@dataclass(frozen=True)
class Areas:
    """Small areas: names, and shapes on the National Grid."""

    names: tuple[str, ...]
    shapes: tuple[shapely.Geometry, ...]


@dataclass(frozen=True)
class Street:
    """Crimes and ASB inside the areas; `month` counts through `months`, `kind` through `kinds`, `area` the areas."""

    months: NDArray[np.datetime64]
    kinds: tuple[str, ...]
    month: Integers
    kind: Integers
    area: Integers
    x: Floats
    y: Floats


def areas_in(path: Path) -> Areas:
    """Areas of a GeoJSON in degrees, named by the first property whose name ends in NM or NAME, else by number."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
        names = [name_of(feature.get("properties") or {}, number) for number, feature in enumerate(features, start=1)]
    except (
        OSError,
        UnicodeDecodeError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        shapely.GEOSException,
    ) as problem:
        raise BadInput("areas", f"{path.name} is no GeoJSON file of areas: {problem}.") from problem
    if not shapes:
        raise BadInput("areas", f"{path.name} holds no areas.")
    try:
        moved = geometry.shape_to_national_grid(shapely.make_valid(shapes))
    except ValueError as problem:
        raise BadInput("areas", f"{path.name} must hold longitudes and latitudes: {problem}") from problem
    return Areas(tuple(names), tuple(moved))


def name_of(properties: dict[str, object], number: int) -> str:
    return next(
        (str(value) for key, value in properties.items() if key.upper().endswith(("NM", "NAME"))), f"Area {number}"
    )


def street_in(path: Path, areas: Areas) -> Street:
    """Street crime of the archive inside the areas; rows without a place are left out, as no map can show them."""
    found = [
        (row["Month"], row["Crime type"], row["Longitude"], row["Latitude"]) for row in rows_of(path, "-street.csv")
    ]
    placed = [row for row in found if row[2] and row[3]]
    if not placed:
        raise BadInput("archive", f"{path.name} holds no street crime with a place (files named ...-street.csv).")
    month, kind, longitude, latitude = (np.array(column) for column in zip(*placed, strict=True))
    x, y = geometry.to_national_grid(longitude.astype(float), latitude.astype(float), outside="nan")
    there = np.isfinite(x) & np.isfinite(y)
    area = np.full(x.size, -1)
    area[there] = geometry.PolygonIndex(areas.shapes).locate(x[there], y[there])
    inside = area >= 0
    if not inside.any():
        raise BadInput("archive", f"None of the street crime in {path.name} lies inside the areas.")
    when = month[inside].astype("datetime64[M]")
    months = np.arange(when.min(), when.max() + 1)
    kinds, numbered = np.unique(kind[inside], return_inverse=True)
    since = (when - months[0]).astype(np.int64)
    return Street(months, tuple(kinds.tolist()), since, numbered, area[inside], x[inside], y[inside])


def stops_in(path: Path) -> NDArray[np.datetime64]:
    """Moments of stop and search, in UTC: the one kind of open police data that comes with the hour."""
    moments = [row["Date"][:19] for row in rows_of(path, "-stop-and-search.csv") if row["Date"]]
    return np.array(moments, dtype="datetime64[s]")


def rows_of(path: Path, ending: str) -> Iterator[dict[str, str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(name for name in archive.namelist() if name.endswith(ending)):
                with archive.open(name) as packed:
                    yield from csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8-sig", newline=""))
    except (
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zipfile.BadZipFile,
        zlib.error,
        UnicodeDecodeError,
        KeyError,
        csv.Error,
    ) as problem:
        raise BadInput("archive", f"{path.name} is no archive of data.police.uk: {problem}.") from problem
