"""The town's records as the police would publish them: a folder in the layout of a data.police.uk archive.

With them the faults that real archives have: rows without a place, rows far outside, crime IDs that repeat, a month
that was never published, map points that move for one month, and a few rows that no loader should accept.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from wardwise.demo import rates
from wardwise.demo.land import Areas, Floats, Ints, Land
from wardwise.demo.names import FORCE, FORCE_CODE
from wardwise.demo.town import Town
from wardwise.methods.geometry import to_wgs84

STREET_HEADER = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
OUTCOMES_HEADER = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Outcome type",
)  # fmt: skip
STOPS_HEADER = (
    "Type", "Date", "Part of a policing operation", "Policing operation", "Latitude", "Longitude", "Gender",
    "Age range", "Self-defined ethnicity", "Officer-defined ethnicity", "Legislation", "Object of search", "Outcome",
    "Outcome linked to object of search", "Removal of more than just outer clothing",
)  # fmt: skip
REPEATED_IDS_A_MONTH = 4
MOVED_BY_M = (15.0, 60.0)
NOT_MOVED_SHARE = 0.046
STOPS_PER_1000_A_YEAR = 8.0
ELSEWHERE = ((-0.1, 54.1), (-1.9, 50.9), (0.4, 51.6), (-2.3, 53.2))  # longitude, latitude: far outside the town

Row = tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What was put into the archive: a loader's accounting must agree with it."""

    street_rows: int
    outcome_rows: int
    stop_rows: int
    without_place: int
    outside: int
    repeated_ids: int
    unusable: int  # no loader should accept these
    missing_month: str
    moved_month: str


@dataclass(frozen=True)
class Crimes:
    """The recorded events, ready to be written, in the order of their months."""

    identity: list[str]  # empty for anti-social behaviour
    month: Ints
    category: Ints
    place: list[tuple[str, str, str, str, str]]  # longitude, latitude, location, LSOA code, LSOA name
    outcome: list[str]
    outcome_lag: Ints  # months after its own in which the outcome is published


NO_PLACE = ("", "", "No Location", "", "")


def write_boundaries(town: Town, folder: Path) -> tuple[Path, Path]:
    """The wards and the LSOAs as GeoJSON in WGS84, as publishers give them."""
    folder.mkdir(parents=True, exist_ok=True)
    wards, lsoas = folder / "wards.geojson", folder / "lsoas.geojson"
    wards.write_text(json.dumps(feature_collection(town.land.wards)), encoding="utf-8")
    lsoas.write_text(json.dumps(feature_collection(town.land.lsoas)), encoding="utf-8")
    return wards, lsoas


