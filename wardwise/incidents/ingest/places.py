"""The distinct places of a load: each is projected and matched to areas once, however many rows lie on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from wardwise.incidents import schema, vocab
from wardwise.incidents.ingest.ground import Ground
from wardwise.incidents.store import quoted
from wardwise.methods.geometry import to_national_grid

Floats = NDArray[np.float64]
COUNCIL = r"^(.+) \d{3}[A-Z]{1,2}$"
STREET_NAME = quoted(schema.POINT_NAME_PATTERN)
NO_NAME = ("No Location", "No location", "")
PUBLISHED = schema.area_column("lsoa-2021")  # the files carry 2021 codes for all months
FLAGS = vocab.flag_bits()


class Places:
    """Published texts of a place -> grid, reason, areas, flags. It grows with the files.

    Table `places` holds those of this load, table `here` those of the rows in `raw`. What is text stays in the
    engine; only numbers go out to be projected and matched, and come back as numbers.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection, ground: Ground) -> None:
        self.db, self.ground, self.count, self.first = db, ground, 0, 0
        self.areas = sorted({PUBLISHED, *(schema.area_column(name) for name in ground.schemes)})
        columns = {
            "spot": "INTEGER", "lon": "VARCHAR", "lat": "VARCHAR", "lsoa": "VARCHAR", "council": "VARCHAR",
            "home": "force_code", "name": "VARCHAR", "easting": "DOUBLE", "northing": "DOUBLE", "point": "BIGINT",
            "inside": "BOOLEAN",
            "no_location": "no_location_code", "precision": "precision_code", "flags": "UINTEGER",
            **dict.fromkeys(self.areas, "VARCHAR"),
        }  # fmt: skip
        _create(db, "places", columns)
        _create(db, "named", {"spot": "INTEGER", "last_month": "DATE"})

    def learn(self) -> None:
        """Add the places of `raw` that were not met before in this load."""
        self.db.execute(
            f"""CREATE OR REPLACE TEMP TABLE met AS SELECT d.*, spot FROM (
                SELECT lon, lat, lsoa, any_value(lsoa_name) AS lsoa_name, any_value(place) AS place
                FROM raw GROUP BY lon, lat, lsoa) d LEFT JOIN places USING (lon, lat, lsoa);
            CREATE OR REPLACE TEMP TABLE unknown AS
            SELECT ({self.count - 1} + row_number() OVER ())::INTEGER AS spot, lon, lat, lsoa, place,
            lon <> '' OR lat <> '' AS given, regexp_extract(lsoa_name, '{COUNCIL}', 1) AS council,
            regexp_full_match(lsoa, '{schema.AREA_CODE_PATTERN}') AS is_code,
            CASE WHEN starts_with(place, 'On or near ') AND regexp_full_match(place, {STREET_NAME})
                 THEN place END AS name
            FROM met WHERE spot IS NULL"""
        ).fetchall()
        numbers = self.db.execute(
            f"SELECT spot, {_number('lon')} AS lon, {_number('lat')} AS lat FROM unknown"
        ).fetchnumpy()
        self.first = self.count
        if len(numbers["spot"]):
            self.count += len(numbers["spot"])
            self._insert(self._located(numbers))

    def settle(self, kept: Mapping[str, Sequence[Path]]) -> dict[str, str]:
        """Make `here`, the places of `raw`, and give the type of each area column: its codes and no others.

        `kept` are the files with codes of rows that stay, by column.
        """
        types = {name: self._type(name, kept.get(name, ())) for name in sorted({*self.areas, *kept})}
        typed = ", ".join(f"{name}::{types[name]} AS {name}" for name in self.areas)
        self.db.execute(
            f"CREATE OR REPLACE TEMP TABLE here AS SELECT * REPLACE ({typed}) FROM places "
            f"WHERE spot >= {self.first} OR spot IN (SELECT spot FROM met WHERE spot IS NOT NULL)"
        ).fetchall()
        return types

    def _type(self, name: str, kept: Sequence[Path]) -> str:
        tables = [f"read_parquet({quoted(str(path))})" for path in kept] + ["places"] * (name in self.areas)
        query = " UNION ".join(f"SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL" for table in tables)
        codes = [code for (code,) in self.db.execute(query).fetchall()]
        return schema.area_enum(codes) if codes else "VARCHAR"

    def _located(self, numbers: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Where each place is on the grid, and the position of its area in each scheme."""
        lon, lat = (np.ma.filled(numbers[name], np.nan) for name in ("lon", "lat"))
        readable = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
        easting, northing = np.zeros(len(lon)), np.zeros(len(lon))
        placed = readable.copy()
        easting[readable], northing[readable] = to_national_grid(lon[readable], lat[readable], outside="nan")
        placed &= (easting >= 0) & (northing >= 0) & (easting <= schema.EAST) & (northing <= schema.NORTH)
        found = {
            "spot": numbers["spot"],
            "e": easting,
            "n": northing,
            "p": point_numbers(lon, lat, placed),
            "readable": readable,
            "placed": placed,
        }
        for name, scheme in self.ground.schemes.items():
            found[f"at_{schema.area_column(name)}"] = at = np.full(len(lon), -1, dtype=np.int32)
            at[placed] = scheme.index.locate(easting[placed], northing[placed])
        return found

    def _insert(self, found: dict[str, NDArray[Any]]) -> None:
        """Put places into the table: their texts from `unknown`, their numbers from `found`."""
        codes = {schema.area_column(name): list(scheme.codes) for name, scheme in self.ground.schemes.items()}
        areas = {name: f"(${name}::VARCHAR[])[at_{name} + 1]" for name in codes}
        # The publisher's own code stands; ours fills in where none was published.
        areas[PUBLISHED] = f"CASE WHEN is_code THEN lsoa ELSE {areas.get(PUBLISHED, 'NULL')} END"
        # A police row without a place is not known to be ours: counted as ours it would inflate every figure.
        hit = " OR ".join(f"at_{name} >= 0" for name in codes) or "u.council = $place"
        inside = f"placed AND ({hit})" if self.ground.can_tell else "NULL"
        more = {} if codes or not self.ground.can_tell else {"place": self.ground.place}
        self.db.register("learnt", found)
        self.db.execute(
            f"""INSERT INTO places BY NAME SELECT u.spot, u.lon, u.lat, u.lsoa, u.council, own.force AS home, name,
            CASE WHEN placed THEN e END AS easting, CASE WHEN placed THEN n END AS northing,
            CASE WHEN placed THEN p END AS point, {inside} AS inside,
            CASE WHEN placed THEN NULL WHEN NOT given THEN 'not-published' WHEN readable THEN 'off-grid'
                 ELSE 'unreadable' END::no_location_code AS no_location,
            CASE WHEN placed THEN 'snap-point' ELSE 'none' END::precision_code AS precision,
            CASE WHEN placed THEN 0 WHEN NOT given THEN {FLAGS["no-location"]} WHEN readable THEN {FLAGS["off-grid"]}
                 ELSE {FLAGS["bad-coordinates"]} END
            | CASE WHEN name IS NULL AND u.place NOT IN {NO_NAME} THEN {FLAGS["place-name-left-out"]} ELSE 0 END
            | CASE WHEN is_code OR u.lsoa = '' THEN 0 ELSE {FLAGS["bad-area-code"]} END AS flags,
            {", ".join(f"{code} AS {name}" for name, code in areas.items())}
            FROM unknown u JOIN learnt USING (spot) LEFT JOIN own_councils own ON own.council = u.council""",
            {**codes, **more},
        ).fetchall()
        self.db.unregister("learnt")

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


def _number(column: str) -> str:
    """SQL that reads a text as a number, or gives none."""
    return f"CASE WHEN NOT contains({column}, '_') THEN TRY_CAST({column} AS DOUBLE) END"
