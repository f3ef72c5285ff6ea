"""The page's figures as files."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

from django.http import QueryDict

from wardwise.analysis.areas import own_areas
from wardwise.analysis.choices import Choice
from wardwise.analysis.exports import csv_file, geojson_file
from wardwise.analysis.forms import ExploreForm
from wardwise.analysis.hotspots import tables
from wardwise.analysis.rules import EXPORT_KIND, result_of
from wardwise.analysis.trends.queries import names
from wardwise.incidents.home import store_of
from wardwise.incidents.runs import rules as runs
from wardwise.methods import geometry
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Partnership
from wardwise.places import queries as places
from wardwise.web.desk.explore.page import Answer, answer, question

NAMES = {
    "months.csv": "Months, with what earlier years lead us to expect (CSV)",
    "points.csv": "Map points (CSV)",
    "points.geojson": "Map points (GeoJSON)",
    "areas.csv": "Small areas, with rates and what stands out (CSV)",
    "areas.geojson": "Small areas (GeoJSON)",
}


def made(name: str, answer: Answer) -> tuple[bytes, int]:
    """The content of one file and its number of rows."""
    notes = notes_of(answer)
    if name == "months.csv":
        rows = month_rows(answer)
        return csv_file(notes, ("Month", "Recorded", "Average of earlier years", "Expected from", "To"), rows), len(
            rows
        )
    if name == "points.csv":
        rows = tables.point_rows(answer.points.points)
        return csv_file(notes, tables.POINT_COLUMNS, rows), len(rows)
    if name == "points.geojson":
        features = point_features(answer)
        return geojson_file(notes, features), len(features)
    rows = tables.area_rows(answer.areas.areas) if answer.areas else []
    columns = tables.area_columns(answer.areas.areas) if answer.areas else tables.AREA_COLUMNS
    if name == "areas.csv":
        return csv_file(notes, columns, rows), len(rows)
    features = area_features(answer, columns, rows)
    return geojson_file(notes, features), len(features)


@runs.repeatable(EXPORT_KIND)
def made_again(partnership: Partnership, parameters: dict[str, Any], seed: int | None) -> dict[str, Any]:
    """The file of a kept run, made anew from what the store holds now."""
    store, own = store_of(partnership), own_areas(partnership)
    codes = parameters["areas"]
    field = "ward" if own.wards and parameters["scheme"] == own.wards[0].scheme.code else "lsoa"
    asked = QueryDict(mutable=True)
    asked.update({name: parameters[name] for name in ("first", "last", "source")})
    asked.setlist("category", parameters["categories"])
    asked.setlist(field, codes)
    if parameters["leave_out_proactive"]:
        asked["unprompted"] = "on"
    form = ExploreForm(
        asked,
        store=store,
        sources=[parameters["source"]],
        areas=own,
        place=partnership.place,
        is_made_up=partnership.is_fictitious,
    )
    if not form.is_valid():
        raise Refused("not_repeatable", "What was asked then cannot be asked of the data held now.")
    content, rows = made(parameters["file"], answer(store, question(store, form.choice(), partnership, own), own))
    return dict(result_of(content, rows))


def notes_of(answer: Answer) -> list[tuple[str, str]]:
    """What every file says of itself."""
    choice = answer.choice
    kinds = ", ".join(choice.categories) or "all"
    area = f"{choice.area[0]}: {', '.join(choice.area[1])}" if choice.area else "whole place"
    notes = [
        ("Source", answer.what.credit),
        ("Licence", choice.licence),
        ("Place", f"{choice.place} ({area})"),
        ("Period", f"{choice.period.first} to {choice.period.last}"),
        ("Kinds", f"{kinds} ({answer.what.subject.words})"),
        ("Police-found records", "left out" if choice.leave_out_proactive else "included"),
        ("Months without figures", ", ".join(answer.trend.trend.missing) or "none"),
        ("Bear in mind", " ".join(answer.trend.trend.headline.cautions)),
        ("Snapshot", answer.snapshot),
        ("Made with", f"Wardwise {version('wardwise')}"),
    ]
    if answer.areas and answer.areas.areas.ground.is_approximate:
        notes.append(("Boundaries", "Approximate: not for publication"))
    return notes


def month_rows(answer: Answer) -> list[tuple[Any, ...]]:
    trend = answer.trend.trend
    band = {
        month: (usual, low, high)
        for month, usual, low, high in zip(
            names(trend.band.months),
            *(c.tolist() for c in (trend.band.usual, trend.band.low, trend.band.high)),
            strict=True,
        )
    }
    nothing = (None, None, None)
    return [
        (month, None if gap else count, *band.get(month, nothing))
        for month, count, gap in zip(
            names(trend.series.months), trend.series.counts.tolist(), trend.series.is_missing.tolist(), strict=True
        )
    ]


def point_features(answer: Answer) -> list[dict[str, Any]]:
    rows = tables.point_rows(answer.points.points)
    if not rows:
        return []
    longitude, latitude = geometry.to_wgs84([row[4] for row in rows], [row[5] for row in rows])
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(float(x), 6), round(float(y), 6)]},
            "properties": {"name": row[0], "grid_reference": row[1], "recorded": row[2], "share": row[3]},
        }
        for row, x, y in zip(rows, longitude, latitude, strict=True)
    ]


def area_features(answer: Answer, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    if answer.areas is None:
        return []
    ground = answer.areas.areas.ground
    known = {row[0]: dict(zip(columns, row, strict=True)) for row in rows}
    shapes = places.as_geojson(places.areas_of(ground.scheme).filter(code__in=ground.codes), tolerance_m=0)
    return [{**feature, "properties": known[str(feature["properties"]["code"])]} for feature in shapes["features"]]


def file_name(name: str, choice: Choice) -> str:
    """A name that says what is in it: luton-2023-01-2023-12-areas.csv."""
    place = re.sub(r"[^a-z0-9]+", "-", choice.place.lower()).strip("-")[:40] or "place"
    return f"{place}-{choice.period.first}-{choice.period.last}-{name}"
