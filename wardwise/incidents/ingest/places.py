"""The distinct places of a load: each is projected and matched to areas once, however many rows lie on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from wardwise.incidents import schema, vocab
from wardwise.incidents.ingest.ground import Ground
from wardwise.methods.geometry import to_national_grid

Floats = NDArray[np.float64]
Objects = NDArray[np.object_]
COUNCIL = re.compile(r"(?P<council>.+) \d{3}[A-Z]{1,2}")
AREA_CODE = re.compile(schema.AREA_CODE_PATTERN)
STREET_NAME = re.compile(schema.POINT_NAME_PATTERN)
NO_NAME = ("No Location", "No location", "")
PUBLISHED = schema.area_column("lsoa-2021")  # the files carry 2021 codes for all months
FLAGS = vocab.flag_bits()


class Places:
    """A table `places` in one connection: published text -> grid, reason, areas, flags. It grows with the files."""

    def __init__(self, db: duckdb.DuckDBPyConnection, ground: Ground) -> None:
        self.db, self.ground, self.count = db, ground, 0
        self.areas = sorted({PUBLISHED, *(schema.area_column(name) for name in ground.schemes)})
        self.columns = {
            "lon": "VARCHAR", "lat": "VARCHAR", "lsoa": "VARCHAR", "easting": "DOUBLE", "northing": "DOUBLE",
            "no_location": "VARCHAR", "precision": "VARCHAR", "point": "BIGINT", "inside": "BOOLEAN",
            "council": "VARCHAR", "name": "VARCHAR", "flags": "UINTEGER", **dict.fromkeys(self.areas, "VARCHAR"),
        }  # fmt: skip
        _create(db, "places", {"spot": "INTEGER", **self.columns})
        _create(db, "named", {"spot": "INTEGER", "last_month": "DATE"})

    def learn(self) -> None:
        """Add the places of `raw` that were not met before in this load."""
        fresh = self.db.execute(
            "SELECT lon, lat, lsoa, any_value(lsoa_name) AS lsoa_name, any_value(place) AS place "
            "FROM raw ANTI JOIN places USING (lon, lat, lsoa) GROUP BY lon, lat, lsoa"
        ).fetchnumpy()
        count = len(fresh["lon"])
        if not count:
            return
        texts = {name: np.asarray(values, dtype=object) for name, values in fresh.items()}
        columns = {"spot": np.arange(self.count, self.count + count), **self._located(texts)}
        self.count += count
        # Numbers as arrays, texts and what may be empty as lists: the latter DuckDB takes with their gaps.
        types = {"spot": "INTEGER", **self.columns}
        wanted = ", ".join(f"unnest(?::{types[name]}[]) AS {name}" for name in types)
        query = f"INSERT INTO places SELECT {wanted}"
        self.db.execute(query, [columns[name].tolist() for name in types]).fetchall()

    def _located(self, fresh: dict[str, Objects]) -> dict[str, NDArray[Any]]:
        """Where each place is, which areas it lies in, and what is wrong with it."""
        lon, lat = _numbers(fresh["lon"]), _numbers(fresh["lat"])
        given = (fresh["lon"] != "") | (fresh["lat"] != "")
        readable = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
        easting, northing = np.full(len(lon), np.nan), np.full(len(lon), np.nan)
        easting[readable], northing[readable] = to_national_grid(lon[readable], lat[readable], outside="nan")
        placed = (easting >= 0) & (northing >= 0) & (easting <= schema.EAST) & (northing <= schema.NORTH)
        reason = np.where(given, np.where(readable, "off-grid", "unreadable"), "not-published").astype(object)
        wrong = np.where(given, np.where(readable, FLAGS["off-grid"], FLAGS["bad-coordinates"]), FLAGS["no-location"])
        council = np.array([_council(name) for name in fresh["lsoa_name"]], dtype=object)
        names = np.array([_street_name(name) for name in fresh["place"]], dtype=object)
        left_out = np.array([n is None and p not in NO_NAME for n, p in zip(names, fresh["place"], strict=True)])
        is_code = np.array([bool(AREA_CODE.fullmatch(code)) for code in fresh["lsoa"]], dtype=bool)
        flags = np.where(placed, 0, wrong) | np.where(left_out, FLAGS["place-name-left-out"], 0)
        flags |= np.where(is_code | (fresh["lsoa"] == ""), 0, FLAGS["bad-area-code"])
        return {
            **{name: fresh[name] for name in ("lon", "lat", "lsoa")},
            "easting": _or_none(easting, placed),
            "northing": _or_none(northing, placed),
            "no_location": _or_none(reason, ~placed),
            "precision": np.where(placed, "snap-point", "none"),
            "point": _or_none(point_numbers(lon, lat, placed), placed),
            "council": council,
            "name": names,
            "flags": flags,
            **self._areas(easting, northing, placed, council, _or_none(fresh["lsoa"], is_code)),
        }

    def _areas(
        self, easting: Floats, northing: Floats, placed: NDArray[np.bool_], council: Objects, published: Objects
    ) -> dict[str, Objects]:
        empty = np.full(len(easting), None, dtype=object)
        found = {schema.area_column(name): empty.copy() for name in self.ground.schemes}
        located = self.ground.locate(easting[placed], northing[placed])
        for name, codes in located.items():
            found[schema.area_column(name)][placed] = codes
        # A police row without a place is not known to be ours: counted as ours it would inflate every figure.
        inside = np.full(len(easting), False if self.ground.can_tell else None, dtype=object)
        inside[placed] = self.ground.inside(located, council[placed])
        # The publisher's own code stands; ours fills in where none was published.
        ours = found.get(PUBLISHED, empty)
        found[PUBLISHED] = np.where(published == None, ours, published)  # noqa: E711 (elementwise)
        return {**found, "inside": inside}

    def remember_names(self) -> None:
        """Keep in which month each place of `staged` was last used: the name of the latest month wins."""
        self.db.execute(
            "CREATE OR REPLACE TEMP TABLE named AS SELECT spot, max(last_month) AS last_month FROM "
            "(FROM named UNION ALL SELECT spot, max(month) FROM staged WHERE spot IS NOT NULL GROUP BY spot) "
            "GROUP BY spot"
        ).fetchall()


def _create(db: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    db.execute(f"CREATE TEMP TABLE {name} ({', '.join(f'{n} {kind}' for n, kind in columns.items())})").fetchall()


def point_numbers(longitude: Floats, latitude: Floats, where: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A map point's number: its published coordinates to the millionth of a degree, packed into one integer."""
    number = np.zeros(len(longitude), dtype=np.int64)
    east = np.round((longitude[where] + 180) * 1e6).astype(np.int64)
    number[where] = (east << 28) | np.round((latitude[where] + 90) * 1e6).astype(np.int64)
    return number


def _numbers(texts: Sequence[str] | Objects) -> Floats:
    return np.array([_number(text) for text in texts], dtype=np.float64)


def _number(text: str) -> float:
    try:
        return float(text) if text and "_" not in text else np.nan
    except ValueError:
        return np.nan


def _or_none(values: NDArray[Any], where: NDArray[np.bool_]) -> Objects:
    chosen = np.full(len(values), None, dtype=object)
    chosen[where] = values[where]
    return chosen


def _council(lsoa_name: str) -> str:
    found = COUNCIL.fullmatch(lsoa_name)
    return found["council"] if found else ""


def _street_name(place: str) -> str | None:
    """The name of a map point if it is a plain one: free text, formulas and control signs are left out."""
    return place if place.startswith("On or near ") and STREET_NAME.fullmatch(place) else None