def feature_collection(areas: Areas) -> dict[str, object]:
    features = []
    for code, name, shape in zip(areas.codes, areas.names, areas.boundaries, strict=True):
        ring = shapely.get_coordinates(shape.exterior)
        longitude, latitude = to_wgs84(ring[:, 0], ring[:, 1])
        line = [[round(float(x), 7), round(float(y), 7)] for x, y in zip(longitude, latitude, strict=True)]
        geometry = {"type": "Polygon", "coordinates": [line]}
        features.append({"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def write_archive(town: Town, folder: Path) -> Written:
    """Write `YYYY-MM/YYYY-MM-<force>-street.csv`, `-outcomes.csv`, `-stop-and-search.csv` for every month but one."""
    rng = np.random.default_rng([town.seed, 1])
    crimes = record(town, rng)
    stops = stop_and_search(town, rng)
    unusable = unusable_rows(town)
    street_rows = outcome_rows = repeated = 0
    for index, month in enumerate(str(month) for month in town.months):
        if index == town.truth.missing_month:
            continue
        rows = street_rows_of(town, crimes, index)
        again = repeats_of(rows, rng)
        if index == len(town.months) - 7:
            again = [*again, *unusable]
        write(folder, month, "street", STREET_HEADER, [*rows, *again])
        outcomes = outcome_rows_of(town, crimes, index)
        write(folder, month, "outcomes", OUTCOMES_HEADER, outcomes)
        write(folder, month, "stop-and-search", STOPS_HEADER, stops[index])
        street_rows += len(rows) + len(again)
        outcome_rows += len(outcomes)
        repeated += REPEATED_IDS_A_MONTH
    published = [row for index, rows in enumerate(stops) if index != town.truth.missing_month for row in rows]
    return Written(
        street_rows=street_rows,
        outcome_rows=outcome_rows,
        stop_rows=len(published),
        without_place=sum(place is NO_PLACE for place in crimes.place),
        outside=sum(place[3].startswith("Z0199") for place in crimes.place),
        repeated_ids=repeated,
        unusable=len(unusable),
        missing_month=str(town.months[town.truth.missing_month]),
        moved_month=str(town.months[town.truth.moved_month]),
    )


def write(folder: Path, month: str, kind: str, header: Row, rows: Iterable[Row]) -> None:
    path = folder / month / f"{month}-{FORCE_CODE}-{kind}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def record(town: Town, rng: np.random.Generator) -> Crimes:
    """Each recorded event with its published identity, place and outcome."""
    category = town.happened.category[town.recorded]
    identity = [
        "" if kind == rates.ASB else hashlib.sha256(f"{town.seed}:{event}".encode()).hexdigest()
        for kind, event in zip(category.tolist(), town.recorded.tolist(), strict=True)
    ]
    lag = rng.choice(len(rates.OUTCOME_LAG_MONTHS), len(category), p=rates.OUTCOME_LAG_MONTHS).astype(np.int64)
    return Crimes(identity, town.month, category, places(town, rng), outcomes_of(category, rng), lag)


def places(town: Town, rng: np.random.Generator) -> list[tuple[str, str, str, str, str]]:
    """The map point of each event as it is published; some have none and some lie far outside."""
    usual = published_points(town.land, town.land.points.easting, town.land.points.northing)
    moved = published_points(town.land, *moved_points(town.land, rng))
    month, point = town.month.tolist(), town.point.tolist()
    chosen = [(moved if m == town.truth.moved_month else usual)[p] for m, p in zip(month, point, strict=True)]
    chance = rng.random(len(chosen))
    for index in np.flatnonzero(chance < rates.NO_LOCATION_SHARE):
        chosen[index] = NO_PLACE
    for index in np.flatnonzero(chance > 1 - rates.OUTSIDE_SHARE):
        longitude, latitude = ELSEWHERE[index % len(ELSEWHERE)]
        code = f"Z0199{index % len(ELSEWHERE) + 1:04d}"
        chosen[index] = (f"{longitude:.6f}", f"{latitude:.6f}", "On or near Parking Area", code, "Elsewhere 001A")
    return chosen


def published_points(land: Land, easting: Floats, northing: Floats) -> list[tuple[str, str, str, str, str]]:
    longitude, latitude = to_wgs84(easting, northing)
    return [
        (f"{x:.6f}", f"{y:.6f}", f"On or near {name}", land.lsoas.codes[lsoa], land.lsoas.names[lsoa])
        for x, y, name, lsoa in zip(longitude, latitude, land.points.names, land.points.lsoa, strict=True)
    ]


def moved_points(land: Land, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Where the map points lay in the month in which they were others: a little off, in the same LSOA."""
    count = len(land.points.easting)
    by_m = rng.uniform(*MOVED_BY_M, count) * (rng.random(count) >= NOT_MOVED_SHARE)
    angle = rng.uniform(0, 2 * np.pi, count)
    easting = land.points.easting + by_m * np.cos(angle)
    northing = land.points.northing + by_m * np.sin(angle)
    home = np.array(land.lsoas.boundaries, dtype=object)[land.points.lsoa]
    inside = shapely.contains_xy(home, easting, northing)
    return np.where(inside, easting, land.points.easting), np.where(inside, northing, land.points.northing)


def outcomes_of(category: Ints, rng: np.random.Generator) -> list[str]:
    chosen = np.full(len(category), "", dtype=object)
    for index, slug in enumerate(rates.SLUGS):
        rows = np.flatnonzero(category == index)
        if index != rates.ASB:
            shares = rates.OUTCOMES.get(slug, rates.USUAL_OUTCOMES)
            weight = np.array(list(shares.values()))
            chosen[rows] = rng.choice(np.array(list(shares), dtype=object), len(rows), p=weight / weight.sum())
    return [str(name) for name in chosen]


def street_rows_of(town: Town, crimes: Crimes, index: int) -> list[Row]:
    """One month of street records; an outcome that is not out yet when the archive ends is under investigation."""
    month, last = str(town.months[index]), len(town.months) - 1
    first, end = np.searchsorted(crimes.month, [index, index + 1])
    rows: list[Row] = []
    for i in range(int(first), int(end)):
        is_out = index + crimes.outcome_lag[i] <= last
        outcome = crimes.outcome[i] if is_out or not crimes.identity[i] else rates.UNDER_INVESTIGATION
        name = rates.CATEGORIES[crimes.category[i]].name
        rows.append((crimes.identity[i], month, FORCE, FORCE, *crimes.place[i], name, outcome, ""))
    return rows


def repeats_of(rows: list[Row], rng: np.random.Generator) -> list[Row]:
    """Crime IDs that come twice in a month: most rows identical, some with another last outcome."""
    crimes = [row for row in rows if row[0] and row[10] != rates.OTHER_BODY]
    chosen = rng.choice(len(crimes), REPEATED_IDS_A_MONTH, replace=False)
    again = [crimes[index] for index in chosen]
    return [*again[1:], (*again[0][:10], rates.OTHER_BODY, "")]


def outcome_rows_of(town: Town, crimes: Crimes, index: int) -> list[Row]:
    """The outcomes published in a month, of crimes of this month and of months before it."""
    month = str(town.months[index])
    rows: list[Row] = []
    for i in np.flatnonzero(crimes.month + crimes.outcome_lag == index):
        if crimes.identity[i]:
            place = crimes.place[i] if crimes.place[i] is not NO_PLACE else ("", "", "No location", "", "")
            rows.append((crimes.identity[i], month, FORCE, FORCE, *place, crimes.outcome[i]))
    return rows


def unusable_rows(town: Town) -> list[Row]:
    """Rows that must be refused or flagged, never quietly counted: one of each kind seen or feared in the field."""
    month = str(town.months[-7])
    other_month = str(town.months[-8])
    place = published_points(town.land, town.land.points.easting, town.land.points.northing)[0]
    identity = [hashlib.sha256(f"{town.seed}:unusable:{index}".encode()).hexdigest() for index in range(4)]
    crime, outcome = "Robbery", rates.NO_SUSPECT
    return [
        (identity[0], other_month, FORCE, FORCE, *place, crime, outcome, ""),
        (identity[1], month, FORCE, FORCE, "nan", "nan", *place[2:], crime, outcome, ""),
        (identity[2], month, FORCE, FORCE, *place, "Swimming after dark", outcome, ""),
        (identity[3], "", FORCE, FORCE, *place, crime, outcome, ""),
    ]


GENDERS = (("Male", 0.9), ("Female", 0.1))
AGES = (("10-17", 0.18), ("18-24", 0.32), ("25-34", 0.28), ("over 34", 0.21), ("", 0.01))
OFFICER_SEES = (("White", 0.62), ("Asian", 0.2), ("Black", 0.14), ("Other", 0.04))
SELF_DEFINED = {
    "White": "White - English/Welsh/Scottish/Northern Irish/British",
    "Asian": "Asian/Asian British - Any other Asian background",
    "Black": "Black/African/Caribbean/Black British - African",
    "Other": "Other ethnic group - Not stated",
}
SEARCHES = (
    ("Controlled drugs", "Misuse of Drugs Act 1971 (section 23)", 0.64),
    ("Offensive weapons", "Police and Criminal Evidence Act 1984 (section 1)", 0.22),
    ("Stolen goods", "Police and Criminal Evidence Act 1984 (section 1)", 0.14),
)
STOP_OUTCOMES = (
    ("A no further action disposal", 0.72),
    ("Arrest", 0.14),
    ("Community resolution", 0.12),
    ("Penalty Notice for Disorder", 0.02),
)


def draw(options: tuple[tuple[str, float], ...], count: int, rng: np.random.Generator) -> list[str]:
    weight = np.array([share for _, share in options])
    return [options[index][0] for index in rng.choice(len(options), count, p=weight / weight.sum())]


def stop_and_search(town: Town, rng: np.random.Generator) -> list[list[Row]]:
    """Stops by month: they happen where officers are, most of them in the afternoon and evening."""
    each = STOPS_PER_1000_A_YEAR * town.land.residents.sum() / 1000 / 12
    by_month = []
    for index, month in enumerate(town.months):
        hours = town.truth.patrols[:, index]
        count = int(rng.poisson(each * hours.sum() / town.truth.patrols.mean(axis=1).sum()))
        at = random_times(month, count, rng)
        where = stop_places(town, hours, count, rng)
        search = [SEARCHES[i] for i in rng.choice(len(SEARCHES), count, p=[share for *_, share in SEARCHES])]
        seen = draw(OFFICER_SEES, count, rng)
        columns = zip(at, where, draw(GENDERS, count, rng), draw(AGES, count, rng), seen, search,
                      draw(STOP_OUTCOMES, count, rng), strict=True)  # fmt: skip
        by_month.append(
            [
                ("Person search", when, "False", "", *place, gender, age, SELF_DEFINED[seen_as], seen_as, law, sought,
                 outcome, "", "False")
                for when, place, gender, age, seen_as, (sought, law, _), outcome in columns
            ]
        )  # fmt: skip
    return by_month


def random_times(month: np.datetime64, count: int, rng: np.random.Generator) -> list[str]:
    first = month.astype("datetime64[D]")
    days = int(((month + 1).astype("datetime64[D]") - first).astype(np.int64))
    hour = np.clip(rng.normal(17, 4.5, count), 0, 23.99)
    seconds = rng.integers(0, days, count) * 86_400 + (hour * 3_600).astype(np.int64)
    return [f"{first.astype('datetime64[s]') + int(second)}+00:00" for second in np.sort(seconds)]


def stop_places(
    town: Town, hours: NDArray[np.float64], count: int, rng: np.random.Generator
) -> list[tuple[str, str]]:
    """Latitude and longitude of the nearest map point; a fifth have none."""
    points = town.land.points
    weight = (hours / np.bincount(points.lsoa))[points.lsoa]
    chosen = rng.choice(len(weight), count, p=weight / weight.sum())
    longitude, latitude = to_wgs84(points.easting[chosen], points.northing[chosen])
    known = rng.random(count) > 0.2
    return [
        (f"{y:.6f}", f"{x:.6f}") if is_known else ("", "")
        for x, y, is_known in zip(longitude, latitude, known, strict=True)
    ]
